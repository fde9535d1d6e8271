package io.newsflow.ingest.page;

import java.util.Collection;
import java.util.regex.Pattern;

/** Lines that say by their words that they are no part of an article's text. */
final class FurnitureLine {
    /** Longer lines are not looked at. */
    static final int MOST = 240;

    private static final Pattern WHOLE = Pattern.compile("(?iU)(?:"
            // Advertising labels.
            + "[-\u2013\u2014*\\s]*(?:advertisements?|anzeigen?|werbung|publicit\u00E9|publicidad|publicidade|pubblicit\u00E0|reklam[ae]?|reclame|annons"
            + "|\u0440\u0435\u043A\u043B\u0430\u043C\u0430|sponsored(?: content| by.{0,40})?|advertise here.{0,40}|(?:story |article )?continues below(?: advertisement)?"
            + "|advertisement \\W? ?scroll to continue|scroll to continue.{0,40}|article continues.{0,40}|promoted)[-\u2013\u2014*:\\s]*"
            // Buttons.
            + "|(?:share|tweet|pin(?: it)?|e-?mail|print|like|save|copy link|facebook|twitter|whats ?app|linkedin|telegram|instagram|pinterest|reddit|xing|flipboard|pocket|messenger|google ?\\+?"
            + "|teilen|drucken|mailen|merken|partager|imprimer|compartir|imprimir|enviar|condividi|stampa|delen|dela|jaa|udost\u0119pnij|\u043F\u043E\u0434\u0435\u043B\u0438\u0442\u044C\u0441\u044F|poslat|sd\u00EDlet"
            + "|reply|antworten|r\u00E9pondre|responder|cancel|close|schlie\u00DFen|menu|men\u00FC|home|startseite|back|next|previous|zur\u00FCck|weiter|nach oben|back to top|top|mehr|more|read more\\W*|show more|load more|loading\\W*|view all|see all"
            + "|download|play|video|audio|pdf|n/a|tags?|themen|schlagworte?|stichworte?|kategorien?|categories|category|topics|temas|comments?|kommentare?|comentarios|commentaires)[\\s:,.|/&>\u00BB\u203A\u25BA\u2192-]*"
            // Counts of comments and shares.
            + "|\\(?\\d+\\)? (?:comments?|kommentare?|shares?|views?|likes?|replies|antworten|comentarios?|commentaires?|min(?:uten?|utes?|s)?(?: read| lesezeit| de lecture)?)"
            + "|(?:no |keine )(?:comments?|kommentare)(?: yet| vorhanden)?\\.?|be the first to comment.{0,40}|(?:leave|post|add) a (?:comment|reply).{0,60}|(?:kommentar|antwort) (?:schreiben|hinterlassen|verfassen).{0,60}"
            + "|watch (?:the )?video(?: \\d+:\\d\\d)?|(?:video|gallery|photos|slideshow|in pictures) ?[:|] .{3,140}[^.!?]|our standards:.{0,80}"
            // Rights.
            + "|(?:\u00A9|\\(c\\)|copyright\\b).{0,230}|.{0,80}\\b(?:all rights reserved|alle rechte vorbehalten|tous droits r\u00E9serv\u00E9s|todos los derechos reservados|tutti i diritti riservati)\\b.{0,60}"
            + ")");

