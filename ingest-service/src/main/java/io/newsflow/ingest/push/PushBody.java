package io.newsflow.ingest.push;

import io.newsflow.ingest.agency.NinjsExtractor;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.push.ArticleJson.Located;
import io.newsflow.ingest.push.ArticleJson.Problem;
import io.newsflow.ingest.push.ArticleJson.Rejected;
import io.newsflow.model.RawArticle;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The body of a push: its articles, each with the line that it stands on. Pure; thread-safe. */
final class PushBody {
    /** Most problems told in one answer. */
    static final int MOST_PROBLEMS = 100;

    private static final double NINJS_FROM = 0.9;
    private static final NinjsExtractor NINJS = new NinjsExtractor();

    private PushBody() {}

    /** How a body is written. */
    enum Form {
        /** One article. */
        JSON,
        /** An article a line. */
        LINES,
        /** A ninjs document. */
        NINJS;

        /** The form of a media type without parameters, or null. */
        static Form of(String mediaType) {
            return switch (mediaType.toLowerCase(Locale.ROOT)) {
                case "application/json" -> JSON;
                case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines" ->
                    LINES;
                case "application/vnd.iptc.ninjs+json" -> NINJS;
                default -> null;
            };
        }
    }

    /**
     * An article of a push.
     *
     * @param line line of the body that it begins on, from 1
     * @param article the article
     */
    record Item(int line, RawArticle article) {}

    /**
     * Reads a body.
     *
     * @param document the body and what to assume
     * @param form how it is written; ninjs is recognised among {@code JSON} and {@code LINES} too
     * @param connector name for the provenance
     * @param mostArticles most articles to accept
     * @return its articles, at least one
     * @throws Rejected when anything of it is wrong, with all that is
     */
    static List<Item> read(InputDocument document, Form form, String connector, int mostArticles) throws Rejected {
        String text = utf8(document.bytes());
        List<Item> items = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        boolean malformed = false;
        int line = 1;
        for (String part : form == Form.LINES ? text.split("\n", -1) : new String[] {text}) {
            if (!part.isBlank() || form != Form.LINES) {
                try {
                    items.addAll(one(document, part, line, form, connector));
                } catch (Rejected e) {
                    malformed |= e.isMalformed();
                    problems.addAll(e.problems());
                }
            }
            if (items.size() > mostArticles) {
                throw new Rejected(
                        false,
                        List.of(new Problem(line, "", "more than " + mostArticles + " articles; send fewer at once")));
            }
            if (problems.size() >= MOST_PROBLEMS) {
                break;
            }
            line++;
        }
        if (!problems.isEmpty()) {
            throw new Rejected(malformed, problems);
        }
        if (items.isEmpty()) {
            throw new Rejected(true, List.of(new Problem(1, "", "no article here")));
        }
        return items;
    }

    /** Reads one JSON value that begins on the given line: an article, or a ninjs document with any number of them. */
    static List<Item> one(InputDocument document, String text, int line, Form form, String connector) throws Rejected {
        Located value = ArticleJson.parse(text, line);
        InputDocument part = document.toBuilder(text.getBytes(StandardCharsets.UTF_8))
                .charset(StandardCharsets.UTF_8)
                .offset((long) line)
                .build();
        if (form == Form.NINJS || NINJS.score(part) >= NINJS_FROM) {
            return ninjs(part, line);
        }
        if (value.node().isArray()) {
            throw new Rejected(
                    false,
                    List.of(new Problem(
                            line, "", "expected one article; send many as application/x-ndjson, one a line")));
        }
        return List.of(new Item(line, ArticleJson.read(value, line, part, connector)));
    }

    private static List<Item> ninjs(InputDocument part, int line) throws Rejected {
        try {
            Extraction extraction = NINJS.extract(part);
            if (!extraction.problems().isEmpty()) {
                List<Problem> problems = extraction.problems().stream()
                        .map(p -> new Problem(line, p.where(), p.what()))
                        .toList();
                throw new Rejected(false, problems);
            }
            Stream<String> refused = Stream.concat(
                    extraction.withdrawals().stream().map(w -> w.what() + ": retract it instead"),
                    extraction.held().stream().map(h -> h.what() + ": hand it over again when it has ended"));
            List<Problem> kept =
                    refused.map(what -> new Problem(line, "", what)).toList();
            if (!kept.isEmpty()) {
                throw new Rejected(false, kept);
            }
            return extraction.articles().stream()
                    .map(article -> new Item(line, article))
                    .toList();
        } catch (ExtractionException e) {
            throw new Rejected(false, List.of(new Problem(line, "", e.getMessage())));
        }
    }

    private static String utf8(byte[] bytes) throws Rejected {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            // A replacement character stands where the decoder gives up; the lines before it are as they are.
            String lossy = new String(bytes, StandardCharsets.UTF_8);
            int line = 1
                    + (int) lossy.substring(0, Math.max(0, lossy.indexOf('\uFFFD')))
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            throw new Rejected(true, List.of(new Problem(line, "", "bytes that are not UTF-8")));
        }
    }
}
