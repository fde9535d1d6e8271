package io.newsflow.enrich.analysis.eval;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.enrich.analysis.EntityFinder;
import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.enrich.analysis.ner.Span;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures the identities of names, on JSON lines: {@code text}, where known {@code language} (BCP 47) and
 * {@code published} (ISO 8601), and {@code entities}, the labelled names. A name has {@code start} and {@code end} in
 * code points of the text, {@code type} where known (PER, ORG, LOC, MISC), and what it means: {@code wikidata} (Q42),
 * or {@code title} (Wikipedia title, compared to the names of the knowledge base), or neither for a thing that no
 * knowledge base holds (NIL). An id that begins with {@code nf:} is one of Newsflow's own.
 *
 * <p>Three questions are asked. <b>End to end</b>: the text alone is given; a name that was found counts as right where
 * its ends and its identity are the labelled ones; names labelled NIL or with an identity that the knowledge base lacks
 * count neither for nor against. <b>Given names</b>: the labelled places of the names are given, and only the identity is
 * asked for, so that errors of the recogniser do not count. <b>NIL</b>: the share of the given names without identity in
 * the knowledge base that were left without one.
 *
 * @param texts texts read
 * @param names labelled names
 * @param known of those, the ones whose identity the knowledge base has
 * @param found names found in the texts with an identity of the knowledge base
 * @param right of those, the ones with the labelled ends and identity
 * @param judged of those found, the ones that touch a labelled name
 * @param givenRight of the known names, those that got the labelled identity when their place was given
 * @param givenWrong of the known names, those that got another identity
 * @param nil labelled names without an identity in the knowledge base
 * @param nilRight of those, the ones left without one
 * @param types known, found and right by type of the label, or of the entity found where it touches none
 * @param errors what differs, one line each
 */