    private static final Pattern START = Pattern.compile(
            "(?iU)^\\W{0,4}(?:(?:read|see|watch|listen)(?: (?:more|also|next|on))\\b(?= ?[:>\u00BB|\u2013-]|$)|also read\\b|(?:read|see) also\\b|(?:more|read more) (?:on|about|from|in) (?:this|the)(?: topic| story)?:|more (?:on this|stories|news|articles|from)\\b.{0,60}$|related(?: articles?| stories| posts?| news| content| topics?| links| coverage)?\\s*(?::|$)"
                    + "|you (?:may|might) also (?:like|be interested)|recommended(?: for you| reading| stories)?\\s*(?::|$)|don[\u2019']t miss\\s*:|further reading\\s*(?::|$)|click here (?:to|for)\\b|for more (?:information|news|stories)?,? ?(?:visit|go to|click)\\b|for (?:all )?the (?:latest|best|most recent)\\b.{0,80}\\b(?:download|visit|follow|click|subscribe|sign up|check out|go to)\\b|.{0,60}\\b(?:is|are) not responsible for the (?:opinions|content|views)\\b"
                    + "|lesen sie (?:auch|mehr|hier|dazu|weiter)\\b|lies (?:auch|hier|dazu)\\b|mehr (?:zum thema|dazu|\u00FCber|aus dem ressort|lesen|infos?|informationen)\\b.{0,60}(?::|$)|(?:das|auch|dies) k\u00F6nnte (?:sie|dich) (?:auch )?interessieren|auch interessant\\b|auch lesenswert|weitere (?:artikel|beitr\u00E4ge|meldungen|nachrichten|themen|informationen|infos|links|news)\\b.{0,60}(?::|$)|passend dazu|zum thema\\s*(?::|$)|siehe auch\\s*:?|empfohlene(?:r)? (?:artikel|beitr\u00E4ge)|\u00E4hnliche (?:artikel|beitr\u00E4ge|themen|inhalte)"
                    + "|(?:\u00E0|a) lire (?:aussi|\u00E9galement)|lire (?:aussi|\u00E9galement)|voir aussi|sur le m\u00EAme sujet|lea tambi\u00E9n|lee tambi\u00E9n|leer m\u00E1s|le puede interesar|te puede interesar|ver tambi\u00E9n|tambi\u00E9n te puede|noticias relacionadas|temas relacionados|leia (?:tamb\u00E9m|mais)|veja tamb\u00E9m|saiba mais|leggi anche|guarda anche|potrebbe interessarti|lees (?:ook|meer)|bekijk ook|l\u00E4s (?:mer|ocks\u00E5|\u00E4ven)|les ogs\u00E5|l\u00E6s ogs\u00E5|lue my\u00F6s|czytaj (?:te\u017C|tak\u017Ce|wi\u0119cej)|zobacz (?:te\u017C|tak\u017Ce|r\u00F3wnie\u017C)|\u010Dt\u011Bte tak\u00E9|(?:\u0447\u0438\u0442\u0430\u0439\u0442\u0435|\u0447\u0438\u0442\u0430\u0442\u044C|\u0441\u043C\u043E\u0442\u0440\u0438\u0442\u0435) (?:\u0442\u0430\u043A\u0436\u0435|\u0442\u0430\u043A\u043E\u0436|\u0435\u0449\u0435)|\u0434\u0438\u0432\u0456\u0442\u044C\u0441\u044F \u0442\u0430\u043A\u043E\u0436"
                    // Offers.
                    + "|(?:sign up|subscribe|register|join us|follow us|like us|find us|support us|donate|download (?:the|our)|get the latest|stay (?:up to date|informed|connected)|enjoy unlimited|unlock)\\b.{0,160}\\b(?:newsletters?|e-?mail|inbox|updates?|alerts?|app|facebook|twitter|instagram|youtube|whatsapp|telegram|channel|subscription|now|today|here|free|google news)\\b"
                    + "|follow @|follow (?:\\w+ ){1,4}on (?:facebook|twitter|instagram|google|social|x)\\b|follow the [\\p{L} ]{3,30} on\\b|(?:jetzt|hier|gleich) (?:abonnieren|anmelden|bestellen|kostenlos)|(?:newsletter|abonnieren sie|folgen sie uns|folge uns|melden sie sich)\\b.{0,140}"
                    + "|abonnez-vous|inscrivez-vous|suivez-nous|suscr\u00EDbase|suscr\u00EDbete|s\u00EDguenos|siga-nos|assine\\b.{0,60}|iscriviti|seguici|abonneer|volg ons|prenumerera"
                    + "|(?:we|wir) (?:use|verwenden|nutzen) cookies|(?:this|diese) (?:web)?site (?:uses|verwendet|nutzt) cookies"
                    // Credits, tags and data about the article.
                    + "|(?:photos?|pictures?|images?|fotos?|bild(?:er|quelle|nachweis|rechte)?|titelbild|beitragsbild|headerbild|illustrations?|grafik|cr\u00E9dits?(?: photos?)?|cr\u00E9ditos?|credits?|image credits?|photo credits?|picture credits?|featured image|foto de portada|fotograf\u00EDa|zdj\u0119cie|fot\\.)\\s?(?:by|von|de|credit|courtesy)?\\s?[:\u00A9/].{0,140}$"
                    + "|(?:tags?|tagged(?: with)?|filed under|posted (?:in|on|under)|categor(?:y|ies)|topics|keywords|schlag(?:worte?|w\u00F6rter)|stichworte?|themen|kategorien?|etiquetas|mots[- ]cl\u00E9s|rubriken?)\\s*:.{0,200}$"
                    + "|(?:last )?(?:updated|modified|published|posted|first published|ver\u00F6ffentlicht|aktualisiert|stand|zuletzt (?:aktualisiert|ge\u00E4ndert)|publi\u00E9 le|mis \u00E0 jour|publicado|actualizado|pubblicato|aggiornato|lesezeit|reading time|datum|date)\\b(?: (?:on|at|am|vor|el|il))?\\s?:?.{0,20}\\d.{0,60}$"
                    + "|(?:follow|contact|e-?mail|reach|write to) (?:the (?:author|writer|reporter)|him|her|them|me|us|\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)?) (?:on|at|via)\\b"
                    + ")");

