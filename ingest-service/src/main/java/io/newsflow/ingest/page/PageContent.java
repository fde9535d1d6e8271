package io.newsflow.ingest.page;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.BlockKind;
import io.newsflow.model.PageFeature;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a web page holds. All text is plain text: markup never survives.
 *
 * @param kind what the page is
 * @param title headline, or null
 * @param standfirst paragraph under the headline, or the page's own description where it adds to the text; null where
 *     there is none. A visible one is part of the text too
 * @param parts the text in reading order
 * @param authors names, in the order given
 * @param byline byline as printed where it says more than the names, else null
 * @param published when it was published, or null
 * @param modified when it was last changed, or null
 * @param section section as the publisher names it, or null
 * @param tags keywords that the publisher gave
 * @param language language that the page declares, or null
 * @param canonical address that the page names as its own, as written there, or null
 * @param publisher publisher's name, or null
 * @param images pictures that belong to the article
 * @param paywalled true where the page says that the text is for subscribers, false where it says that it is free, null
 *     where it says nothing
 * @param commentCount number of readers' comments, or null
 * @param rights copyright line, or null
 * @param related links to other articles that the page shows as related
 * @param features furniture that was understood and left out
 * @param flags what was cut, guessed or repaired
 */
public record PageContent(
        Kind kind,
        String title,
        String standfirst,
        List<Part> parts,
        List<String> authors,
        String byline,
        ArticleTime published,
        ArticleTime modified,
        String section,
        List<String> tags,
        String language,
        String canonical,
        String publisher,
        List<Picture> images,
        Boolean paywalled,
        Integer commentCount,
        String rights,
        List<Link> related,
        List<PageFeature> features,
        List<String> flags) {

    /** What a page is. */
    public enum Kind {
        /** It holds one article. */
        ARTICLE,
        /** It lists articles: a home page, a section, an archive, search results. */
        LIST,
        /** It holds no text to speak of. */
        EMPTY
    }

    /**
     * A block of the text.
     *
     * @param kind what it is
     * @param level for a heading 1 to 6, else 0
     * @param text its text, one line; tables and code have several
     */
    public record Part(BlockKind kind, int level, String text) {}

    /**
     * A picture.
     *
     * @param address as found; may be relative
     * @param caption its caption, or null
     * @param credit who made it, or null
     * @param width in pixels, or null
     * @param height in pixels, or null
     */
    public record Picture(String address, String caption, String credit, Integer width, Integer height) {}

    /**
     * A link to another article.
     *
     * @param address as found; may be relative
     * @param title its words
     */
    public record Link(String address, String title) {}

    /** The text: its parts with a blank line between them. */
    public String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining("\n\n"));
    }
}
