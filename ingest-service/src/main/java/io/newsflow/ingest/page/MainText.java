package io.newsflow.ingest.page;

import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.page.PageTree.Box;
import io.newsflow.ingest.page.PageTree.Form;
import io.newsflow.ingest.page.PageTree.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the article's text among the boxes and runs of a page.
 *
 * <p>Each run weighs as much as it looks like prose: its length where it is long and has few links, less than nothing
 * where it is a link or a label (text and link density after Kohlschütter, Fankhauser and Nejdl, "Boilerplate Detection
 * using Shallow Text Features", 2010). Boxes whose names say that they are furniture count for nothing, unless the page's
 * text would be lost with them. The text's region is the smallest box with the greatest sum; in it, lines are judged one
 * by one.
 */
final class MainText {
    /** Hints that are believed also of a box that calls itself the article's body. */
    private static final int STRONG = Hint.COMMENTS | Hint.NAVIGATION | Hint.RELATED;
    /** Hints that are not believed where they would take most of the page's text. */
    private static final int[] DOUBTED = {
        Hint.ADVERT,
        Hint.CONSENT,
        Hint.SHARE,
        Hint.OFFER,
        Hint.META,
        Hint.CAPTION,
        Hint.HIDDEN,
        Hint.ASIDE,
        Hint.AUTHOR_BOX,
        Hint.RELATED,
        Hint.NAVIGATION
    };

    /** Hints that are seldom wrong. */
    private static final int SURE = Hint.COMMENTS | Hint.NAVIGATION | Hint.CONSENT | Hint.RELATED | Hint.SHARE;

    /** A shorter declared text is no evidence, in characters. */
    private static final int LEAST_DECLARED = 600;

    private static final double ALMOST_ALL = 0.85;
    /** A line with more of it in links leads elsewhere. */
    private static final double MOST_LINKED = 0.7;

    private static final double MOST_OF_TEXT = 0.5;
    private static final int LONG = 80;
    /** Where less text than this is found, the page is read again with less belief in names, in characters. */
    private static final int LITTLE = 250;

    /** A furniture section that is longer than this is not believed, in characters. */
    private static final int MOST_OF_SECTION = 900;

    private static final double MOST_OF_TEASER = 500;
    private static final int MOST_RUNS_OF_TEASER = 6;
    /** Longer headings are no headlines, in characters. */
    private static final int MOST_OF_HEADLINE = 250;
    /** Links such as "Read the rest" have fewer characters. */
    private static final int MOST_OF_BUTTON = 40;

    private static final int MOST_ABOUT_FORM = 300;
    /** Runs in front of the region among which the headline is looked for. */
    private static final int LEAD_DISTANCE = 25;
    /** Runs in front of the region among which a standfirst is believed without a headline. */
    private static final int NEAR = 8;

    /** So many cards make a list. */
    private static final int LEAST_CARDS = 8;

    private final PageTree tree;
    private final List<Run> kept = new ArrayList<>();
    private boolean manyCards;
    private List<Box> region = List.of();

    private MainText(PageTree tree) {
        this.tree = tree;
    }

    static MainText of(PageTree tree) {
        MainText text = new MainText(tree);
        text.find();
        return text;
    }

    List<Run> runs() {
        return kept;
    }

    List<Box> region() {
        return region;
    }

    private void find() {
        if (tree.runs.isEmpty()) {
            return;
        }
        weigh();
        manyCards = cards() >= LEAST_CARDS;
        double total = total();
        find(total, Hint.OUT & ~doubted(total), true);
        int strict = chars();
        if (strict < LITTLE && total > 2 * strict) {
            List<Run> found = List.copyOf(kept);
            List<Box> where = region;
            find(total, Hint.COMMENTS | Hint.NAVIGATION | Hint.CONSENT | Hint.HIDDEN, isHeaded());
            if (chars() < 2 * strict) {
                kept.clear();
                kept.addAll(found);
                region = where;
            }
        }
    }

    /** Whether the text found stands under the page's headline: then what looks like teasers is no better candidate. */
    private boolean isHeaded() {
        if (kept.isEmpty()) {
            return false;
        }
        int first = kept.get(0).index;
        for (int i = first; i >= Math.max(0, first - NEAR); i--) {
            Run run = tree.runs.get(i);
            if (run.form == Form.HEADING && run.level == 1) {
                return run.linkDensity() < 0.5 && Teasers.isHeadline(run.text);
            }
        }
        return false;
    }

    /**
     * Corrects the text where it misses most of what the page declares as its article's text, but the page shows it.
     *
     * @param declared declared text, or null
     * @return whether the text changed
     */
    boolean agreeWith(String declared) {
        if (declared == null || declared.length() < LEAST_DECLARED) {
            return false;
        }
        String letters = PageMetadata.letters(HtmlText.read(declared).body().text());
        if (shared(kept, letters) >= 0.5 * letters.length()) {
            return false;
        }
        List<Run> found = new ArrayList<>();
        for (Run run : tree.runs) {
            String words = PageMetadata.letters(run.text);
            if (words.length() >= 3 && letters.contains(words) && run.linkDensity() <= MOST_LINKED) {
                found.add(run);
            }
        }
        if (shared(found, letters) < 0.7 * letters.length()) {
            return false;
        }
        // What stands in front of the first long run or behind the last one has its words there by chance.
        int first = 0;
        int last = found.size() - 1;
        while (first < last && found.get(first).length < LONG) {
            first++;
        }
        while (last > first && found.get(last).length < 30) {
            last--;
        }
        Set<String> seen = new HashSet<>();
        kept.clear();
        for (Run run : found.subList(first, last + 1)) {
            if (seen.add(run.text)) {
                kept.add(run);
            }
        }
        return true;
    }

    /** Letters of the runs that the text has too. */
    private static double shared(List<Run> runs, String letters) {
        double shared = 0;
        Set<String> seen = new HashSet<>();
        for (Run run : runs) {
            String words = run.length < 40 ? "" : PageMetadata.letters(run.text);
            if (!words.isEmpty() && letters.contains(words) && seen.add(words)) {
                shared += words.length();
            }
        }
        return shared;
    }

    private int chars() {
        int chars = 0;
        for (Run run : kept) {
            chars += run.length;
        }
        return chars;
    }

    /** Finds the text, believing the hints given, and whether what looks like a teaser or stands at a form is furniture. */
    private void find(double total, int believed, boolean byShape) {
        for (Box box : tree.boxes) {
            box.score = 0;
            box.out = box.parent != null && box.parent.out
                    || isOut(box, total, believed)
                    || byShape && (isTeaser(box, total) || isForm(box, total));
        }
        sum();
        Box best = best();
        region = List.of(best);
        body(best);
        kept.clear();
        select();
    }

    private void weigh() {
        for (Run run : tree.runs) {
            run.weight = weight(run);
            if (run.weight > 0) {
                run.box.good += run.weight;
            }
        }
        List<Box> boxes = tree.boxes;
        for (int i = boxes.size() - 1; i > 0; i--) {
            Box box = boxes.get(i);
            box.parent.good += box.good;
        }
    }

    /** Prose on the page without readers' comments. */
    private double total() {
        double all = tree.boxes.get(0).good;
        double comments = 0;
        Box last = null;
        for (Box box : tree.boxes) {
            boolean outermost = last == null || !box.in(last);
            if (outermost && (box.hints & Hint.COMMENTS) != 0 && box.good < 0.9 * all) {
                comments += box.good;
                last = box;
            }
        }
        return Math.max(1, comments < 0.9 * all ? all - comments : all);
    }

    /** The hints that, believed everywhere on this page, would take most of its text. */
    private int doubted(double total) {
        int doubted = 0;
        for (int hint : DOUBTED) {
            double sum = 0;
            Box last = null;
            for (Box box : tree.boxes) {
                if ((box.hints & hint) != 0 && (last == null || !box.in(last)) && box.good < share(hint) * total) {
                    sum += box.good;
                    last = box;
                }
            }
            if (sum >= share(hint) * total) {
                doubted |= hint;
            }
        }
        return doubted;
    }

    private static boolean isOut(Box box, double total, int believed) {
        int out = box.hints & believed;
        if ((box.hints & Hint.BODY) != 0) {
            out &= STRONG;
        }
        if (out == 0) {
            return false;
        }
        return box.good / total < share(out);
    }

    /** The share of the page's prose that a box with some hint must hold not to be what the hint says. */
    private static double share(int hints) {
        return (hints & SURE) != 0 ? ALMOST_ALL : MOST_OF_TEXT;
    }

    /** A linked headline with a few lines under it leads to another article. */
    private boolean isTeaser(Box box, double total) {
        if (box.to - box.from < 2
                || box.to - box.from > MOST_RUNS_OF_TEASER
                || box.good > Math.min(MOST_OF_TEASER, 0.3 * total)) {
            return false;
        }
        int links = 0;
        for (Run run : tree.runs.subList(box.from, box.to)) {
            if (run.form == Form.HEADING && run.length > 15) {
                links += run.linkDensity() > 0.8 ? 1 : -10;
            }
        }
        return links > 0 || links == 0 && manyCards && isCard(box);
    }

    /** Cards without headings are known by their number: a linked headline, behind a kicker at most, and a few lines. */
    private boolean isCard(Box box) {
        for (Run run : tree.runs.subList(box.from, Math.min(box.to, box.from + 2))) {
            if (Teasers.isLine(run)) {
                return true;
            }
        }
        return false;
    }

    private int cards() {
        int cards = 0;
        int end = 0;
        for (Box box : tree.boxes) {
            int size = box.to - box.from;
            if (size >= 2 && size <= MOST_RUNS_OF_TEASER && box.from >= end && box.good > 0 && isCard(box)) {
                cards++;
                end = box.to;
            }
        }
        return cards;
    }

    /** What stands beside fields to fill in is about them. */
    private boolean isForm(Box box, double total) {
        if (!box.hasForm || box.good > 0.2 * total) {
            return false;
        }
        int chars = 0;
        for (Run run : tree.runs.subList(box.from, box.to)) {
            chars += run.length;
        }
        return chars < MOST_ABOUT_FORM;
    }

    private void sum() {
        for (Run run : tree.runs) {
            if (!run.box.out) {
                run.box.score += run.weight;
            }
        }
        List<Box> boxes = tree.boxes;
        for (int i = boxes.size() - 1; i > 0; i--) {
            Box box = boxes.get(i);
            box.parent.score += box.score;
        }
    }

    private Box best() {
        Box best = tree.boxes.get(0);
        for (Box box : tree.boxes) {
            if (!box.out && (box.score > best.score || box.score == best.score && box.in(best))) {
                best = box;
            }
        }
        return best;
    }

    private void body(Box best) {
        List<Box> bodies = new ArrayList<>();
        double sum = 0;
        Box last = null;
        for (Box box : tree.boxes) {
            boolean holder = !box.tag.equals("p") && !PageTree.isHeading(box.tag) && !box.tag.equals("li");
            if (holder
                    && (box.hints & Hint.BODY) != 0
                    && !box.out
                    && box.score > 0
                    && (last == null || !box.in(last))) {
                bodies.add(box);
                sum += box.score;
                last = box;
            }
        }
        if (!bodies.isEmpty() && sum >= 0.5 * best.score) {
            region = bodies;
        }
    }

    static double weight(Run run) {
        int length = run.length;
        double density = run.linkDensity();
        boolean sentence = endsSentence(run.text);
        switch (run.form) {
            case HEADING:
                return density > 0.6 ? -15 : 0;
            case CAPTION:
                return 0;
            case ROW:
                return density < 0.3 ? 0.3 * length : -5;
            case CODE:
                return 0.8 * length;
            case ITEM:
                if (density > 0.5) {
                    return -10 - 0.3 * length;
                }
                return length >= LONG ? 0.8 * length * (1 - density) : sentence ? 0.3 * length : -3;
            default:
                if (density > 0.6) {
                    return -10 - 0.3 * length;
                }
                if (length >= LONG) {
                    return length * (1 - density);
                }
                if (sentence && length >= 20) {
                    return 0.5 * length * (1 - density);
                }
                return run.form == Form.PARAGRAPH ? -2 : -10;
        }
    }

    static boolean endsSentence(String text) {
        int at = text.length() - 1;
        while (at > 0 && "\"'”’»)]“›）」』".indexOf(text.charAt(at)) >= 0) {
            at--;
        }
        return at >= 0 && ".!?…:;。！？؟।".indexOf(text.charAt(at)) >= 0;
    }

    private void select() {
        List<Run> candidates = new ArrayList<>();
        candidates.addAll(lead());
        for (Box root : region) {
            candidates.addAll(tree.runs.subList(root.from, root.to));
        }
        Set<String> seen = new HashSet<>();
        for (Run run : candidates) {
            run.kept = isText(run) && (run.length < 30 || seen.add(run.text));
        }
        keepLinkedHeadings(candidates);
        dropTeasers(candidates);
        dropSections(candidates);
        dropEdges(candidates);
        dropHeadingsOfNothing(candidates);
        for (Run run : candidates) {
            if (run.kept) {
                kept.add(run);
            }
        }
    }

    /** What stands between the headline and the region: the standfirst, or a first paragraph in a box of its own. */
    private List<Run> lead() {
        int start = region.get(0).from;
        List<Run> lead = new ArrayList<>();
        for (int i = start - 1; i >= Math.max(0, start - LEAD_DISTANCE); i--) {
            Run run = tree.runs.get(i);
            int hints = run.hints | run.box.hints;
            boolean named = (hints & Hint.HEADLINE) != 0 && (hints & Hint.STANDFIRST) == 0;
            boolean headline = run.form == Form.HEADING
                    && run.length < MOST_OF_HEADLINE
                    && (run.level == 1 || named && run.length < LONG);
            if (headline) {
                Collections.reverse(lead);
                return lead;
            }
            if (isLead(run)) {
                lead.add(run);
            }
        }
        lead.removeIf(run -> start - run.index > NEAR || !isStandfirst(run));
        Collections.reverse(lead);
        return lead;
    }

    private static boolean isLead(Run run) {
        if (run.box.out || run.form == Form.CAPTION || run.form == Form.ITEM || run.linkDensity() > 0.3) {
            return false;
        }
        return isStandfirst(run) || run.length >= LONG || run.form == Form.HEADING && run.length >= 40;
    }

    private static boolean isStandfirst(Run run) {
        int hints = run.hints | run.box.hints | (run.box.parent == null ? 0 : run.box.parent.hints);
        return (hints & Hint.STANDFIRST) != 0 && (hints & Hint.BYLINE) == 0 && run.length >= 40;
    }

    private static boolean isText(Run run) {
        if (run.box.out || (run.hints & Hint.OUT) != 0 && run.length < 200 || run.form == Form.CAPTION) {
            return false;
        }
        return run.linkDensity() <= MOST_LINKED && hasWords(run) && !FurnitureLine.is(run.text);
    }

    /** Bars, stars and quotation marks of their own divide or adorn; code may have none. */
    private static boolean hasWords(Run run) {
        return run.form == Form.CODE || run.text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** A heading that is a link heads a section of the text where several paragraphs stand under it, beside it. */
    private static void keepLinkedHeadings(List<Run> runs) {
        for (int i = 0; i < runs.size(); i++) {
            Run heading = runs.get(i);
            if (heading.form != Form.HEADING
                    || heading.kept
                    || heading.box.out
                    || heading.linkDensity() <= MOST_LINKED
                    || FurnitureLine.is(heading.text)) {
                continue;
            }
            int paragraphs = 0;
            for (int j = i + 1; j < runs.size() && runs.get(j).form != Form.HEADING; j++) {
                Run run = runs.get(j);
                paragraphs += run.kept && run.length >= LONG && run.box.parent == heading.box.parent ? 1 : 0;
            }
            heading.kept = paragraphs >= 2;
        }
    }

    /** A linked heading, a paragraph and a link such as "Read the rest", time and again, are teasers. */
    private static void dropTeasers(List<Run> runs) {
        List<Run> teasers = new ArrayList<>();
        for (int i = 1; i + 1 < runs.size(); i++) {
            Run before = runs.get(i - 1);
            Run after = runs.get(i + 1);
            boolean teaser = before.form == Form.HEADING
                    && before.length > 15
                    && before.linkDensity() > ALMOST_ALL
                    && after.length < MOST_OF_BUTTON
                    && after.linkDensity() > ALMOST_ALL
                    && runs.get(i).kept
                    && runs.get(i).length < MOST_OF_TEASER;
            if (teaser) {
                teasers.add(runs.get(i));
            }
        }
        if (teasers.size() > 1) {
            teasers.forEach(run -> run.kept = false);
        }
        dropListed(runs);
    }

    /** Linked headlines in a row, each with one paragraph under it, are a list of other articles. */
    private static void dropListed(List<Run> runs) {
        List<Run> listed = new ArrayList<>();
        for (int i = 0; i + 1 < runs.size(); i++) {
            Run text = runs.get(i + 1);
            boolean alone = i + 2 >= runs.size() || runs.get(i + 2).form == Form.HEADING;
            if (runs.get(i).form == Form.HEADING
                    && Teasers.isLine(runs.get(i))
                    && text.kept
                    && text.form != Form.HEADING
                    && text.length < MOST_OF_TEASER
                    && alone) {
                listed.add(text);
            }
        }
        if (listed.size() >= LEAST_CARDS) {
            listed.forEach(run -> run.kept = false);
        }
    }

    /** A label such as "Related articles" or "About the author" goes with what stands beside it in its box. */
    private void dropSections(List<Run> runs) {
        for (int i = 0; i < runs.size(); i++) {
            Run label = runs.get(i);
            if (label.box.out || label.length > 60 || !FurnitureLine.opensSection(label.text)) {
                continue;
            }
            label.kept = false;
            Box around = label.box.parent == null ? label.box : label.box.parent;
            if (label.form != Form.HEADING && region.contains(around)) {
                continue;
            }
            int chars = 0;
            int end = i + 1;
            while (end < runs.size() && chars <= MOST_OF_SECTION) {
                Run run = runs.get(end);
                if (!run.box.in(around)
                        || run.form == Form.HEADING && (label.form != Form.HEADING || run.level <= label.level)) {
                    break;
                }
                chars += run.kept ? run.length : 0;
                end++;
            }
            if (chars <= MOST_OF_SECTION) {
                runs.subList(i, end).forEach(run -> run.kept = false);
            }
        }
    }

    /** In front of the first sentence and behind the last one, labels are no text: dates, names, buttons. */
    private static void dropEdges(List<Run> runs) {
        int first = 0;
        while (first < runs.size() && !isBody(runs.get(first))) {
            first++;
        }
        if (first == runs.size()) {
            return;
        }
        int last = runs.size() - 1;
        while (!isBody(runs.get(last))) {
            last--;
        }
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (i < first || i > last) {
                boolean said = run.form == Form.PARAGRAPH && FurnitureLine.isByline(run.text);
                if (run.form == Form.PLAIN && isLabel(run) || said) {
                    run.kept = false;
                }
            }
        }
    }

    private static boolean isBody(Run run) {
        return run.kept && run.form != Form.HEADING && (run.length >= LONG || !isLabel(run));
    }

    private static boolean isLabel(Run run) {
        return run.length < LONG
                && run.form != Form.QUOTE
                && run.form != Form.ROW
                && run.form != Form.ITEM
                && (!endsSentence(run.text) || run.text.endsWith(":"));
    }

    private static boolean isCaption(Run run) {
        return run.form == Form.CAPTION || ((run.hints | run.box.hints) & Hint.CAPTION) != 0;
    }

    /** A heading goes with what stands under it: links, a form, other articles. */
    private static void dropHeadingsOfNothing(List<Run> runs) {
        boolean textFollows = false;
        for (int i = runs.size() - 1; i >= 0; i--) {
            Run run = runs.get(i);
            if (run.form == Form.HEADING) {
                run.kept &= textFollows;
            } else if (run.kept || !isCaption(run)) {
                textFollows = run.kept;
            }
        }
    }
}