    private static final Pattern SECTION = Pattern.compile(
            "(?iU)\\W{0,4}(?:(?:about|meet|more about) the (?:authors?|writers?|editors?)|about (?:us|me)|(?:\u00FCber|zu) (?:den|die|der|dem|unsere) autor(?:in|en|innen)?|zur person|autor(?:in)?|autoreninfo|autores|sobre (?:el|la|o|a) autora?|\u00E0 propos de l[\u2019']auteure?|l[\u2019']autore|author|authors|contributors?"
                    + "|(?:related|recommended|popular|trending|latest|recent|similar|further|other|more|top|featured|suggested)(?: (?:articles?|stories|posts?|news|content|topics|links|reading|coverage|videos?))(?: .{0,30})?|related|recommended(?: for you)?|most (?:read|popular|viewed|commented)|(?:you (?:may|might)|readers) also (?:like|liked|enjoy|be interested in)|read (?:more|next|also)|more (?:from|in|on|about) .{2,40}|up next|see also|editor[\u2019']?s[\u2019']? picks?|don[\u2019']t miss"
                    + "|(?:leave|post|write|add) (?:a|your) (?:comment|reply).{0,30}|(?:\\d+ )?(?:comments?|replies|responses|reactions)(?: \\(\\d+\\))?|join the (?:conversation|discussion)|(?:support|help) (?:us|our|independent|quality|local|public) .{0,40}|become a (?:member|supporter|subscriber|patron).{0,30}|apoya (?:el|nuestro) periodismo.{0,30}|hazte (?:miembro|soci[oa]).{0,40}|unterst\u00FCtze?n? (?:sie )?(?:uns|unsere).{0,40}|(?:jetzt |mit .{2,20} |hier )weiterlesen|continue reading.{0,40}|(?:subscribe|register|log ?in|sign in) to (?:read|continue|keep).{0,40}|(?:already|bereits|schon) (?:a |an )?(?:subscriber|member|subscribed|abonnent(?:in)?|abonniert).{0,40}|to (?:continue|keep) reading.{0,60}|share (?:this|via|on|with)(?: .{0,30})?|tell your friends|follow us.{0,30}|newsletters?|subscribe.{0,40}|sign up.{0,40}|stay (?:connected|informed|in touch)|get in touch|contact(?: us)?"
                    + "|(?:weitere|\u00E4hnliche|verwandte|passende|empfohlene|neueste|aktuelle|beliebte|meistgelesene|andere|mehr) (?:artikel|beitr\u00E4ge|meldungen|nachrichten|themen|inhalte|news|links)(?: .{0,30})?|mehr (?:zum thema|von .{2,30}|aus .{2,30}|\u00FCber .{2,30})|das k\u00F6nnte (?:sie|dich|euch) (?:auch )?interessieren|auch interessant|zum weiterlesen|weiterlesen|passend dazu|meistgelesen|siehe auch|themen in diesem artikel|lesen sie auch|schlagw\u00F6rter"
                    + "|(?:schreibe?n? (?:sie )?)?(?:einen )?kommentar(?:e|en)?(?: (?:schreiben|verfassen|hinterlassen|abgeben))?(?: \\(\\d+\\))?|diskussion|(?:artikel |beitrag )?teilen|kontakt|ansprechpartner(?:in)?"
                    + "|(?:art\u00EDculos|noticias|notas|temas|contenidos) relacionad[oa]s|te puede interesar|le puede interesar|lo m\u00E1s (?:le\u00EDdo|visto)|comentarios?|articles? (?:similaires|li\u00E9s|associ\u00E9s)|sur le m\u00EAme (?:sujet|th\u00E8me)|\u00E0 lire aussi|commentaires?|les plus lus|articoli correlati|potrebbe interessarti|commenti|leia (?:tamb\u00E9m|mais)|veja tamb\u00E9m|mais lidas|lees ook|meer (?:over|nieuws|lezen).{0,30}|gerelateerd.{0,30}"
                    + ")[\\s:\u2026.!?\u00BB\u203A>+-]*");

