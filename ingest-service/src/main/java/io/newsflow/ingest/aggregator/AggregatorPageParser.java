package io.newsflow.ingest.aggregator;

import io.newsflow.ingest.aggregator.AggregatorPage.Broken;
import io.newsflow.ingest.aggregator.AggregatorPage.Item;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.ingest.time.RelativeTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of the text of a news aggregator's page, as a person copies it, or as {@link AggregatorHtml} reads it from markup.
 *
 * <p>The form, line by line (blank lines mean nothing, a line is a paragraph):
 *
 * <pre>
 * page     = lead part*
 * lead     = [head] title [byline] [head] [standfirst] paragraph*
 * part     = hashtags | ai-offer | comments | related
 * hashtags = "Hashtags" tag*
 * ai-offer = "Try Our AI Features" | "Explore what NAME can do for you:"
 * comments = "Comments" ["(" count ")"] ("No comments yet..." | comment*)
 * related  = "Related Articles" entry*
 * entry    = head title paragraph*
 * head     = publisher time "- " publisher ["- " section]
 * </pre>
 *
 * Parts may be missing or in another order; a head may lack its time or its list item, or have time and publisher swapped. A
 * lead with one paragraph has no standfirst. A text counts as a page when it shows a related entry, or two parts, or one part
 * that nothing else has (the AI offer, "No comments yet..."). Part names and relative times are known in many languages
 * ({@link Furniture}, {@link RelativeTimes}).
 */
final class AggregatorPageParser {
    private static final int MAX_PUBLISHER = 80;
    /** Most lines of a head: publisher, time, publisher again, section. */
    private static final int MAX_HEAD = 4;

