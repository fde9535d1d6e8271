package io.newsflow.ingest.aggregator;

import io.newsflow.model.ArticleTime;
import java.util.List;

/**
 * An aggregator page as its text shows it: one lead article, furniture, and other articles listed as related.
 *
 * @param lead the lead article
 * @param hashtags tags of the lead, without the # sign; null where the page has no such part
 * @param aiOffer the product that the page offers ("Daily8 AI"), "" where it offers one without a name, null where it has no
 *     such part
 * @param comments number of readers' comments; null where the page does not tell
 * @param related the related articles in order; null where the page has no such part
 * @param problems parts that could not be read
 */
record AggregatorPage(
        Item lead, List<String> hashtags, String aiOffer, Integer comments, List<Item> related, List<Broken> problems) {

    /**
     * An article on the page.
     *
     * @param line line it begins on, from 1
     * @param publisher publisher's name, or null
     * @param time when it was published, or null
     * @param section what else stood in the list under the publisher, or null
     * @param byline byline as printed, or null
     * @param title title, or null where only text stands there
     * @param standfirst standfirst, or null
     * @param paragraphs the text
     * @param url address that the title links to, as found, or null
     */
    record Item(
            int line,
            String publisher,
            ArticleTime time,
            String section,
            String byline,
            String title,
            String standfirst,
            List<String> paragraphs,
            String url) {}

    /**
     * A part that could not be read.
     *
     * @param line line it begins on, from 1
     * @param what what is missing
     * @param text its text
     */
    record Broken(int line, String what, String text) {}
}