    /** Who wrote it, or when: a line of its own in front of the text or behind it. */
    private static final Pattern BYLINE = Pattern.compile(
            "(?iU)\\W{0,3}(?:(?:(?:written |posted |published |reported |story |words |text )?by|von|par|por|di|door|av|af|autor(?:in)?|author)\\b:? [^.!?]{3,70}"
                    + "|(?:\\p{L}{2,10}\\.?,? )?(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:de )?\\p{L}{3,10}\\.?|\\p{L}{3,10}\\.? \\d{1,2}(?:st|nd|rd|th)?|\\d{1,2}[./]\\d{1,2}[./]?|\\d{4}-\\d{2}-\\d{2}),? ?(?:de )?(?:\\d{4}|\\d{2})?\\b.{0,25})");

    /** How lines begin that ask readers for something, or tell them about the site, in whole sentences. */
    private static final Pattern PROMPT_BEGINNING = Pattern.compile("(?iU)(?:"
            // To speak.
            + "(?:please )?(?:let (?:us|me) know|tell (?:us|me)|sound off|share (?:your|with us your) (?:thoughts|views|opinions?|stor(?:y|ies)|experiences?|reactions?)|leave (?:us |me )?(?:a|your) (?:comments?|thoughts|opinion))\\b[^.]{0,90}\\b(?:comments?|comment section|below|twitter|facebook|instagram|social media|e-?mail(?:ing)?)\\b"
            + "|(?:please )?(?:(?:spare|take) some time to )?comment below\\b"
            + "|have your say\\b.{0,80}$"
            + "|sharing is caring\\W*$"
            + "|(?:got|have|do you have|know of) (?:a |an |any |something )?(?:(?:confidential|news|hot|story) )?(?:tips?|stor(?:y|ies)|news)\\b.{0,80}\\b(?:e-?mail|contact|send|get in touch|message|call|write to|let us know)\\b"
            + "|(?:send|submit|e-?mail) (?:us |your )?(?:your |a )?(?:news |story )?(?:tips?|letters?|photos|corrections?|questions)\\b.{0,120}$"
            + "|(?:to )?(?:report|spotted) (?:an? )?(?:error|typo|mistake|correction)\\b.{0,120}$"
            // To subscribe, to pay, to log in.
            + "|(?:want|would you like|looking for|need|enjoy(?:ed|ing)?|like(?:d)?|love(?:d)?) .{3,120}[?.!] ?(?:then )?(?:sign up|subscribe|register|join|follow|get|click|consider|support|check out|download|share|try)\\b"
            + "|(?:thank you|thanks) for (?:subscribing|signing up|registering|reading|visiting|your (?:interest|support|subscription))\\b.{0,160}$"
            + "|(?:to (?:view|read|see|continue|access|unlock|keep) (?:reading )?(?:the |this |our |all )?(?:full |whole |entire |rest of |premium )*.{0,40},? ?(?:please )?(?:subscribe|log ?in|sign (?:in|up)|register|become))\\b"
            + "|(?:join|get) (?:our|the)\\b.{0,100}\\b(?:newsletters?|channel|app|inbox|whatsapp|telegram|facebook group|community|alerts|push notifications)\\b"
            // About the site.
            + "|(?:the )?(?:video|audio) (?:player )?(?:is )?(?:loading|not available|unavailable|could not be loaded)\\b.{0,60}$"
            + ")");

