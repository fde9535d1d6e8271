package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An operator's changes to the knowledge base, applied while it is loaded. Lines of tab-separated fields; {@code #} opens
 * a comment:
 *
 * <pre>
 * add     id  kind  name  country  prior  latitude  longitude  name|name|...
 * names   id  name|name|...
 * forget  id  name|name|...
 * set     id  name|country|prior|kind  value
 * remove  id
 * </pre>
 *
 * {@code forget} takes a name away with all spellings that compare as equal, {@code remove} all names of an entity.
 * Trailing fields may be left out. An id is a Wikidata id or {@code nf:type:slug}; {@code add} of a known id changes it.
 */
final class Corrections {
    private Corrections() {}

    static KbData apply(KbData data, BufferedReader reader, String source) throws IOException {
        Map<String, Integer> byId = new HashMap<>();
        for (int i = 0; i < data.entities.size(); i++) {
            byId.put(data.entities.get(i).id(), i);
        }
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                apply(data, byId, line.split("\t", -1));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(source + ":" + number + ": " + e.getMessage(), e);
            }
        }
        return data;
    }

    private static void apply(KbData data, Map<String, Integer> byId, String[] f) {
        if (f.length < 2 || f[1].isBlank()) {
            throw new IllegalArgumentException("expected a verb, a tab and an id");
        }
        String id = f[1].trim();
        if (f[0].equals("add")) {
            add(data, byId, id, f);
            return;
        }
        Integer index = byId.get(id);
        if (index == null) {
            throw new IllegalArgumentException("unknown id " + id);
        }
        switch (f[0]) {
            case "names" -> addNames(data, index, field(f, 2));
            case "forget" -> {
                Set<Long> gone = new HashSet<>();
                for (String name : field(f, 2).split("\\|")) {
                    gone.add(hash(name));
                }
                data.names.get(index).removeIf(n -> gone.contains(hash(n.text())));
            }
            case "remove" -> data.names.get(index).clear();
            case "set" -> data.entities.set(index, changed(data.entities.get(index), field(f, 2), field(f, 3)));
            default -> throw new IllegalArgumentException("unknown verb " + f[0]);
        }
    }

    private static void add(KbData data, Map<String, Integer> byId, String id, String[] f) {
        EntityKind kind = EntityKind.valueOf(field(f, 2).toUpperCase(Locale.ROOT));
        String name = field(f, 3);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no name for " + id);
        }
        String country = field(f, 4);
        int prior = field(f, 5).isEmpty() ? 60 : prior(field(f, 5));
        float lat = field(f, 6).isEmpty() ? Float.NaN : Float.parseFloat(field(f, 6));
        float lon = field(f, 7).isEmpty() ? Float.NaN : Float.parseFloat(field(f, 7));
        String wikidata = id.matches("Q[1-9][0-9]*") ? id : null;
        if (wikidata == null && !id.startsWith("nf:")) {
            throw new IllegalArgumentException("expected a Wikidata id or nf:type:slug, not " + id);
        }
        KbEntity entity =
                new KbEntity(id, wikidata, name, kind, country.isEmpty() ? null : country, prior, lat, lon, 0, 0, "");
        Integer known = byId.get(id);
        int index;
        if (known == null) {
            index = data.add(entity);
            byId.put(id, index);
        } else {
            index = known;
            data.entities.set(index, entity);
        }
        addNames(data, index, name);
        addNames(data, index, field(f, 8));
    }

    /** Spellings that texts are compared by have one hash. */
    private static long hash(String name) {
        Tokens tokens = Tokenizer.tokenize(Normalizer.normalize(name).text());
        return NameHash.name(tokens, 0, tokens.count());
    }

    private static void addNames(KbData data, int index, String names) {
        for (String name : names.split("\\|")) {
            if (!name.isBlank()) {
                data.names.get(index).add(new KbData.Name(name.trim(), NameFlags.of(name.trim()), 100, 0));
            }
        }
    }

    private static KbEntity changed(KbEntity e, String what, String value) {
        String name = e.name();
        EntityKind kind = e.kind();
        String country = e.country();
        int prior = e.prior();
        switch (what) {
            case "name" -> name = value;
            case "country" -> country = value.isEmpty() ? null : value;
            case "prior" -> prior = prior(value);
            case "kind" -> kind = EntityKind.valueOf(value.toUpperCase(Locale.ROOT));
            default -> throw new IllegalArgumentException("cannot set " + what);
        }
        return new KbEntity(
                e.id(),
                e.wikidataId(),
                name,
                kind,
                country,
                prior,
                e.lat(),
                e.lon(),
                e.since(),
                e.until(),
                e.context());
    }

    private static int prior(String value) {
        int prior = Integer.parseInt(value);
        if (prior < 0 || prior > 100) {
            throw new IllegalArgumentException("a prior is 0 to 100, not " + value);
        }
        return prior;
    }

    private static String field(String[] f, int i) {
        return i < f.length ? f[i].trim() : "";
    }
}
