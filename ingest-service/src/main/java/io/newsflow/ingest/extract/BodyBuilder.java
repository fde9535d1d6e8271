package io.newsflow.ingest.extract;

import io.newsflow.model.Block;
import io.newsflow.model.BlockKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a body out of blocks: each block's text is cleaned ({@link PlainText#paragraph}; tables and
 * code keep their lines, {@link PlainText#lines}), blocks are separated by a blank
 * line, and offsets are counted in Unicode code points. Not thread-safe.
 */
public final class BodyBuilder {
    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private int codePoints;

    /**
     * Adds a paragraph.
     *
     * @param paragraph its text; blank text adds nothing
     * @return this
     */
    public BodyBuilder paragraph(String paragraph) {
        return add(BlockKind.PARAGRAPH, 0, paragraph);
    }

    /**
     * Adds a block.
     *
     * @param kind what it is
     * @param level for a heading 1 to 6, else 0
     * @param raw its text; blank text adds nothing
     * @return this
     */
    public BodyBuilder add(BlockKind kind, int level, String raw) {
        boolean linesMatter = kind == BlockKind.TABLE || kind == BlockKind.CODE;
        String clean = linesMatter ? PlainText.lines(raw) : PlainText.paragraph(raw);
        if (clean.isEmpty()) {
            return this;
        }
        if (codePoints > 0) {
            text.append("\n\n");
            codePoints += 2;
        }
        int length = clean.codePointCount(0, clean.length());
        text.append(clean);
        blocks.add(new Block(kind, codePoints, codePoints + length, level));
        codePoints += length;
        return this;
    }

    /** Whether nothing was added yet. */
    public boolean isEmpty() {
        return codePoints == 0;
    }

    /** The body so far. */
    public String text() {
        return text.toString();
    }

    /** The blocks so far, in reading order. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }
}
