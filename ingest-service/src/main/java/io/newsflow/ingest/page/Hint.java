package io.newsflow.ingest.page;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What class names and ids say of an element's part on the page. Names are split into words at punctuation and humps, and
 * the words are looked up; no name of a particular site is in the vocabulary.
 */
final class Hint {
    /** Navigation, headers and footers of the page, search, log-in. */
    static final int NAVIGATION = 1;
    /** Advertising and sponsored links. */
    static final int ADVERT = 1 << 1;
    /** Cookie and consent notices, overlays. */
    static final int CONSENT = 1 << 2;
    /** Share and follow buttons. */
    static final int SHARE = 1 << 3;
    /** Newsletter and subscription offers. */
    static final int OFFER = 1 << 4;
    /** Related articles, teasers, most read. */
    static final int RELATED = 1 << 5;
    /** Readers' comments. */
    static final int COMMENTS = 1 << 6;
    /** Byline, dates, tags, ratings: data about the article. */
    static final int META = 1 << 7;
    /** Captions and credits of pictures. */
    static final int CAPTION = 1 << 8;
    /** Not shown to readers, or to screen readers only. */
    static final int HIDDEN = 1 << 9;
    /** Beside the text: sidebars, widgets. */
    static final int ASIDE = 1 << 10;
    /** A box about the author. */
    static final int AUTHOR_BOX = 1 << 11;
    /** The article's text. */
    static final int BODY = 1 << 16;
    /** The page's content, which may be the article. */
    static final int CONTENT = 1 << 17;
    /** The paragraph under the headline. */
    static final int STANDFIRST = 1 << 18;
    /** A page element that wraps one article, with its header. */
    static final int ARTICLE = 1 << 19;
    /** The headline. */
    static final int HEADLINE = 1 << 20;
    /** The byline with names. */
    static final int BYLINE = 1 << 21;
    /** A date. */
    static final int DATE = 1 << 22;
    /** A box that adds to the text: facts, background. */
    static final int INFO_BOX = 1 << 23;
    /** Pull quotes. */
    static final int PULL_QUOTE = 1 << 24;
    /** Paywall. */
    static final int PAYWALL = 1 << 25;

    /** Everything that is no part of the text. */
    static final int OUT = NAVIGATION
            | ADVERT
            | CONSENT
            | SHARE
            | OFFER
            | RELATED
            | COMMENTS
            | META
            | CAPTION
            | HIDDEN
            | ASIDE
            | AUTHOR_BOX;

    private static final Map<String, Integer> WORDS = new HashMap<>();
    private static final Map<String, Integer> PAIRS = new HashMap<>();