    /**
     * What stands somewhere in such lines. Apart from how they begin, and with one boundary before all of it: each line of a
     * page is searched for it at each of its words.
     */
    private static final Pattern PROMPT = Pattern.compile("(?iU)\\b(?:"
            // To speak.
            + "(?:join|continue|carry on) the (?:conversation|discussion)\\b.{0,40}\\b(?:below|here|twitter|facebook|comments?|forums?)\\b"
            // To subscribe, to pay, to log in.
            + "|(?:sign up|subscribe|register)\\b.{0,40}\\b(?:our|your|my|here|today|now|free|daily|weekly)\\b.{0,60}\\b(?:newsletters?|mailing list|inbox|e-?mails?|alerts|push notifications|podcast|youtube channel|to (?:read|continue|view|unlock|get|receive))\\b"
            + "|(?:by (?:signing up|subscribing|registering|submitting|clicking|entering your e-?mail|continuing|using (?:this|our) (?:site|website)|providing your))\\b.{0,140}\\b(?:you (?:agree|accept|consent|acknowledge|confirm|will receive)|privacy (?:policy|notice)|terms)\\b"
            + "|(?:already (?:a |an )?(?:subscriber|member|subscribed|registered)|forgot(?:ten)? your password|need to create (?:a |an )?(?:log ?in|account)|don[\u2019']t have an account|your subscription (?:has|is|supports|will|helps)|(?:this|the) (?:article|story|content) is (?:only |exclusively )?(?:available|reserved) (?:only )?(?:to|for) (?:our )?(?:subscribers|members))\\b"
            + "|(?:support|fund|supporting|funding)\\b.{0,30}\\b(?:our|independent|quality|local|public|non-?profit|reader-funded) (?:\\w+ )?journalism\\b.{0,120}\\b(?:donat\\w+|contribut\\w+|subscrib\\w+|today|member\\w*|supporter)\\b"
            // About the site.
            + "|(?:earn|receive|get|make)s?\\b.{0,30}\\bcommissions?\\b.{0,80}\\b(?:links?|purchases?|buy)\\b"
            + "|(?:links?|purchases?|buy)\\b.{0,80}\\b(?:earn|receive|get|make)\\b.{0,30}\\bcommissions?\\b"
            + "|(?:contains?|includes?) affiliate links?\\b"
            + "|(?:enable|turn on|activate) javascript\\b"
            + "|javascript (?:is|must be|to be) (?:disabled|enabled|required)\\b"
            + "|(?:your browser|browser version|older browser)\\b.{0,60}\\b(?:support|supported|upgrade|update|out of date|outdated)"
            + "|protected by recaptcha\\b"
            + "|(?:an error (?:has )?occurred|something went wrong)\\b.{0,40}\\btry again\\b"
            + "|(?:we (?:use|set)|this (?:web)?site uses|our (?:web)?site uses)\\b.{0,60}\\bcookies\\b"
            + "|(?:schreib(?:en|t)?|sag(?:en|t)?|verrat(?:en|et)?) (?:sie |es )?(?:uns|mir) .{0,60}\\bkommentar(?:e|en|bereich)?\\b"
            + "|eingeloggt sein um\\b"
            + "|um (?:diesen|den|weitere) (?:artikel|beitrag|text|inhalte?)\\b.{0,40}\\b(?:abonn|anmelden|registrier|einloggen)"
            + "|(?:d\u00E9j\u00E0 abonn\u00E9|cet article est r\u00E9serv\u00E9 aux abonn\u00E9s|ya eres suscriptor|contenido exclusivo para suscriptores|conte\u00FAdo exclusivo para assinantes|riservato agli abbonati)"
            + ")");

