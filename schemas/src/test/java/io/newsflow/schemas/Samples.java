package io.newsflow.schemas;

import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;

/** Records for tests. */
public final class Samples {
    private Samples() {}

    /** An article with a few fields of each kind filled. */
    public static RawArticle article() {
        return RecordJson.read(RawArticle.class, """
                {"articleId": "u1-0123", "idRule": "url-v1", "revision": 1767225600000, "contentHash": "c0ffee",
                 "url": "http://harbour-courier.example/a?utm_source=rss",
                 "publisher": {"name": "Harbour Courier", "domain": "harbour-courier.example"},
                 "title": "Grüße aus Київ 🚢", "body": "First paragraph.\\n\\nSecond.",
                 "blocks": [{"kind": "PARAGRAPH", "start": 0, "end": 16}, {"kind": "PARAGRAPH", "start": 18, "end": 25}],
                 "authors": ["Ana Ribeiro Duarte"],
                 "published": {"value": "2026-01-01T00:00:00Z", "precision": "HOUR", "evidence": "relative-text",
                               "text": "2 hours ago"},
                 "firstSeen": "2026-01-01T02:00:00Z", "commentCount": 0, "extra": {"urgency": "3"},
                 "provenance": {"sourceId": "cli", "connector": "aggregator", "location": "page.txt",
                                "fetchedAt": 1767232800000}}
                """);
    }
}