    private static final int MAX_TAG = 60;
    private static final int MAX_TIME = 60;
    private static final int MAX_STANDFIRST = 500;
    private static final int MAX_TITLE = 300;
    private static final Pattern BULLET =
            Pattern.compile("^[-\u2013\u2014*\u2022\u00B7\u2023\u25AA\u25CF\u25CB\u25E6]\\s*(.+)$");
    private static final Pattern BYLINE = Pattern.compile(
            "^(?iu:by|von|par|por|di|da|door|av|af|от|автор|przez|od|yazan|oleh|بقلم)[: ]\\s*(?:\\p{Lu}|\\p{Lo})[^.!?:;]{1,78}$");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?\u3002\uFF01\uFF1F\u061F\u06D4\u0964][\"'\u2019\u201D\u00BB)]*$");

    private final Instant captured;
    private final List<Line> lines;
    private final List<Broken> problems = new ArrayList<>();

    private AggregatorPageParser(List<Line> lines, Instant captured) {
        this.lines = lines;
        this.captured = captured;
    }

    /**
     * A line of the page that is not blank.
     *
     * @param number its number, from 1
     * @param text clean text
     * @param href address that it links to, as found; null in text
     * @param dateTime machine-readable form of the time that it states; null where there is none
     */
    record Line(int number, String text, String href, String dateTime) {}

    /**
     * Parses a page.
     *
     * @param lines the page's lines
     * @param captured when it looked like this
     * @return the page
     * @throws ExtractionException when the text is no such page; says what was looked for
     */
    static AggregatorPage parse(List<Line> lines, Instant captured) throws ExtractionException {
        if (lines.isEmpty()) {
            throw new ExtractionException("not an aggregator page: the text is blank");
        }
        return new AggregatorPageParser(lines, captured).page();
    }

    /**
     * The lines from the lead on.
     *
     * @param lines lines of a page
     * @param title index of the lead's title
     * @return the lines from there, or from the publisher's head directly above it
     */
    static List<Line> fromTitle(List<Line> lines, int title) {
        AggregatorPageParser parser = new AggregatorPageParser(lines, Instant.EPOCH);
        for (int from = Math.max(0, title - MAX_HEAD); from < title; from++) {
            if (parser.isStrongHead(from) && from + parser.head(from).length() == title) {
                return lines.subList(from, lines.size());
            }
        }
        return lines.subList(title, lines.size());
    }

    /**
     * Whether nothing but an aggregator's page looks like this: two parts, and an article whose publisher is said again as a
     * list item. Other sites' pages have parts of the same names.
     *
     * @param lines lines of a page
     * @return true where it is certain
     */
    static boolean isCertain(List<Line> lines) {
        Evidence evidence = new AggregatorPageParser(lines, Instant.EPOCH).evidence();
        return evidence.parts() >= 2 && evidence.strong();
    }

    /**
     * How surely a text is such a page, 0 to 1.
     *
     * @param text text of a page, or its head
     * @return 0 where no part shows
     */
    static double score(String text) {
        List<Line> lines = lines(text);
        AggregatorPageParser parser = new AggregatorPageParser(lines, Instant.EPOCH);
        Evidence evidence = parser.evidence();
        if (evidence.isPage()) {
            return 0.95;
        }
        return evidence.parts() > 0 ? 0.2 : 0;
    }

    /**
     * The lines of a text that are not blank.
     *
     * @param text text of a page
     * @return clean lines
     */
    static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\r\n|[\n\r\u0085\u2028\u2029]", -1)) {
            number++;
            String clean = PlainText.line(raw);
            if (!clean.isEmpty()) {
                lines.add(new Line(number, clean, null, null));
            }
        }
        return lines;
    }

    private record Evidence(int parts, boolean telling, boolean entry, boolean strong) {
        boolean isPage() {
            return parts >= 2 || telling || entry;
        }
    }

    private Evidence evidence() {
        int parts = 0;
        boolean telling = false;
        boolean related = false;
        boolean entry = false;
        boolean strong = false;
        for (int i = 1; i < lines.size(); i++) {
            Furniture.Part part = Furniture.partOf(text(i)).orElse(null);
            if (part != null) {
                telling |= part == Furniture.Part.NO_COMMENTS || part == Furniture.Part.AI_OFFER;
                related |= part == Furniture.Part.RELATED;
                parts += part == Furniture.Part.TAIL ? 0 : 1;
            }
            strong |= isStrongHead(i);
            entry |= strong || related && isWeakHead(i);
        }
        return new Evidence(parts, telling, entry, strong);
    }

    private AggregatorPage page() throws ExtractionException {
        if (!evidence().isPage()) {
            throw new ExtractionException("not an aggregator page: in " + lines.size()
                    + " lines there is neither a related article (publisher, time, \"- publisher\", title) nor two of the parts"
                    + " Hashtags, AI features, Comments, Related Articles");
        }
        int partsBegin = 0;
        int leadFrom = leadHeadLength();
        for (int i = Math.max(1, leadFrom); i <= lines.size(); i++) {
            if (i == lines.size() || Furniture.partOf(text(i)).isPresent() || isStrongHead(i)) {
                partsBegin = i;
                break;
            }
        }
        Item lead = lead(partsBegin);
        return parts(lead, partsBegin);
    }

    private AggregatorPage parts(Item lead, int from) {
        List<String> hashtags = null;
        String aiOffer = null;
        Integer comments = null;
        int commentTimes = 0;
        int commentLines = 0;
        List<Item> related = null;
        Furniture.Part current = null;
        int i = from;
        while (i < lines.size()) {
            String text = text(i);
            Optional<Furniture.Part> part = Furniture.partOf(text);
            if (part.isPresent()) {
                switch (part.get()) {
                    case HASHTAGS:
                        hashtags = hashtags == null ? new ArrayList<>() : hashtags;
                        current = part.get();
                        break;
                    case AI_OFFER:
                        String product = Furniture.product(text);
                        aiOffer = product.isEmpty() && aiOffer != null ? aiOffer : product;
                        current = part.get();
                        break;
                    case COMMENTS:
                        Integer count = Furniture.count(text);
                        comments = count == null ? comments : count;
                        current = part.get();
                        break;
                    case NO_COMMENTS:
                        comments = 0;
                        current = Furniture.Part.COMMENTS;
                        break;
                    case RELATED:
                        related = related == null ? new ArrayList<>() : related;
                        current = part.get();
                        break;
                    default:
                        break;
                }
                i++;
                continue;
            }
            if (isStrongHead(i) || current == Furniture.Part.RELATED && isWeakHead(i)) {
                related = related == null ? new ArrayList<>() : related;
                current = Furniture.Part.RELATED;
                i = entry(i, related);
                continue;
            }
            if (current == Furniture.Part.HASHTAGS) {
                addTags(hashtags, text);
            } else if (current == Furniture.Part.COMMENTS) {
                commentLines++;
                commentTimes += time(text).isPresent() ? 1 : 0;
            } else if (current == Furniture.Part.RELATED) {
                problems.add(new Broken(lines.get(i).number(), "a line outside any related article", text));
            }
            i++;
        }
        if (comments == null && commentLines > 0) {
            comments = Math.max(1, commentTimes);
        }
        return new AggregatorPage(lead, hashtags, aiOffer, comments, related, problems);
    }

    private static void addTags(List<String> hashtags, String text) {
        String[] tags = text.indexOf('#') >= 0 ? text.split("[\\s,;|]*[#\uFF03]") : text.split("[,;|\u3001\u060C]");
        for (String tag : tags) {
            Matcher bullet = BULLET.matcher(tag.strip());
            String clean = (bullet.matches() ? bullet.group(1) : tag).strip();
            if (clean.codePoints().anyMatch(Character::isLetterOrDigit)
                    && clean.length() <= MAX_TAG
                    && !hashtags.contains(clean)) {
                hashtags.add(clean);
            }
        }
    }

    /** Number of lines of a head that stands before the lead's title, else 0. */
    private int leadHeadLength() {
        if (!isStrongHead(0) && !isWeakHead(0)) {
            return 0;
        }
        return head(0).length();
    }

    private Item lead(int end) throws ExtractionException {
        Head head = isStrongHead(0) || isWeakHead(0) ? head(0) : Head.NONE;
        int i = head.length();
        if (i >= end) {
            throw new ExtractionException("not an aggregator page: no title before the first part (line "
                    + (end < lines.size() ? lines.get(end).number() : 1) + ")");
        }
        String title = null;
        String url = lines.get(i).href();
        if (text(i).length() <= MAX_TITLE) {
            title = text(i);
            i++;
        }
        String publisher = head.publisher();
        ArticleTime time = head.time();
        String byline = null;
        for (int meta = 0; meta < 4 && i < end; meta++) {
            Optional<ArticleTime> printed = time == null ? timeAt(i) : Optional.empty();
            Matcher by = BYLINE.matcher(text(i));
            if (printed.isPresent()) {
                time = printed.get();
                i++;
            } else if (byline == null && by.matches()) {
                byline = text(i);
                i++;
            } else if (publisher == null
                    && time == null
                    && i + 1 < end
                    && isPublisher(text(i))
                    && time(text(i + 1)).isPresent()) {
                publisher = text(i);
                i++;
            } else if (publisher != null && isBulletOf(i, publisher)) {
                i++;
            } else {
                break;
            }
        }
        List<String> paragraphs = new ArrayList<>();
        for (int p = i; p < end; p++) {
            paragraphs.add(text(p));
        }
        String standfirst = null;
        if (paragraphs.size() >= 2 && paragraphs.get(0).length() <= MAX_STANDFIRST) {
            standfirst = paragraphs.remove(0);
        }
        return new Item(
                lines.get(0).number(), publisher, time, head.section(), byline, title, standfirst, paragraphs, url);
    }

    /** Reads the entry at the given line into the list; gives back the line behind it. */
    private int entry(int from, List<Item> related) {
        Head head = head(from);
        int i = from + head.length();
        int end = i;
        while (end < lines.size() && !startsSomething(end, i)) {
            end++;
        }
        List<String> paragraphs = new ArrayList<>();
        for (int p = i; p < end; p++) {
            paragraphs.add(text(p));
        }
        int number = lines.get(from).number();
        if (paragraphs.isEmpty()) {
            problems.add(new Broken(number, "a related article without title and text", text(from)));
            return Math.max(end, from + 1);
        }
        String title = null;
        if (paragraphs.get(0).length() <= MAX_TITLE) {
            title = paragraphs.remove(0);
        }
        String url = lines.get(i).href();
        related.add(
                new Item(number, head.publisher(), head.time(), head.section(), null, title, null, paragraphs, url));
        return end;
    }

    /** Whether another entry or part begins at the line; the entry's own title (its first line) is not looked at as a head. */
    private boolean startsSomething(int i, int titleLine) {
        if (Furniture.partOf(text(i)).isPresent()) {
            return true;
        }
        return isStrongHead(i) || i > titleLine && isWeakHead(i);
    }

    private record Head(String publisher, ArticleTime time, String section, int length) {
        static final Head NONE = new Head(null, null, null, 0);
    }

    private Head head(int from) {
        int i = from;
        ArticleTime time = null;
        Optional<ArticleTime> first = timeAt(i);
        if (first.isPresent()) {
            time = first.get();
            i++;
        }
        String publisher = text(i);
        i++;
        if (time == null && i < lines.size()) {
            Optional<ArticleTime> second = timeAt(i);
            if (second.isPresent()) {
                time = second.get();
                i++;
            }
        }
        String section = null;
        while (i < lines.size()) {
            Matcher bullet = BULLET.matcher(text(i));
            boolean last = i + 1 >= lines.size();
            if (!bullet.matches()
                    || bullet.group(1).length() > MAX_PUBLISHER
                    || last && !bullet.group(1).equalsIgnoreCase(publisher)) {
                break;
            }
            String item = bullet.group(1);
            if (!item.equalsIgnoreCase(publisher)
                    && section == null
                    && time(item).isEmpty()) {
                section = item;
            }
            if (time == null) {
                time = time(item).orElse(null);
            }
            i++;
        }
        return new Head(publisher, time, section, i - from);
    }

    /** A publisher that is said again as a list item, with or without a time: nothing but a head looks like that. */
    private boolean isStrongHead(int i) {
        if (i + 1 >= lines.size() || !isPublisher(text(i)) && time(text(i)).isEmpty()) {
            return false;
        }
        if (isBulletOf(i + 1, text(i))) {
            return true;
        }
        if (i + 2 >= lines.size()) {
            return false;
        }
        return isBulletOf(i + 2, text(i)) && time(text(i + 1)).isPresent()
                || isBulletOf(i + 2, text(i + 1)) && time(text(i)).isPresent();
    }

    /** A short line and a time below it. */
    private boolean isWeakHead(int i) {
        return i + 1 < lines.size() && isPublisher(text(i)) && time(text(i + 1)).isPresent();
    }

    private boolean isBulletOf(int i, String publisher) {
        if (i >= lines.size()) {
            return false;
        }
        Matcher bullet = BULLET.matcher(text(i));
        return bullet.matches() && bullet.group(1).equalsIgnoreCase(publisher);
    }

    private boolean isPublisher(String text) {
        return text.length() <= MAX_PUBLISHER
                && !BULLET.matcher(text).matches()
                && !SENTENCE_END.matcher(text).find()
                && time(text).isEmpty()
                && Furniture.partOf(text).isEmpty();
    }

    /** The time that a line states and nothing else; the machine-readable one where it has both. */
    private Optional<ArticleTime> timeAt(int i) {
        Optional<ArticleTime> printed = time(text(i));
        String dateTime = lines.get(i).dateTime();
        return printed.isEmpty() || dateTime == null
                ? printed
                : ArticleTimes.parse(dateTime, "time-element", captured).or(() -> printed);
    }

    /** A line that is a time and nothing else. */
    private Optional<ArticleTime> time(String text) {
        if (text.length() > MAX_TIME) {
            return Optional.empty();
        }
        Optional<ArticleTime> relative = RelativeTimes.resolve(text, captured);
        if (relative.isPresent()) {
            return relative;
        }
        int letters = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
            digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
        }
        if (digits < 3 || letters > 30) {
            return Optional.empty();
        }
        return ArticleTimes.parse(text, "time-element", captured)
                .filter(t -> t.getPrecision().compareTo(TimePrecision.DAY) >= 0)
                .filter(t -> !t.getFlags().contains("inferred"));
    }

    private String text(int i) {
        return lines.get(i).text();
    }
}
