package io.newsflow.ingest.feed;

import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.PollHints;
import java.util.List;

/**
 * A feed of any dialect, as read: texts are cleaned of their markup's accidents, addresses absolute, dates as found.
 *
 * @param dialect rss, rdf, atom or json-feed, as {@code Provenance.connector} has it
 * @param version dialect with its version, such as "RSS 2.0"
 * @param title title, or null
 * @param home address of the site, or null
 * @param language language, or null
 * @param publisher publisher, or null
 * @param rights copyright, or null
 * @param hints what it says of its polling
 * @param items items in order
 * @param flags what was repaired: feed-repaired, feed-truncated, charset-guessed
 */
public record Feed(
        String dialect,
        String version,
        String title,
        String home,
        String language,
        String publisher,
        String rights,
        PollHints hints,
        List<Item> items,
        List<String> flags) {

    /** Copies the lists. */
    public Feed {
        items = List.copyOf(items);
        flags = List.copyOf(flags);
    }

    /**
     * An item.
     *
     * @param id guid, atom:id or JSON Feed id, or null
     * @param url address of the article, or null
     * @param title title as one line; empty where there is none
     * @param summary summary, or null
     * @param content full content, or null
     * @param published date of publication as found, or null
     * @param updated date of the last change as found, or null
     * @param authors authors
     * @param tags categories and keywords without a scheme
     * @param subjects categories with a scheme
     * @param language language, or null
     * @param publisher publisher where the item names one of its own, or null
     * @param publisherUrl address of that publisher, or null
     * @param rights copyright, or null
     * @param comments number of comments, or null
     * @param pictures pictures with absolute addresses
     * @param credit credit line of the pictures, or null
     * @param extra other fields, by name
     * @param source the item as it stood in the document, for the dead letters
     */
    public record Item(
            String id,
            String url,
            String title,
            HtmlText.Content summary,
            HtmlText.Content content,
            String published,
            String updated,
            List<String> authors,
            List<String> tags,
            List<Subject> subjects,
            String language,
            String publisher,
            String publisherUrl,
            String rights,
            Integer comments,
            List<HtmlText.Picture> pictures,
            String credit,
            List<Field> extra,
            String source) {}

    /**
     * A category with its scheme.
     *
     * @param scheme scheme
     * @param code code or term
     * @param name readable name, or null
     */
    public record Subject(String scheme, String code, String name) {}

    /**
     * A field without a place of its own.
     *
     * @param name its name in the feed
     * @param value its value
     */
    public record Field(String name, String value) {}
}
