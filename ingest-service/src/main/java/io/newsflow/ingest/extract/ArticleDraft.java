package io.newsflow.ingest.extract;

import io.newsflow.ingest.identity.ArticleId;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.identity.ContentHash;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.Block;
import io.newsflow.model.DeclaredSubject;
import io.newsflow.model.Image;
import io.newsflow.model.PageFeature;
import io.newsflow.model.PageLink;
import io.newsflow.model.Provenance;
import io.newsflow.model.Publisher;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.TrustedRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An article in the making. Every extractor fills one in and calls {@link #build}, so that identity, cleaning, limits,
 * defaults and provenance are the same whatever the input kind. Setters clean what they are given and ignore null and
 * blank values. Not thread-safe.
 */
public final class ArticleDraft {
    /** Longest body kept, in code points; more is cut at a block boundary and flagged {@code body-truncated}. */
    public static final int MAX_BODY = 1_000_000;
    /** Longest title kept, in code points. */
    public static final int MAX_TITLE = 1_000;

    private static final int MAX_LIST = 200;
    private static final Pattern MEDIA_TOPICS =
            Pattern.compile("medtop|https?://cv\\.iptc\\.org/newscodes/mediatopic/?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MEDIA_TOPIC = Pattern.compile(
            "(medtop:|https?://cv\\.iptc\\.org/newscodes/mediatopic/(?:medtop:)?)?(\\d{8})", Pattern.CASE_INSENSITIVE);
    private static final int MAX_SHORT = 2_000;
    private static final int TITLE_FROM_BODY = 120;

    static {
        TrustedRecords.trust();
    }

    private final InputDocument document;
    private final String connector;
    private final String extractor;

    private String url;
    private String canonical;
    private String externalScheme;
    private String externalId;
    private String itemId;
    private Long offset;
    private String publisherName;
    private String publisherDomain;
    private String publisherCountry;
    private boolean foreignSite;
    private String title;
    private String standfirst;
    private BodyBuilder body = new BodyBuilder();
    private final Set<String> authors = new LinkedHashSet<>();
    private String section;
    private final Set<String> tags = new LinkedHashSet<>();
    private final Set<DeclaredSubject> subjects = new LinkedHashSet<>();
    private String language;
    private ArticleTime published;
    private ArticleTime modified;
    private Instant firstSeen;
    private final Map<String, Image> images = new LinkedHashMap<>();
    private Integer commentCount;
    private Boolean paywalled;
    private final List<PageLink> related = new ArrayList<>();
    private final List<PageFeature> features = new ArrayList<>();
    private String rights;
    private String byline;
    private String dateline;
    private final Set<String> flags = new LinkedHashSet<>();
    private final Map<String, String> extra = new LinkedHashMap<>();

    /**
     * Starts a draft.
     *
     * @param document where the article stands
     * @param connector what took it in, as {@code Provenance.connector} names it
     * @param extractor name and version of the extractor
     */
    public ArticleDraft(InputDocument document, String connector, String extractor) {
        this.document = document;
        this.connector = connector;
        this.extractor = extractor;
    }

    /** The article's address, absolute or relative to the document's. */
    public ArticleDraft url(String value) {
        CanonicalUrl.resolve(document.url(), value).ifPresent(u -> url = u);
        return this;
    }

    /** The address that the page itself names as canonical; identity follows it before {@link #url}. */
    public ArticleDraft declaredCanonical(String value) {
        CanonicalUrl.resolve(url == null ? document.url() : url, value).ifPresent(u -> canonical = u);
        return this;
    }

    /** An id that is unique in its scheme: the identity of an article without address. */
    public ArticleDraft external(String scheme, String id) {
        if (id != null && !id.isBlank()) {
            externalScheme = scheme;
            externalId = id.strip();
        }
        return this;
    }

    /** Id of the item at the source, for the provenance. */
    public ArticleDraft itemId(String value) {
        itemId = PlainText.lineOrNull(value);
        return this;
    }

    /** Position in the document's location, for the provenance. */
    public ArticleDraft offset(long value) {
        offset = value;
        return this;
    }

    /** Publisher's name. */
    public ArticleDraft publisher(String name) {
        publisherName = shortLine(name, publisherName);
        return this;
    }

    /** Publisher's domain where the address does not tell it. */
    public ArticleDraft publisherDomain(String domain) {
        publisherDomain = shortLine(domain, publisherDomain);
        return this;
    }

    /** Says that the address is not the publisher's own, so that its domain is not taken for the publisher's. */
    public ArticleDraft withoutSiteAsPublisher() {
        foreignSite = true;
        return this;
    }

    /** Publisher's country, ISO 3166-1 alpha-2. */
    public ArticleDraft publisherCountry(String country) {
        String line = PlainText.line(country).toUpperCase(Locale.ROOT);
        if (line.matches("[A-Z]{2}")) {
            publisherCountry = line;
        }
        return this;
    }

    /** Headline, plain text. */
    public ArticleDraft title(String value) {
        String line = PlainText.line(value);
        if (!line.isEmpty()) {
            title = cut(line, MAX_TITLE);
        }
        return this;
    }

    /** Standfirst, plain text. */
    public ArticleDraft standfirst(String value) {
        standfirst = shortLine(value, standfirst);
        return this;
    }

    /** The body; replaces what was there. */
    public ArticleDraft body(BodyBuilder value) {
        body = value;
        return this;
    }

    /** An author's name. */
    public ArticleDraft author(String name) {
        addShort(authors, name);
        return this;
    }

    /** Section or desk. */
    public ArticleDraft section(String value) {
        section = shortLine(value, section);
        return this;
    }

    /** A keyword or hashtag, with or without its # sign. */
    public ArticleDraft tag(String value) {
        String line = PlainText.line(value);
        int from = 0;
        while (from < line.length() && (line.charAt(from) == '#' || line.charAt(from) == '\uFF03')) {
            from++;
        }
        addShort(tags, line.substring(from));
        return this;
    }

    /** Keywords. */
    public ArticleDraft tags(Collection<String> values) {
        values.forEach(this::tag);
        return this;
    }

    /** A coded subject; IPTC's Media Topics have the scheme {@code medtop}, whether given by address or by code. */
    public ArticleDraft subject(String scheme, String code, String name) {
        String clean = PlainText.line(code);
        String cleanScheme = PlainText.line(scheme);
        Matcher topic = MEDIA_TOPIC.matcher(clean);
        if (topic.matches()
                && (topic.group(1) != null || MEDIA_TOPICS.matcher(cleanScheme).matches())) {
            clean = topic.group(2);
            cleanScheme = "medtop";
        }
        if (!clean.isEmpty() && subjects.size() < MAX_LIST) {
            subjects.add(new DeclaredSubject(cleanScheme, clean, PlainText.lineOrNull(name)));
        }
        return this;
    }

    /** Declared language; what is no language tag is ignored. */
    public ArticleDraft language(String value) {
        String tag = languageTag(value);
        if (tag != null) {
            language = tag;
        }
        return this;
    }

    /** When it was published. */
    public ArticleDraft published(ArticleTime value) {
        published = value == null ? published : value;
        return this;
    }

    /** When it was last changed. */
    public ArticleDraft modified(ArticleTime value) {
        modified = value == null ? modified : value;
        return this;
    }

    /** When the source first showed it; by default the fetch time. */
    public ArticleDraft firstSeen(Instant value) {
        firstSeen = value;
        return this;
    }

    /** A picture; its address may be relative to the document's. The first caption, credit and size given are kept. */
    public ArticleDraft image(String address, String caption, String credit, Integer width, Integer height) {
        CanonicalUrl.resolve(document.url() == null ? url : document.url(), address)
                .ifPresent(u -> {
                    if (images.size() < MAX_LIST) {
                        images.putIfAbsent(
                                u,
                                new Image(
                                        u,
                                        shortLine(caption, null),
                                        shortLine(credit, null),
                                        width != null && width > 0 ? width : null,
                                        height != null && height > 0 ? height : null));
                    }
                });
        return this;
    }

    /** Number of comments. */
    public ArticleDraft commentCount(Integer value) {
        commentCount = value == null || value < 0 ? commentCount : value;
        return this;
    }

    /** Whether the text is for subscribers. */
    public ArticleDraft paywalled(Boolean value) {
        paywalled = value == null ? paywalled : value;
        return this;
    }

    /** A link to another article of the same page. */
    public ArticleDraft related(PageLink link) {
        if (related.size() < MAX_LIST) {
            related.add(link);
        }
        return this;
    }

    /** Furniture understood and left out. */
    public ArticleDraft feature(String kind, String label, Integer count) {
        if (features.size() < MAX_LIST) {
            features.add(new PageFeature(kind, PlainText.lineOrNull(label), count));
        }
        return this;
    }

    /** Copyright line or terms. */
    public ArticleDraft rights(String value) {
        rights = shortLine(value, rights);
        return this;
    }

    /** Byline as printed. */
    public ArticleDraft byline(String value) {
        byline = shortLine(value, byline);
        return this;
    }

    /** Dateline. */
    public ArticleDraft dateline(String value) {
        dateline = shortLine(value, dateline);
        return this;
    }

    /** What was cut, guessed or repaired. */
    public ArticleDraft flag(String value) {
        flags.add(value);
        return this;
    }

    /** A field of the source without a place of its own. */
    public ArticleDraft extra(String name, String value) {
        String line = PlainText.line(value);
        if (!line.isEmpty() && extra.size() < MAX_LIST) {
            extra.put(name, cut(line, MAX_SHORT));
        }
        return this;
    }

    /** The title so far, or null. */
    public String title() {
        return title;
    }

    /** Whether the body has text. */
    public boolean hasBody() {
        return !body.isEmpty();
    }

    /**
     * The ids that the article can have been published under, whatever its title: by its address, by its external id. An
     * earlier version may have named only one of them.
     *
     * @return the ids, most exact first; empty where it has neither
     */
    public List<String> identities() {
        List<String> ids = new ArrayList<>();
        canonicalUrl().ifPresent(address -> ids.add(ArticleId.ofUrl(address).value()));
        if (externalId != null) {
            ids.add(ArticleId.ofExternal(externalScheme, externalId).value());
        }
        return ids;
    }

    private Optional<String> canonicalUrl() {
        return CanonicalUrl.of(canonical == null ? url : canonical).or(() -> CanonicalUrl.of(url));
    }

    /**
     * Makes the record: chooses the id, fills in defaults from the document, judges the times.
     *
     * @return the article
     * @throws ExtractionException when there is neither title nor text nor an address to name it by
     */
    public RawArticle build() throws ExtractionException {
        Body kept = limited();
        String finalTitle = finalTitle(kept.text());
        ArticleTime finalPublished = ArticleTimes.judge(published, document.fetchedAt());
        ArticleTime finalModified = ArticleTimes.judge(modified, document.fetchedAt());
        String canonicalUrl = canonicalUrl().orElse(null);
        ArticleId id;
        if (canonicalUrl != null) {
            id = ArticleId.ofUrl(canonicalUrl);
        } else if (externalId != null) {
            id = ArticleId.ofExternal(externalScheme, externalId);
        } else {
            id = ArticleId.ofTitle(
                    publisherName == null ? document.publisher() : publisherName,
                    finalTitle,
                    ArticleTimes.dayOf(finalPublished),
                    kept.text());
        }
        Instant seen = firstSeen == null ? document.fetchedAt() : firstSeen;
        return RawArticle.newBuilder()
                .setArticleId(id.value())
                .setIdRule(id.rule())
                .setRevision(observed().toEpochMilli())
                .setContentHash(ContentHash.of(finalTitle, standfirst, kept.text()))
                .setUrl(url)
                .setCanonicalUrl(canonicalUrl)
                .setPublisher(publisherRecord())
                .setTitle(finalTitle)
                .setStandfirst(standfirst)
                .setBody(kept.text())
                .setBlocks(kept.blocks())
                .setAuthors(List.copyOf(authors))
                .setSection(section)
                .setTags(List.copyOf(tags))
                .setSubjects(List.copyOf(subjects))
                .setLanguage(language == null ? languageTag(document.language()) : language)
                .setPublished(finalPublished)
                .setModified(finalModified)
                .setFirstSeen(millis(seen))
                .setImages(List.copyOf(images.values()))
                .setCommentCount(commentCount)
                .setPaywalled(paywalled)
                .setRelatedOnPage(List.copyOf(related))
                .setPageFeatures(List.copyOf(features))
                .setRights(rights)
                .setByline(byline)
                .setDateline(dateline)
                .setArchive(document.archive())
                .setProvenance(provenance())
                .setExtractor(extractor)
                .setFlags(List.copyOf(flags))
                .setExtra(Map.copyOf(extra))
                .build();
    }

    /** An archive's capture was observed when it was made: loading it late must not replace what was seen since. */
    private Instant observed() {
        boolean late = document.archive() && document.capturedAt().isBefore(document.fetchedAt());
        return late ? document.capturedAt() : document.fetchedAt();
    }

    /**
     * A BCP 47 tag in its usual form, forgiving underscores and case ("en_us" gives "en-US").
     *
     * @param value tag as found, or null
     * @return the tag, or null where it is none
     */
    public static String languageTag(String value) {
        String line = PlainText.line(value).replace('_', '-');
        if (line.isEmpty() || line.length() > 35) {
            return null;
        }
        try {
            Locale locale = new Locale.Builder().setLanguageTag(line).build();
            String tag = locale.toLanguageTag();
            return locale.getLanguage().isEmpty() || tag.equals("und") || tag.startsWith("x-") ? null : tag;
        } catch (IllformedLocaleException e) {
            return null;
        }
    }

    private String finalTitle(String bodyText) throws ExtractionException {
        if (title != null) {
            return title;
        }
        String from = standfirst != null ? standfirst : bodyText;
        if (!from.isEmpty()) {
            flags.add("title-from-body");
            return headline(from);
        }
        String slug = slug(url);
        if (slug != null) {
            flags.add("title-from-url");
            return slug;
        }
        throw new ExtractionException("the article has neither title nor text" + (url == null ? "" : " (" + url + ")"));
    }

    private static String headline(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (first.codePointCount(0, first.length()) <= TITLE_FROM_BODY) {
            return first;
        }
        String head = cut(first, TITLE_FROM_BODY);
        int space = head.lastIndexOf(' ');
        return (space > head.length() / 2 ? head.substring(0, space) : head) + "\u2026";
    }

    private static String slug(String address) {
        if (address == null) {
            return null;
        }
        String path = CanonicalUrl.of(address)
                .orElse("")
                .replaceFirst("^https://[^/]*", "")
                .replaceFirst("[?#].*$", "");
        String[] segments = path.split("/");
        for (int i = segments.length - 1; i >= 0; i--) {
            String words = segments[i]
                    .replaceFirst("\\.[A-Za-z0-9]{2,5}$", "")
                    .replaceAll("[-_+]+", " ")
                    .strip();
            if (words.matches("(?s).*\\p{L}{2,}.* .*\\p{L}{2,}.*")) {
                return PlainText.line(words);
            }
        }
        return null;
    }

    private record Body(String text, List<Block> blocks) {}

    private Body limited() {
        String text = body.text();
        List<Block> blocks = body.blocks();
        if (text.length() <= MAX_BODY || text.codePointCount(0, text.length()) <= MAX_BODY) {
            return new Body(text, blocks);
        }
        flags.add("body-truncated");
        List<Block> kept = new ArrayList<>();
        int end = 0;
        for (Block block : blocks) {
            if (block.getEnd() > MAX_BODY) {
                break;
            }
            kept.add(block);
            end = block.getEnd();
        }
        if (kept.isEmpty()) {
            Block first = blocks.get(0);
            kept.add(new Block(first.getKind(), 0, MAX_BODY, first.getLevel()));
            end = MAX_BODY;
        }
        return new Body(text.substring(0, text.offsetByCodePoints(0, end)), List.copyOf(kept));
    }

    private Publisher publisherRecord() {
        String domain = publisherDomain != null || foreignSite
                ? publisherDomain
                : CanonicalUrl.domainOf(url).orElse(null);
        boolean assumed = publisherName == null;
        String name = assumed ? PlainText.lineOrNull(document.publisher()) : publisherName;
        String country = publisherCountry != null ? publisherCountry : assumed ? document.country() : null;
        return new Publisher(name, domain, country);
    }

    private Provenance provenance() {
        return Provenance.newBuilder()
                .setSourceId(document.sourceId())
                .setConnector(connector)
                .setLocation(document.location())
                .setItemId(itemId == null ? document.itemId() : itemId)
                .setOffset(offset == null ? document.offset() : offset)
                .setFetchedAt(millis(document.fetchedAt()))
                .setContentType(document.contentType())
                .setEtag(document.etag())
                .setLastModified(document.lastModified() == null ? null : millis(document.lastModified()))
                .build();
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }

    private static void addShort(Set<String> set, String value) {
        String line = PlainText.line(value);
        if (!line.isEmpty() && set.size() < MAX_LIST) {
            set.add(cut(line, MAX_SHORT));
        }
    }

    private static String shortLine(String value, String otherwise) {
        String line = PlainText.line(value);
        return line.isEmpty() ? otherwise : cut(line, MAX_SHORT);
    }

    private static String cut(String text, int codePoints) {
        return text.length() <= codePoints || text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }
}