    static {
        words(
                NAVIGATION,
                "nav navi navbar navigation navigator menu menue menu1 submenu mainmenu breadcrumb breadcrumbs crumb crumbs"
                        + " brotkrumen ariadne footer fusszeile masthead topbar toolbar skiplink skiplinks search searchform"
                        + " searchbox suche login signin logon register pagination pager paging pagenav prevnext impressum"
                        + " imprint sitemap metanav topnav mainnav subnav sidenav toc inhaltsverzeichnis backlink"
                        + " backtotop totop langswitch siteheader sitefooter pageheader pagefooter colophon pagelinks jumplinks");
        words(
                ADVERT,
                "ad ads adbox adslot advert adverts advertisement advertisements advertising advertorial adsense adunit adwrapper adcontainer"
                        + " adsbygoogle dfp gpt anzeige anzeigen werbung publicidad publicite publicidade pubblicita reklama banner banners"
                        + " sponsor sponsors sponsored sponsoring promo promos promotion promoted promobox outbrain taboola plista"
                        + " ligatus revcontent mgid contentad nativo admanager leaderboard skyscraper affiliate affiliates");
        words(
                CONSENT,
                "cookie cookies cookiebar cookienotice cookieconsent consent gdpr dsgvo cmp onetrust didomi usercentrics popup modal overlay lightbox"
                        + " dialog interstitial adblock adblocker noscript browsehappy");
        words(
                SHARE,
                "share shares sharing sharebar sharebox sharer sharebuttons sharedaddy shariff social socials socialmedia socialbar"
                        + " addthis addtoany addtoany_share sharethis teilen compartir partager condividi followus follow ssba heateor"
                        + " whatsapp facebook pinterest twitterbutton fblike likebtn printbutton likes");
        words(
                OFFER,
                "newsletter newsletters newsletterbox subscribe subscription subscriptions subscriber subscribers abo abonnement signup optin mailchimp mc4wp"
                        + " donate donation donations spenden paypal patreon steady crowdfunding regwall piano membership cta calltoaction");
        words(
                RELATED,
                "related relatedposts relatedarticles relatedcontent relateds yarpp recommend recommended recommendation recommendations recommends"
                        + " recirc recirculation mostread mostpopular mostviewed popular popularposts trending teasers teaserlist teaserblock readmore"
                        + " readnext seealso alsoread morenews morefrom moreon furtherreading weiterlesen verwandt verwandte relacionadas relacionados"
                        + " relacionada relacionado correlati articoliliés similar crosslink crosslinks linkbox linklist upnext suggested suggestions"
                        + " latestnews latestposts recentposts carousel ticker mehr plusdarticles interlink readalso ressort upsell");
        words(
                COMMENTS,
                "comment comments commentlist commentform commentbox commentarea commentsarea commentcount kommentar kommentare comentario comentarios"
                        + " commentaire commentaires commenti reactions respond disqus livefyre coral forumlist userreview userreviews"
                        + " leserbriefe pingback trackback commento talkback");
        words(
                META,
                "meta metas metadata postmeta entrymeta articlemeta metainfo postmetadata postinfo dateline tags taglist tagcloud taglinks tagged hashtags keywords"
                        + " schlagworte schlagwoerter stichworte etiquetas rating ratings stars vote voting votes bewertung permalink permalinks readingtime lesezeit"
                        + " readtime viewcount copyright rights license lizenz postedon postcategories catlinks categorylinks postfooter entryfooter articlefooter posttags"
                        + " printlink textsize fontsize wordcount");
        words(
                CAPTION,
                "caption captions figcaption bildunterschrift bildtext imagecaption picturecaption photocaption wpcaption credit credits photocredit imagecredit bildnachweis bildquelle"
                        + " quelle legende bu copyrights slideshow gallery galleries lightboxgallery fotostrecke bildergalerie galerie thumbcaption");
        words(HIDDEN, "noprint sronly visuallyhidden printonly screenreader offscreen nodisplay");
        words(
                ASIDE,
                "sidebar sidebars sidecolumn sidecol seitenleiste marginalspalte marginal widget widgets widgetarea rightcol rightcolumn leftcol leftcolumn rail rightrail"
                        + " rechtespalte sidepanel secondary tertiary");
        words(
                AUTHOR_BOX,
                "authorbox authorbio authorinfo aboutauthor aboutauthors authordescription autorenbox autorbox authorcard authorprofile biography bio vcardauthor authorsbio");
        words(
                BYLINE | META,
                "byline bylines author authors autor autoren autores auteur auteurs autore writer writers byauthor authorname authornames authorlink authorline bylineauthor articleauthor postauthor entryauthor authorbyline bylinename");
        words(
                DATE | META,
                "date datum fecha pubdate publishdate datetime timestamp published publishedat dateposted postdate entrydate zeitstempel updated postdated");
        words(
                BODY,
                "articlebody articlecontent articletext articlebodytext storybody storycontent storytext postbody postcontent posttext postentry entrycontent entrytext entrybody bodytext"
                        + " bodycopy articlecopy newsbody newstext newscontent richtext articolo artikeltext artikelinhalt fliesstext textkoerper contenttext texto cuerpo contenido notacuerpo"
                        + " articlebodycontent maintext textbody blogbody blogcontent mainarticle newsdetail detailtext");
        words(
                CONTENT,
                "content contents maincontent inhalt main text article artikel story post entry news newsarticle blogpost pagecontent singlepost contentmain hauptinhalt articolo");
        words(
                STANDFIRST,
                "standfirst lead lede leadtext intro introtext introduction deck dek subheadline subhead subtitle subtitulo untertitel vorspann anriss einleitung abstract summary excerpt"
                        + " chapeau chapo bajada copete entradilla sommario occhiello sottotitolo ingress manchet articlelead articleintro");
        words(HEADLINE, "headline title entrytitle posttitle articletitle heading ueberschrift titel titre titulo");
        words(INFO_BOX, "infobox factbox faktenbox infokasten zusatzinfo");
        words(PULL_QUOTE, "pullquote pullquotes");
        words(PAYWALL, "paywall premium paid piano subscriberonly registerwall");

        String[] first = {"article", "story", "post", "entry", "news", "artikel", "blog", "detail", "single"};
        String[] second = {"body", "content", "contents", "text", "copy", "inhalt", "bodycopy", "maintext"};
        for (String a : first) {
            for (String b : second) {
                PAIRS.put(a + ' ' + b, BODY);
                PAIRS.put(b + ' ' + a, BODY);
            }
        }
        pairs(
                BODY,
                "body text",
                "text body",
                "main text",
                "content body",
                "body content",
                "rich text",
                "body copy",
                "text content",
                "content text",
                "page text");
        pairs(
                CONTENT,
                "main content",
                "content main",
                "page content",
                "site content",
                "content area",
                "main article",
                "primary content",
                "content primary",
                "main column");
        pairs(
                RELATED,
                "read more",
                "more link",
                "more links",
                "see also",
                "also read",
                "most read",
                "most popular",
                "more news",
                "more stories",
                "more articles",
                "read also",
                "more from",
                "read next",
                "up next",
                "load more",
                "latest news",
                "latest posts",
                "recent posts",
                "recent news",
                "other news",
                "other articles",
                "next article",
                "previous article",
                "next post",
                "prev post",
                "previous post",
                "top stories",
                "weitere artikel",
                "auch interessant",
                "mehr zum",
                "editor picks",
                "you may",
                "in brief",
                "link list",
                "further reading",
                "post nav");
        pairs(
                META,
                "tag list",
                "tag links",
                "tags links",
                "tag cloud",
                "entry footer",
                "post footer",
                "article footer",
                "entry utility",
                "post categories",
                "cat links",
                "category links",
                "word count",
                "reading time",
                "read time",
                "post info",
                "article info",
                "post data",
                "posted on",
                "posted in",
                "article tools",
                "page tools",
                "article actions",
                "post actions",
                "article header meta");
        pairs(
                AUTHOR_BOX,
                "author box",
                "author bio",
                "author info",
                "about author",
                "author card",
                "author description",
                "author profile",
                "author details",
                "writer bio",
                "autor box",
                "author about");
        pairs(
                NAVIGATION,
                "skip link",
                "skip links",
                "back top",
                "table contents",
                "site header",
                "site footer",
                "page header",
                "page footer",
                "top bar",
                "language switcher",
                "meta nav",
                "global header",
                "lang switch");
        pairs(
                CAPTION,
                "image text",
                "img text",
                "image description",
                "media caption",
                "image info",
                "photo credit",
                "image source",
                "media info",
                "image copyright",
                "caption text",
                "bild text",
                "image credit");
        pairs(
                HIDDEN,
                "sr only",
                "screen reader",
                "visually hidden",
                "print only",
                "only print",
                "show print",
                "visible print",
                "display none",
                "d none",
                "u hidden",
                "is hidden",
                "no print");
        pairs(
                ASIDE,
                "right column",
                "left column",
                "right col",
                "left col",
                "side bar",
                "right rail",
                "right side",
                "side column");
        pairs(SHARE, "follow us", "social media", "share buttons", "like button", "print button", "share this");
        pairs(OFFER, "sign up", "call action", "opt in", "mailing list", "email signup");
        pairs(
                STANDFIRST,
                "sub title",
                "sub headline",
                "sub heading",
                "lead text",
                "intro text",
                "article intro",
                "article lead",
                "article summary");
        pairs(PULL_QUOTE, "pull quote");
        pairs(INFO_BOX, "info box", "fact box");
        pairs(CONSENT, "cookie notice");
        // Names that only look like something else.
        pairs(0, "social science", "text share");
    }

