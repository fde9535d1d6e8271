package io.newsflow.ingest.source;

import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Finds the feeds of a site by what its pages say: declared ones first, then links that look like feeds. */
public final class FeedDiscovery {
    private static final Pattern TYPE = Pattern.compile(
            "application/(?:rss|atom|rdf|feed)\\+(?:xml|json)|application/json|text/xml|application/xml");
    private static final Pattern LOOKS_LIKE_FEED = Pattern.compile(
            "(?i)(?:/(?:feeds?|rss|atom|rdf)(?:/|\\.|$)|\\.(?:rss|atom|rdf)(?:$|\\?)|/index\\.xml$|/rss\\.xml$|[?&]feed=)");
    private static final int MOST = 50;

    private FeedDiscovery() {}

    /**
     * A feed that a page points to.
     *
     * @param url address
     * @param title title of the link, or null
     * @param declared whether the page declares it as its feed, rather than linking to it
     */
    public record Found(String url, String title, boolean declared) {}

    /**
     * Looks for feeds.
     *
     * @param page a web page
     * @return its feeds, declared ones first
     */
    public static List<Found> in(InputDocument page) {
        String base = page.url() == null ? "" : page.url();
        Document html = Jsoup.parse(page.decode().text(), base);
        Element declaredBase = html.selectFirst("base[href]");
        String against = declaredBase == null
                ? base
                : CanonicalUrl.resolve(base, declaredBase.attr("href")).orElse(base);
        Map<String, Found> found = new LinkedHashMap<>();
        for (Element link : html.select("link[rel~=(?i)\\balternate\\b][href]")) {
            String type = link.attr("type").toLowerCase(Locale.ROOT);
            if (TYPE.matcher(type).find()
                    && !link.attr("href").contains("/wp-json/")
                    && !link.attr("href").contains("oembed")) {
                add(found, against, link, PlainText.lineOrNull(link.attr("title")), true);
            }
        }
        for (Element link : html.select("a[href]")) {
            if (LOOKS_LIKE_FEED.matcher(link.attr("href")).find()) {
                add(found, against, link, PlainText.lineOrNull(link.text()), false);
            }
        }
        return new ArrayList<>(found.values());
    }

    private static void add(Map<String, Found> found, String base, Element link, String title, boolean declared) {
        String href = link.attr("href").replaceFirst("^feed:(//)?", "https://");
        CanonicalUrl.resolve(base, href).ifPresent(url -> {
            if (found.size() < MOST) {
                found.putIfAbsent(url, new Found(url, title, declared));
            }
        });
    }
}
