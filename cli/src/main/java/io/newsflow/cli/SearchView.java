package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.search.EntityLookup;
import io.newsflow.search.Spelling;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * Answers of the recipes as lines for people. Highlights come marked by {@link #MARK_START} and {@link #MARK_END},
 * which no text holds; control characters of texts are left out, so that no article can move the cursor.
 */
final class SearchView {
    /** In front of a highlighted word. */
    static final String MARK_START = "\uE000";

    /** Behind a highlighted word. */
    static final String MARK_END = "\uE001";

    private static final Duration COMPARED = Duration.ofDays(14);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final Instant now;
    private final String start;
    private final String end;

    /**
     * Prints to a stream.
     *
     * @param out where to
     * @param terminal whether bold print is shown for highlights; quotation marks otherwise
     * @param now what ages are counted from
     */
    SearchView(PrintStream out, boolean terminal, Instant now) {
        this.out = out;
        this.now = now;
        this.start = terminal ? "\033[1m" : "«";
        this.end = terminal ? "\033[0m" : "»";
    }

    /** On standard output. */
    static SearchView onStandardOutput() {
        return new SearchView(System.out, System.console() != null && System.getenv("NO_COLOR") == null, Instant.now());
    }

    /**
     * Hits with snippets, and facets where the answer has them.
     *
     * @param answer of a recipe that gives each story once
     * @param sizes articles behind each hit, by group
     */
    void articles(JsonNode answer, Map<String, Long> sizes) {
        long articles = answer.at("/hits/total/value").asLong();
        JsonNode stories = answer.at("/aggregations/time/stories/value");
        if (stories.isMissingNode()) {
            stories = answer.at("/aggregations/stories/value");
        }
        out.println(count(articles, "article")
                + (stories.isMissingNode() ? "" : " in " + count(stories.asLong(), "story")));
        list(answer, sizes);
        facets(answer.path("aggregations"));
    }

    /** Hits only. */
    void list(JsonNode answer, Map<String, Long> sizes) {
        int place = 0;
        for (JsonNode hit : answer.at("/hits/hits")) {
            article(++place, hit, sizes);
        }
    }

    private void article(int place, JsonNode hit, Map<String, Long> sizes) {
        JsonNode article = hit.path("_source");
        JsonNode highlight = hit.path("highlight");
        out.printf(
                "%n%2d. %s%n",
                place,
                text(highlight.at("/title/0").asText(article.path("title").asText())));
        StringJoiner line = new StringJoiner(" | ");
        line.add(text(article.at("/publisher/name").asText("unknown publisher")));
        line.add(time(article.path("date").asText()));
        line.add(article.path("language").asText());
        long members = sizes.getOrDefault(hit.at("/fields/group/0").asText(), 1L);
        if (members > 1) {
            line.add(members + " articles in the story "
                    + article.path("storyId").asText());
        }
        line.add(article.path("articleId").asText());
        out.println("    " + line);
        List<String> fragments = new ArrayList<>();
        highlight.path("body").forEach(fragment -> fragments.add(text(fragment.asText())));
        if (!fragments.isEmpty()) {
            out.println("    … " + String.join(" … ", fragments) + " …");
        } else if (article.hasNonNull("standfirst")) {
            out.println("    " + cut(text(article.path("standfirst").asText())));
        } else if (article.hasNonNull("summary")) {
            out.println("    " + cut(text(article.path("summary").asText())));
        }
        for (JsonNode quote : hit.at("/inner_hits/quotes/hits/hits")) {
            out.printf(
                    "      “%s” (%s)%n",
                    text(quote.at("/_source/text").asText()),
                    text(quote.at("/_source/speaker").asText("unknown")));
        }
        if (hit.path("sort").path(0).isDouble() && article.has("places")) {
            StringJoiner places = new StringJoiner(", ");
            article.path("places")
                    .forEach(location -> places.add(text(location.path("name").asText())));
            out.printf(
                    Locale.ROOT, "      %.0f km: %s%n", hit.path("sort").path(0).asDouble(), places);
        }
    }

    private void facets(JsonNode aggregations) {
        if (!aggregations.has("publisher")) {
            return;
        }
        out.println();
        facet("publisher", aggregations.at("/publisher/value/buckets"), UnaryOperator.identity());
        facet("language", aggregations.at("/language/value/buckets"), UnaryOperator.identity());
        facet("country", aggregations.at("/country/value/buckets"), UnaryOperator.identity());
        facet("topic", aggregations.at("/topic/value/buckets"), TopicNames::name);
        StringJoiner entities = new StringJoiner(", ");
        for (EntityLookup.Found found : EntityLookup.buckets(aggregations.at("/entity/value/id/buckets"))) {
            entities.add(text(found.name()) + " [" + found.id() + "] " + found.articles());
        }
        out.printf("  %-10s %s%n", "entity", entities);
        facet("day", aggregations.at("/time/value/buckets"), time -> time.length() > 10 ? time.substring(0, 10) : time);
    }

    /** The values of a facet with their counts, in one line. */
    void facet(String name, JsonNode buckets, UnaryOperator<String> label) {
        StringJoiner values = new StringJoiner(", ");
        for (JsonNode bucket : buckets) {
            String key = bucket.has("key_as_string")
                    ? bucket.path("key_as_string").asText()
                    : bucket.path("key").asText();
            values.add(text(label.apply(key)) + " " + bucket.path("doc_count").asLong());
        }
        out.printf("  %-10s %s%n", name, values);
    }

    /** A story's record and its articles in order of time. */
    void story(JsonNode record, JsonNode timeline) {
        JsonNode story = record.at("/hits/hits/0/_source");
        JsonNode hits = timeline.at("/hits/hits");
        out.println(text(story.path("title").asText(hits.at("/0/_source/title").asText())));
        out.printf(
                "  %s, %s of them not repeated, by %d publishers%n",
                count(timeline.at("/hits/total/value").asLong(), "article"),
                timeline.at("/aggregations/originals/doc_count").asLong(),
                timeline.at("/aggregations/publisher/buckets").size());
        if (story.hasNonNull("summary")) {
            out.println("  " + text(story.path("summary").asText()));
        }
        out.println();
        for (JsonNode hit : hits) {
            JsonNode article = hit.path("_source");
            out.printf(
                    "  %s  %-24s %s%s%n",
                    article.path("date").asText().isEmpty()
                            ? ""
                            : TIME.format(Instant.parse(article.path("date").asText())),
                    text(article.at("/publisher/name").asText("unknown publisher")),
                    article.hasNonNull("duplicateOf") ? "= " : "",
                    text(article.path("title").asText()));
        }
        StringJoiner entities = new StringJoiner(", ");
        story.path("entities")
                .forEach(entity -> entities.add(text(entity.path("name").asText()) + " ["
                        + entity.path("id").asText() + "]"));
        if (entities.length() > 0) {
            out.printf("%n  about %s%n", entities);
        }
    }

    /** Stories, one a line. */
    void stories(JsonNode answer) {
        int place = 0;
        for (JsonNode hit : answer.at("/hits/hits")) {
            JsonNode story = hit.path("_source");
            out.printf(
                    "%2d. %s%n    %d articles by %d publishers | %s | %s | %s%n",
                    ++place,
                    text(story.path("title").asText()),
                    story.path("size").asLong(),
                    story.path("publishers").asLong(),
                    time(story.path("lastSeen").asText()),
                    story.path("language").asText(),
                    story.path("storyId").asText());
        }
    }

    /** What rises, with the names of the entities. */
    void rising(JsonNode answer, Map<String, EntityLookup.Found> names) {
        out.println(count(answer.at("/hits/total/value").asLong(), "article"));
        for (String kind : List.of("entities", "topics", "keywords")) {
            out.printf("%n%s%n", kind);
            for (JsonNode bucket : answer.at("/aggregations/" + kind + "/buckets")) {
                String key = bucket.path("key").asText();
                String label = switch (kind) {
                    case "entities" -> (names.containsKey(key) ? names.get(key).name() : key) + " [" + key + "]";
                    case "topics" -> TopicNames.name(key) + " [" + key + "]";
                    default -> key;
                };
                out.printf(
                        "  %-50s %5d of %d before and since%n",
                        text(label),
                        bucket.path("doc_count").asLong(),
                        bucket.path("bg_count").asLong());
            }
        }
    }

    /** Entities, one a line. */
    void entities(List<EntityLookup.Found> found) {
        for (EntityLookup.Found entity : found) {
            out.printf("  %-4s %-40s %s%n", entity.type(), text(entity.name()), entity.id());
        }
    }

    /** Titles, one a line. */
    void titles(JsonNode answer) {
        for (JsonNode hit : answer.at("/hits/hits")) {
            out.printf(
                    "  %s  (%s)%n",
                    text(hit.at("/_source/title").asText()),
                    text(hit.at("/_source/publisher/name").asText("unknown publisher")));
        }
    }

    /** What was probably meant. */
    void didYouMean(Spelling.Offer offer) {
        out.println("did you mean: " + text(offer.marked()));
    }

    /** Start of the time that what rises is compared with: two weeks ago. */
    static String comparisonStart() {
        return Instant.now().minus(COMPARED).toString();
    }

    /** A heading. */
    void heading(String heading) {
        out.printf("%n== %s%n", heading);
    }

    private static String count(long number, String noun) {
        String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
        return number + " " + (number == 1 ? noun : plural);
    }

    private static String cut(String text) {
        int limit = 160;
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit)) + " …";
    }

    /** A time and its age. */
    private String time(String iso) {
        try {
            Instant at = Instant.parse(iso);
            long minutes = Duration.between(at, now).toMinutes();
            String age = minutes < 0
                    ? "ahead"
                    : minutes < 60
                            ? minutes + " min ago"
                            : minutes < 48 * 60 ? minutes / 60 + " h ago" : minutes / (24 * 60) + " days ago";
            return TIME.format(at) + " (" + age + ")";
        } catch (DateTimeParseException e) {
            return iso;
        }
    }

    private String text(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip()
                .replace(MARK_START, start)
                .replace(MARK_END, end);
    }
}