    /** Words before which, or with which, a name says that an element has or lacks something, not that it is it. */
    private static final Set<String> MODIFIERS = Set.of(
            "has",
            "with",
            "without",
            "no",
            "not",
            "is",
            "hasnt",
            "js",
            "enabled",
            "open",
            "closed",
            "disabled",
            "lang",
            "theme",
            "below",
            "above",
            "under",
            "after",
            "before",
            "multi");

    /** Words that hide an element when they stand alone; beside others they hide a part of it, or it from some readers. */
    private static final Set<String> ALONE = Set.of("hidden", "hide", "invisible");

    private Hint() {}

    private static void words(int hint, String words) {
        for (String word : words.split(" ")) {
            WORDS.merge(word, hint, (a, b) -> a | b);
        }
    }

    private static void pairs(int hint, String... pairs) {
        for (String pair : pairs) {
            PAIRS.put(pair, hint);
        }
    }

    /**
     * The hints in class names or an id.
     *
     * @param names names separated by spaces
     * @return the hints of all names together
     */
    static int of(String names) {
        int all = 0;
        int from = 0;
        int length = names.length();
        while (from < length) {
            while (from < length && names.charAt(from) <= ' ') {
                from++;
            }
            int to = from;
            while (to < length && names.charAt(to) > ' ') {
                to++;
            }
            if (to > from && to - from <= 120) {
                all |= ofName(names, from, to);
            }
            from = to;
        }
        return all;
    }

