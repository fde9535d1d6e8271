package io.newsflow.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpmlTest {
    private static final String LIST = """
            <?xml version="1.0" encoding="UTF-8"?>
            <opml version="1.0">
              <head><title>My feeds</title></head>
              <body>
                <outline text="Coast" title="Coast">
                  <outline type="rss" text="Harbour &amp; Sea" xmlUrl="https://www.courier.example/feed" htmlUrl="https://www.courier.example/"/>
                  <outline text="North"><outline type="rss" text="Ledger" xmlurl="http://ledger.example/rss?x=1&y=2" language="en_US"/></outline>
                </outline>
                <outline type="rss" title="Village" xmlUrl="feed://village.example/atom" category="/local/wells,weekly"/>
                <outline type="rss" text="Twice" xmlUrl="https://www.courier.example/feed"/>
                <outline type="rss" text="Broken" xmlUrl="not an address"/>
              </body>
            </opml>
            """;

    @Test
    void readsFeedsWithTheirFoldersAsTags() throws Exception {
        Opml.Listing listing = Opml.read(document(LIST));

        List<Source> sources = listing.sources();
        assertThat(sources)
                .extracting(Source::getUrl)
                .containsExactly(
                        "https://www.courier.example/feed",
                        "http://ledger.example/rss?x=1&y=2",
                        "https://village.example/atom");
        assertThat(sources).extracting(Source::getName).containsExactly("Harbour & Sea", "Ledger", "Village");
        assertThat(sources.get(0).getTags()).containsExactly("Coast");
        assertThat(sources.get(1).getTags()).containsExactly("North", "Coast");
        assertThat(sources.get(1).getLanguage()).isEqualTo("en-US");
        assertThat(sources.get(2).getTags()).containsExactly("local/wells", "weekly");
        assertThat(sources.get(0).getSourceId()).startsWith("courier.example-");
        assertThat(listing.problems()).containsExactly("Broken: 'not an address' is no web address");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        List<Source> sources = Opml.read(document(LIST)).sources();

        List<Source> again = Opml.read(document(Opml.write(sources))).sources();

        assertThat(again).isEqualTo(sources);
    }

    @Test
    void refusesOtherDocuments() {
        assertThatThrownBy(() -> Opml.read(document("<html></html>")))
                .isInstanceOf(ExtractionException.class)
                .hasMessage("not OPML: the root element is <html>");
        assertThatThrownBy(() -> Opml.read(document("feeds"))).isInstanceOf(ExtractionException.class);
    }

    @Test
    void findsTheFeedsThatAPageDeclares() {
        String page = """
                <html><head>
                <link rel="alternate" type="application/rss+xml" title="All" href="/feed.xml">
                <link rel='alternate feed' type='application/atom+xml' href='atom'>
                <link rel="alternate" hreflang="fr" href="/fr/">
                <link rel="alternate" type="application/json+oembed" href="/oembed?x">
                </head><body><a href="/rss/sport.xml">Sport</a><a href="/about">About</a></body></html>
                """;

        List<FeedDiscovery.Found> found =
                FeedDiscovery.in(InputDocument.builder(page.getBytes(StandardCharsets.UTF_8), "x")
                        .url("https://courier.example/news/")
                        .build());

        assertThat(found)
                .containsExactly(
                        new FeedDiscovery.Found("https://courier.example/feed.xml", "All", true),
                        new FeedDiscovery.Found("https://courier.example/news/atom", null, true),
                        new FeedDiscovery.Found("https://courier.example/rss/sport.xml", "Sport", false));
    }

    private static InputDocument document(String text) {
        return InputDocument.builder(text.getBytes(StandardCharsets.UTF_8), "list.opml")
                .build();
    }
}