public record LinkingEvaluation(
        int texts,
        int names,
        int known,
        int found,
        int right,
        int judged,
        int givenRight,
        int givenWrong,
        int nil,
        int nilRight,
        Map<EntityType, int[]> types,
        List<String> errors) {

    /** A labelled name. */
    private record Label(int start, int end, EntityType type, String id, String title, Set<String> accepted) {
        boolean known() {
            return !accepted.isEmpty();
        }
    }

    /**
     * Runs over labelled lines.
     *
     * @param lines JSON lines
     * @param finder finder to measure
     * @throws io.newsflow.schemas.json.RecordJsonException for a line that is no JSON
     * @throws IllegalArgumentException for a name whose offsets lie outside its text; the message has the line's number
     */
    public static LinkingEvaluation run(BufferedReader lines, NewsEntityFinder finder) throws IOException {
        Counter counter = new Counter(finder);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                counter.count(number, RecordJson.parse(line));
            }
        }
        return counter.result();
    }

    /** Share of the names found that are right, of those that touch a labelled name: labels need not be complete. */
    public double precision() {
        return share(right, judged);
    }

    /** Share of the names found that are right, all of them: for labels that are complete. */
    public double strictPrecision() {
        return share(right, found);
    }

    /** Share of the labelled names known to the knowledge base that were found with their identity. */
    public double recall() {
        return share(right, known);
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        return judged + known == 0 ? 0 : 2.0 * right / (judged + known);
    }

    /** Share of the known names that got their identity when their place was given. */
    public double givenAccuracy() {
        return share(givenRight, known);
    }

    /** Share of the identities given to known names that are right. */
    public double givenPrecision() {
        return share(givenRight, givenRight + givenWrong);
    }

    /** Share of the names without identity that were left without one. */
    public double nilAccuracy() {
        return share(nilRight, nil);
    }

    /** Share of all given names, known and NIL, that were told right. */
    public double accuracy() {
        return share(givenRight + nilRight, known + nil);
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static final class Counter {
        private final NewsEntityFinder finder;
        private final KnowledgeBase kb;
        private final Map<EntityType, int[]> types = new EnumMap<>(EntityType.class);
        private final List<String> errors = new ArrayList<>();
        private int texts;
        private int names;
        private int known;
        private int found;
        private int right;
        private int judged;
        private int givenRight;
        private int givenWrong;
        private int nil;
        private int nilRight;

        private Counter(NewsEntityFinder finder) {
            this.finder = finder;
            this.kb = finder.knowledgeBase();
        }

        private void count(int number, JsonNode example) {
            String text = example.path("text").asText("");
            String language = example.path("language").asText("en");
            LocalDate published = date(example.path("published").asText(""));
            List<Label> labels = labels(number, example, text.codePointCount(0, text.length()));
            texts++;
            names += labels.size();
            List<FieldText> fields = List.of(FieldText.of(TextField.BODY, text));
            endToEnd(number, labels, finder.find(fields, language, new EntityFinder.Hints(published)));
            List<Span> spans = new ArrayList<>();
            for (Label label : labels) {
                spans.add(span(fields.get(0), label));
            }
            given(number, labels, finder.identify(fields, language, new EntityFinder.Hints(published), spans));
        }

        private void endToEnd(int number, List<Label> labels, List<Entity> entities) {
            Set<Label> missing = new HashSet<>();
            for (Label label : labels) {
                if (label.known()) {
                    known++;
                    of(label.type)[0]++;
                    missing.add(label);
                }
            }
            for (Entity entity : entities) {
                String id = entity.getWikidataId() == null ? entity.getId() : entity.getWikidataId();
                if (kb.indexOf(id) < 0) {
                    continue;
                }
                for (Mention m : entity.getMentions()) {
                    found++;
                    Label touched = null;
                    for (Label label : labels) {
                        if (m.getStart() < label.end && label.start < m.getEnd()) {
                            boolean exact = m.getStart() == label.start && m.getEnd() == label.end;
                            touched = touched == null || exact ? label : touched;
                        }
                    }
                    EntityType type = touched == null ? entity.getType() : touched.type;
                    if (touched == null) {
                        errors.add(number + ": not labelled: " + m.getSurface() + " as " + name(id));
                        of(type)[1]++;
                        continue;
                    }
                    if (!touched.known()) {
                        continue;
                    }
                    judged++;
                    of(type)[1]++;
                    if (m.getStart() == touched.start && m.getEnd() == touched.end && touched.accepted.contains(id)) {
                        right++;
                        of(type)[2]++;
                        missing.remove(touched);
                    } else {
                        errors.add(number + ": found " + m.getSurface() + " as " + name(id) + " instead of "
                                + label(touched));
                    }
                }
            }
            missing.stream()
                    .sorted((a, b) -> Integer.compare(a.start, b.start))
                    .forEach(label -> errors.add(number + ": missed " + label(label)));
        }

        private void given(int number, List<Label> labels, List<String> ids) {
            for (int i = 0; i < labels.size(); i++) {
                Label label = labels.get(i);
                String id = ids.get(i);
                boolean inKb = id != null && kb.indexOf(id) >= 0;
                if (!label.known()) {
                    nil++;
                    nilRight += inKb ? 0 : 1;
                    if (inKb) {
                        errors.add(number + ": given NIL " + label(label) + " as " + name(id));
                    }
                } else if (inKb && label.accepted.contains(id)) {
                    givenRight++;
                } else {
                    givenWrong += inKb ? 1 : 0;
                    errors.add(number + ": given " + label(label) + " as " + (inKb ? name(id) : "NIL"));
                }
            }
        }

        private List<Label> labels(int number, JsonNode example, int length) {
            List<Label> labels = new ArrayList<>();
            for (JsonNode node : first(example, "entities", "spans", "mentions")) {
                int start = node.path("start").asInt(-1);
                int end = node.path("end").asInt(-1);
                if (start < 0 || end <= start || end > length) {
                    throw new IllegalArgumentException("line " + number + ": no name from " + start + " to " + end);
                }
                String id = first(node, "wikidata", "wikidataId", "id").asText("");
                String title = first(node, "title", "wikipedia").asText("");
                Set<String> accepted = new HashSet<>();
                if (!id.isEmpty()) {
                    if (kb.indexOf(id) >= 0) {
                        accepted.add(id);
                    }
                } else if (!title.isEmpty()) {
                    byTitle(title, accepted);
                }
                labels.add(
                        new Label(start, end, type(first(node, "type", "label").asText("")), id, title, accepted));
            }
            return labels;
        }

        /** Entities that bear a Wikipedia title as a name that others do not have to share. */
        private void byTitle(String title, Set<String> accepted) {
            String plain = title.replace('_', ' ');
            int bracket = plain.indexOf(" (");
            int name = kb.findName(bracket < 0 ? plain : plain.substring(0, bracket));
            if (name < 0) {
                return;
            }
            int best = -1;
            for (int c = kb.candidatesFrom(name); c < kb.candidatesTo(name); c++) {
                if (!kb.isShort(c) && !kb.isDemonym(c)) {
                    int prior = kb.entity(kb.candidateEntity(c)).prior();
                    if (bracket >= 0) {
                        accepted.add(kb.entity(kb.candidateEntity(c)).id());
                    } else if (prior > best) {
                        best = prior;
                        accepted.clear();
                        accepted.add(kb.entity(kb.candidateEntity(c)).id());
                    }
                }
            }
        }

        /** The tokens of a name; its first and last token where it begins or ends inside one. */
        private static Span span(FieldText field, Label label) {
            Tokens t = field.tokens();
            int first = -1;
            int end = -1;
            for (int i = 0; i < t.count(); i++) {
                int from = field.normalized().originalCodePointStart(t.start(i));
                int to = field.normalized().originalCodePointEnd(t.end(i));
                if (from < label.end && to > label.start) {
                    first = first < 0 ? i : first;
                    end = i + 1;
                }
            }
            return first < 0 ? new Span(0, 0, label.type, 0.9f) : new Span(first, end, label.type, 0.9f);
        }

        private int[] of(EntityType type) {
            return types.computeIfAbsent(type, t -> new int[3]);
        }

        private String name(String id) {
            int index = kb.indexOf(id);
            return index < 0 ? id : kb.entity(index).name() + " (" + id + ")";
        }

        private static String label(Label label) {
            return label.start + "-" + label.end + " " + label.type + " "
                    + (label.id.isEmpty() ? label.title : label.id);
        }

        private LinkingEvaluation result() {
            return new LinkingEvaluation(
                    texts, names, known, found, right, judged, givenRight, givenWrong, nil, nilRight, types, errors);
        }

        private static JsonNode first(JsonNode node, String... keys) {
            JsonNode value = node.path(keys[0]);
            for (int i = 1; i < keys.length && (value.isMissingNode() || value.isNull()); i++) {
                value = node.path(keys[i]);
            }
            return value;
        }

        private static LocalDate date(String published) {
            return published.length() < 10 ? null : LocalDate.parse(published.substring(0, 10));
        }

        private static EntityType type(String label) {
            return switch (label.toUpperCase(Locale.ROOT)) {
                case "PER", "PERSON" -> EntityType.PER;
                case "ORG", "ORGANIZATION", "ORGANISATION" -> EntityType.ORG;
                case "LOC", "GPE", "LOCATION", "FAC" -> EntityType.LOC;
                case "MISC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART" -> EntityType.MISC;
                default -> EntityType.UNKNOWN;
            };
        }
    }
}