    private static int ofName(String names, int from, int to) {
        int found = 0;
        String previous = null;
        boolean modified = false;
        int words = 0;
        int first = 0;
        String last = "";
        int at = from;
        while (at < to) {
            while (at < to && !Character.isLetter(names.charAt(at))) {
                at++;
            }
            int start = at;
            while (at < to
                    && Character.isLetter(names.charAt(at))
                    && !(at > start
                            && Character.isUpperCase(names.charAt(at))
                            && Character.isLowerCase(names.charAt(at - 1)))) {
                at++;
            }
            if (at == start) {
                continue;
            }
            String word = names.substring(start, at).toLowerCase(Locale.ROOT);
            words++;
            last = word;
            if (MODIFIERS.contains(word)) {
                modified = true;
            }
            Integer hint = WORDS.get(word);
            if (words == 1) {
                first = hint == null ? 0 : hint;
            }
            if (hint != null) {
                found |= hint;
            }
            if (previous != null) {
                Integer pair = PAIRS.get(previous + ' ' + word);
                if (pair != null) {
                    found |= pair;
                    if (pair == 0) {
                        found &= ~OUT;
                    }
                }
            }
            previous = word;
        }
        if (words > 1) {
            // A weak word beside others says little: "story-nav", "content-footer".
            if ((found & OUT) != 0) {
                found &= ~(CONTENT | ARTICLE);
                if ((found & BODY) != 0 && modified) {
                    found &= ~OUT;
                }
            }
            if (modified) {
                found &= ~(OUT & ~HIDDEN);
            }
        } else {
            found = ALONE.contains(last) ? first | HIDDEN : first;
        }
        return found;
    }
}