    /** Credits at the end of a caption that stands as a paragraph. */
    private static final Pattern CREDITED = Pattern.compile(
            "(?U)(?:[(\\[](?i:ap photo|photo|photograph|photos|picture|image|images|file photo|foto|credit|pic|illustration)\\b ?(?:by|via|from|credit|courtesy|provided|:|/|\u00A9|-)[^()\\[\\]]{2,90}[)\\]]"
                    + "|[(\\[|/\u00A9:] ?(?:\\p{Lu}[\\p{L}.' -]{2,40} ?[/|] ?)?(?:Getty Images|AFP/Getty|Shutterstock|iStock|Unsplash|Alamy|EPA-EFE|Zuma Press|PA Media|Reuters/\\p{Lu}[\\p{L}.' -]{2,40})(?: ?[/|] ?\\p{Lu}[\\p{L}.' -]{1,40})?[)\\]]?"
                    + "|\\b(?:REUTERS|AP Photo|EPA|PA Wire)/\\p{Lu}[\\p{L}.' -]{2,40}[)\\]]?"
                    + "|\\b(?:Photograph|Photo|Picture|Image|Photo credit|Foto): ?(?:\\p{Lu}[\\p{L}.'/ -]{2,60}))\\.?$");

    /** Who an author is, as a line at the end says it. */
    private static final Pattern BIOGRAPHY = Pattern.compile(
            "(?iU)(?:^.{2,60}?\\b(?:is|was|are) (?:an? |the |our |currently |also )?.{0,70}\\b(?:reporters?|writers?|editors?|correspondents?|journalists?|columnists?|contributors?|producers?|fellows?|bureau chief|professors?|lecturers?|authors?|founders?|analysts?|researchers?|photographers?|blogger|freelancers?|intern|director|strategist)\\b"
                    + "|^.{2,60}?\\b(?:covers?|writes? (?:about|for|on)|reports? (?:on|from|for)|has (?:written|covered|reported)|joined (?:the|us)|is based in|lives in|works (?:for|as|at))\\b"
                    + "|\\b(?:can be|be) reached (?:at|on|by|via)\\b|\\b(?:follow|contact|reach|e-?mail) (?:him|her|them|me)\\b|@[\\w.]{2,}.{0,40}$)");

    /** Longest line in which a prompt is looked for, in characters. */
    private static final int MOST_OF_PROMPT = 420;
    /** Longest caption that stands as a paragraph, in characters. */
    private static final int MOST_OF_CAPTION = 400;
    /** Longest box on an author, in characters. */
    private static final int MOST_OF_BIOGRAPHY = 600;

    /** Characters in front of the name in a line about its bearer: "About", a rank. */
    private static final int MOST_BEFORE_NAME = 12;

    /** Longest byline, in characters. */
    private static final int MOST_OF_BYLINE = 90;
    /** Longest credit line of a picture agency, with the caption behind it, in characters. */
    private static final int MOST_OF_CREDIT = 1_000;

    private FurnitureLine() {}

    /**
     * Whether a line that stands in front of the text or behind it tells no more than the author's name or a date.
     *
     * @param line a run's text
     */
    static boolean isByline(String line) {
        return line.length() <= MOST_OF_BYLINE && BYLINE.matcher(line).matches();
    }

    /**
     * Whether a line behind the text tells who an author is, or how to reach them.
     *
     * @param line a run's text
     * @param authors names that the page gives
     */
    static boolean isBiography(String line, Collection<String> authors) {
        if (line.length() > MOST_OF_BIOGRAPHY || !BIOGRAPHY.matcher(line).find()) {
            return false;
        }
        String start = line.substring(0, Math.min(line.length(), MOST));
        return authors.stream().anyMatch(name -> {
            int at = start.indexOf(name);
            return at >= 0 && at <= MOST_BEFORE_NAME;
        });
    }

    /**
     * Whether a label opens a part of the page that is furniture: related articles, a box on the author, comments.
     *
     * @param label a heading or short line
     */
    static boolean opensSection(String label) {
        return SECTION.matcher(label).matches();
    }

    /**
     * Whether a line is furniture by its words.
     *
     * @param line a run's text
     * @return true where it is to be left out
     */
    static boolean is(String line) {
        int length = line.length();
        if (length <= MOST_OF_PROMPT && isPrompt(line)
                || length <= MOST_OF_CAPTION && CREDITED.matcher(line).find()) {
            return true;
        }
        if (length > MOST) {
            return line.charAt(0) == '\u00A9' && length <= MOST_OF_CREDIT;
        }
        return WHOLE.matcher(line).matches() || START.matcher(line).lookingAt();
    }

    private static boolean isPrompt(String line) {
        return PROMPT_BEGINNING.matcher(line).lookingAt()
                || PROMPT.matcher(line).find();
    }
}
