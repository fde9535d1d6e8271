package io.newsflow.enrich.stream;

import io.newsflow.model.PageLink;
import io.newsflow.model.PageRelation;
import io.newsflow.model.Provenance;
import io.newsflow.model.Publisher;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Raw articles for tests. */
public final class TestArticles {
    /** When the first article is seen. */
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    static {
        TrustedRecords.trust();
    }

    private TestArticles() {}

    /** An article in English, seen by one feed a number of minutes after the start. */
    public static RawArticle article(String id, int minutes, String title, String body) {
        Instant seen = START.plus(Duration.ofMinutes(minutes));
        return RawArticle.newBuilder()
                .setArticleId(id)
                .setIdRule("url-v1")
                .setRevision(seen.toEpochMilli())
                .setContentHash(Integer.toHexString((title + "\n" + body).hashCode()))
                .setUrl("https://" + id + ".example/story")
                .setPublisher(Publisher.newBuilder()
                        .setName("Publisher of " + id)
                        .setDomain(id + ".example")
                        .build())
                .setTitle(title)
                .setBody(body)
                .setLanguage("en")
                .setFirstSeen(seen)
                .setProvenance(provenance("feed", "https://" + id + ".example/feed.xml", seen))
                .setExtractor("test-1")
                .build();
    }

    /** A sighting. */
    public static Provenance provenance(String source, String location, Instant at) {
        return Provenance.newBuilder()
                .setSourceId(source)
                .setConnector("rss")
                .setLocation(location)
                .setFetchedAt(at)
                .build();
    }

    /** The same article seen elsewhere, later. */
    public static RawArticle seenElsewhere(RawArticle article, String source, int minutesLater) {
        Instant at = article.getFirstSeen().plus(Duration.ofMinutes(minutesLater));
        return RawArticle.newBuilder(article)
                .setRevision(at.toEpochMilli())
                .setFirstSeen(at)
                .setProvenance(provenance(source, "https://" + source + ".example/", at))
                .build();
    }

    /** The same article with another text, seen later by the same source. */
    public static RawArticle corrected(RawArticle article, String title, String body, int minutesLater) {
        Instant at = Instant.ofEpochMilli(article.getRevision()).plus(Duration.ofMinutes(minutesLater));
        return RawArticle.newBuilder(article)
                .setRevision(at.toEpochMilli())
                .setTitle(title)
                .setBody(body)
                .setContentHash(Integer.toHexString((title + "\n" + body).hashCode()))
                .build();
    }

    /** The same article with links to others that its page lists. */
    public static RawArticle listing(RawArticle article, RawArticle... others) {
        List<PageLink> links = new ArrayList<>();
        for (RawArticle other : others) {
            links.add(PageLink.newBuilder()
                    .setArticleId(other.getArticleId())
                    .setRelation(PageRelation.LISTED)
                    .setPosition(links.size())
                    .setTitle(other.getTitle())
                    .setPublisher(other.getPublisher().getName())
                    .setUrl(other.getUrl())
                    .build());
        }
        return RawArticle.newBuilder(article).setRelatedOnPage(links).build();
    }
}
