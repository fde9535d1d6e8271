package io.newsflow.enrich.analysis.topics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The IPTC Media Topics in force on 2023-10-24: codes, their tree, and their names in ten languages (IPTC, CC BY 4.0).
 * Immutable.
 */
public final class MediaTopics {
    /** Names this version in the records. */
    public static final String VERSION = "iptc-mediatopics-2023-10-24";

    private static final String RESOURCE = "mediatopics.tsv";
    private static final List<String> LANGUAGES = List.of("en", "de", "es", "fr", "pt", "no", "da", "sv", "ar", "zh");
    private static final MediaTopics STANDARD = load();

    /**
     * A topic.
     *
     * @param code eight digits, without the scheme
     * @param parent code of the parent, or null at the top
     * @param level 1 at the top
     * @param names names by language
     */
    public record Node(String code, String parent, int level, Map<String, String> names) {
        /** The code with its scheme, as records carry it. */
        public String qcode() {
            return "medtop:" + code;
        }

        /** Name in a language, or in English where IPTC has none. */
        public String name(String language) {
            return names.getOrDefault(language, names.get("en"));
        }
    }

    private final Map<String, Node> nodes;
    private final Map<String, List<Node>> ancestors = new HashMap<>();
    private final Map<String, List<String>> ancestorCodes = new HashMap<>();
    private final List<String> tops;

    private MediaTopics(Map<String, Node> nodes) {
        this.nodes = Collections.unmodifiableMap(nodes);
        this.tops = nodes.values().stream()
                .filter(node -> node.level() == 1)
                .map(Node::code)
                .sorted()
                .toList();
        for (Node node : nodes.values()) {
            List<Node> parents = new ArrayList<>();
            for (String parent = node.parent();
                    parent != null;
                    parent = nodes.get(parent).parent()) {
                parents.add(0, nodes.get(parent));
            }
            ancestors.put(node.code(), List.copyOf(parents));
            ancestorCodes.put(node.code(), parents.stream().map(Node::qcode).toList());
        }
    }

    /** The topics as shipped. */
    public static MediaTopics standard() {
        return STANDARD;
    }

    /**
     * A topic by its code.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Node get(String code) {
        Node node = nodes.get(code);
        if (node == null) {
            throw new IllegalArgumentException("no Media Topic has code " + code);
        }
        return node;
    }

    /** All topics, parents before their children. */
    public Collection<Node> all() {
        return nodes.values();
    }

    /** Codes of the topics of the top level, ascending. */
    public List<String> tops() {
        return tops;
    }

    /**
     * Code of the topic of the top level that a topic is under, or its own at the top.
     *
     * @param code code without the scheme
     * @throws IllegalArgumentException when there is no such topic
     */
    public String firstLevel(String code) {
        Node node = get(code);
        while (node.parent() != null) {
            node = get(node.parent());
        }
        return node.code();
    }

    /** Parents of a topic, top level first; unmodifiable. */
    public List<Node> ancestors(Node node) {
        return ancestors.get(node.code());
    }

    /** The codes, with their scheme, of the parents of a topic, top level first; unmodifiable. */
    public List<String> ancestorCodes(Node node) {
        return ancestorCodes.get(node.code());
    }

    private static MediaTopics load() {
        Map<String, Node> nodes = new LinkedHashMap<>();
        try (InputStream in = MediaTopics.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] columns = line.split("\t", -1);
                Map<String, String> names = new HashMap<>();
                for (int i = 0; i < LANGUAGES.size(); i++) {
                    if (!columns[i + 2].isEmpty()) {
                        names.put(LANGUAGES.get(i), columns[i + 2]);
                    }
                }
                String parent = columns[1].isEmpty() ? null : columns[1];
                int level = parent == null ? 1 : nodes.get(parent).level() + 1;
                nodes.put(columns[0], new Node(columns[0], parent, level, Map.copyOf(names)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return new MediaTopics(nodes);
    }
}
