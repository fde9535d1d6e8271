package io.newsflow.bench;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;

/** Invented articles of the size that agencies and newspapers write, the same for the same seed. */
final class SampleArticles {
    private static final List<String> SUBJECTS = List.of(
            "The harbour authority",
            "The city council",
            "A spokeswoman for the ferry company",
            "The grid operator",
            "The ministry of transport",
            "Researchers at the coastal institute",
            "The farmers' union",
            "The river commission");
    private static final List<String> VERBS =
            List.of("said", "confirmed", "announced", "denied", "expects", "warned", "reported", "decided");
    private static final List<String> OBJECTS = List.of(
            "that the new timetable would start in the spring",
            "that repairs on the north pier would take another four weeks",
            "that the budget for flood defences would grow by 12 per cent",
            "that no further closures were planned before the summer",
            "that the tender for two electric ferries had drawn five offers",
            "that the water level had fallen below the mark of 2.4 metres",
            "that talks with the neighbouring regions went on",
            "that the final report would be published on Thursday");
    private static final List<String> NAMES = List.of(
            "Ana Ribeiro Duarte",
            "Harbour Courier",
            "Lindmark",
            "Kestrel Line",
            "Olav Brandvold",
            "River Commission",
            "Port of Lindmark",
            "Marta Kowalczyk",
            "Coastal Institute",
            "North Pier",
            "Teodor Iliev",
            "Sankt Emmen");
    private static final int PARAGRAPHS = 12;
    private static final int SENTENCES = 4;

    private SampleArticles() {}

    /** An article of about 600 words as taken in. */
    static RawArticle raw(long seed) {
        return RecordJson.read(RawArticle.class, rawJson(new Random(seed)));
    }

    /** The same with an analysis of usual extent: twelve entities, five topics, ten keywords, quotes, five relations. */
    static EnrichedArticle enriched(long seed) {
        Random random = new Random(seed);
        String raw = rawJson(random);
        return RecordJson.read(EnrichedArticle.class, """
                {"articleId": "u1-%1$s", "revision": 1767225600000, "article": %2$s,
                 "language": {"tag": "en", "confidence": 0.998},
                 "entities": [%3$s], "topics": [%4$s], "keywords": [%5$s],
                 "hashtags": ["#ferries", "#Lindmark", "#budget"],
                 "summary": {"text": "The harbour authority said that repairs on the north pier would take four weeks.",
                             "method": "extractive"},
                 "wordCount": 612, "readingSeconds": 160,
                 "fingerprint": {"contentHash": "%1$s%1$s", "simHash": %6$d, "minHash": [%7$s], "tokens": 612},
                 "storyId": "st-%1$s", "related": [%8$s],
                 "models": {"language": "ngram-1", "ner": "lexicon-1", "topics": "lexicon-1"}}
                """.formatted(
                        hex(random, 32),
                        raw,
                        list(12, i -> """
                        {"id": "Q%d", "wikidataId": "Q%d", "type": "%s", "name": "%s", "mentionCount": 4,
                         "salience": %s, "confidence": 0.93, "country": "NO", "mentions": [%s]}""".formatted(
                                        i + 100,
                                        i + 100,
                                        i % 3 == 0 ? "PER" : i % 3 == 1 ? "ORG" : "LOC",
                                        NAMES.get(i),
                                        number(random),
                                        list(4, m -> """
                                        {"field": "BODY", "start": %d, "end": %d, "surface": "%s"}""".formatted(
                                                m * 700, m * 700 + NAMES.get(i).length(), NAMES.get(i))))),
                        list(5, i -> """
                        {"code": "medtop:2000%04d", "label": "maritime transport", "labelEn": "maritime transport",
                         "level": 3, "score": %s, "ancestors": ["medtop:04000000", "medtop:20000209"]}""".formatted(i, number(random))),
                        list(10, i -> """
                        {"text": "flood defences %d", "score": %s}""".formatted(i, number(random))),
                        random.nextLong(),
                        list(64, i -> String.valueOf(random.nextInt())),
                        list(5, i -> """
                        {"articleId": "u1-%s", "reason": "SIMILAR", "score": %s, "title": "Ferries stay in port",
                         "publisher": "Harbour Courier", "url": "https://harbour-courier.example/news/%d"}""".formatted(hex(random, 32), number(random), i))));
    }

    /** A sentence without its full stop. */
    static String sentence(Random random) {
        return pick(random, SUBJECTS) + ' ' + pick(random, VERBS) + ' ' + pick(random, OBJECTS);
    }

    private static String rawJson(Random random) {
        StringBuilder body = new StringBuilder();
        StringJoiner blocks = new StringJoiner(",");
        for (int p = 0; p < PARAGRAPHS; p++) {
            int start = body.length();
            for (int s = 0; s < SENTENCES; s++) {
                body.append(s == 0 ? "" : " ").append(sentence(random)).append('.');
            }
            blocks.add("{\"kind\": \"PARAGRAPH\", \"start\": %d, \"end\": %d}".formatted(start, body.length()));
            body.append(p == PARAGRAPHS - 1 ? "" : "\\n\\n");
        }
        return """
                {"articleId": "u1-%1$s", "idRule": "url-v1", "revision": 1767225600000, "contentHash": "%2$s",
                 "url": "https://harbour-courier.example/news/%1$s?utm_source=rss",
                 "canonicalUrl": "https://harbour-courier.example/news/%1$s",
                 "publisher": {"name": "Harbour Courier", "domain": "harbour-courier.example"},
                 "title": "Repairs on the north pier take longer than planned",
                 "standfirst": "The harbour authority names the spring as the new date.",
                 "body": "%3$s", "blocks": [%4$s], "authors": ["Ana Ribeiro Duarte"], "language": "en",
                 "published": {"value": "2026-01-01T00:00:00Z", "precision": "SECOND", "evidence": "feed"},
                 "firstSeen": "2026-01-01T02:00:00Z",
                 "images": [{"url": "https://harbour-courier.example/i/1.jpg", "caption": "The north pier in March"}],
                 "provenance": {"sourceId": "harbour-courier", "connector": "rss",
                                "location": "https://harbour-courier.example/feed.xml",
                                "fetchedAt": "2026-01-01T02:00:00Z"}}
                """.formatted(hex(random, 32), hex(random, 64), body, blocks);
    }

    private static String list(int size, java.util.function.IntFunction<String> item) {
        StringJoiner list = new StringJoiner(",");
        for (int i = 0; i < size; i++) {
            list.add(item.apply(i));
        }
        return list.toString();
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String number(Random random) {
        return String.format(Locale.ROOT, "%.3f", random.nextDouble());
    }

    private static String hex(Random random, int digits) {
        StringBuilder hex = new StringBuilder(digits);
        while (hex.length() < digits) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }
}
