package io.newsflow.ingest.page;

import io.newsflow.ingest.page.PageTree.Box;
import io.newsflow.ingest.page.PageTree.Form;
import io.newsflow.ingest.page.PageTree.Run;
import java.util.BitSet;
import java.util.List;

/**
 * The teasers of a page: each a linked line that reads like a headline, with what stands about it in the largest box that
 * holds no other such line. Their number, and how much of the page's text stands in them, tells pages that list articles
 * from articles.
 */
final class Teasers {
    private static final double ALMOST_ALL = 0.8;
    /** Headlines are as long as this, in characters. */
    private static final int LEAST_OF_HEADLINE = 20;

    private static final int MOST_OF_HEADLINE = 220;
    /** Spaces in a headline of a script that has them. */
    private static final int LEAST_SPACES = 3;
    /** Length of a headline without spaces, in characters. */
    private static final int LEAST_WITHOUT_SPACES = 10;
    /** A teaser says no more about its article, in characters. */
    private static final int MOST_OF_TEASER = 700;

    private static final int MOST_OF_KICKER = 60;

    private final int count;
    private final BitSet runs;

    private Teasers(int count, BitSet runs) {
        this.count = count;
        this.runs = runs;
    }

    /**
     * Finds them.
     *
     * @param tree the page
     * @param headline number of the run with the page's own headline, or -1
     */
    static Teasers of(PageTree tree, int headline) {
        List<Run> all = tree.runs;
        int[] before = new int[all.size() + 1];
        int[] prose = new int[all.size() + 1];
        for (int i = 0; i < all.size(); i++) {
            Run run = all.get(i);
            before[i + 1] = before[i] + (isLine(run) ? 1 : 0);
            prose[i + 1] = prose[i] + run.length - run.linked;
        }
        BitSet runs = new BitSet(all.size());
        for (int i = 0; i < all.size(); i++) {
            if (before[i + 1] == before[i]) {
                continue;
            }
            Box unit = all.get(i).box;
            if (!isUnit(unit, before, prose, headline)) {
                runs.set(i);
                continue;
            }
            while (unit.parent != null && isUnit(unit.parent, before, prose, headline)) {
                unit = unit.parent;
            }
            runs.set(i, unit.to);
            // A teaser begins with its headline, or with a kicker over it.
            for (int j = unit.from; j < i; j++) {
                runs.set(j, all.get(j).length < MOST_OF_KICKER);
            }
            // Under a linked heading that stands in a row with others, one paragraph is about it.
            int next = unit.to;
            boolean flat = all.get(i).form == Form.HEADING && next == i + 1 && next < all.size();
            if (flat && all.get(next).form != Form.HEADING && all.get(next).length <= MOST_OF_TEASER) {
                runs.set(next);
            }
        }
        return new Teasers(before[all.size()], runs);
    }

    private static boolean isUnit(Box box, int[] before, int[] prose, int headline) {
        return before[box.to] - before[box.from] == 1
                && prose[box.to] - prose[box.from] <= MOST_OF_TEASER
                && (headline < box.from || headline >= box.to);
    }

    /** Whether a run is a linked line that reads like a headline. */
    static boolean isLine(Run run) {
        if (run.length > MOST_OF_HEADLINE || run.linkDensity() <= ALMOST_ALL) {
            return false;
        }
        return isHeadline(run.text);
    }

    /** Whether a text is as long as headlines are: longer than the name of a section or topic. */
    static boolean isHeadline(String text) {
        int spaces = 0;
        boolean dense = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            spaces += c == ' ' ? 1 : 0;
            dense |= c >= '\u3040' && c <= '\u9FFF' || c >= '\u0E00' && c <= '\u0E7F';
        }
        return dense
                ? text.length() >= LEAST_WITHOUT_SPACES
                : text.length() >= LEAST_OF_HEADLINE && spaces >= LEAST_SPACES;
    }

    /** Headlines that lead to other articles. */
    int count() {
        return count;
    }

    /** Characters of those runs that stand in no teaser. */
    int outside(List<Run> text) {
        return text.stream()
                .filter(run -> !runs.get(run.index))
                .mapToInt(run -> run.length)
                .sum();
    }
}
