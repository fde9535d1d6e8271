package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entities by name, in memory. A name is looked up token by token as a hash of its folded tokens ({@link NameHash}), so
 * that all names that begin at a token are found in one walk without making strings. Immutable and thread-safe.
 */
public final class KnowledgeBase {
    /** {@link #find(long)}: no name has this beginning. */
    public static final int ABSENT = -2;
    /** {@link #find(long)}: names begin so, none ends here. */
    public static final int PREFIX = -1;

    private final String version;
    private final KbEntity[] entities;
    private final Map<String, Integer> byId;

    private final long[] keys;
    private final int[] values;
    private final int mask;

    /** For each name: first of its candidates; one more at the end. */
    private final int[] firstCandidate;

    private final int[] candidateEntity;
    private final byte[] candidateFlags;
    private final byte[] candidateWeight;
    private final long[] candidateLanguages;

    KnowledgeBase(KbData data) {
        this.version = data.version;
        this.entities = data.entities.toArray(new KbEntity[0]);
        this.byId = new HashMap<>(entities.length * 2);
        for (int i = 0; i < entities.length; i++) {
            byId.put(entities[i].id(), i);
        }
        int total = 0;
        for (List<KbData.Name> list : data.names) {
            total += list.size();
        }
        int capacity = Integer.highestOneBit(Math.max(64, total * 4)) << 1;
        long[] table = new long[capacity];
        int[] ids = new int[capacity];
        int tableMask = capacity - 1;
        int[] nameOf = new int[total];
        int[] entityOf = new int[total];
        byte[] flagsOf = new byte[total];
        byte[] weightOf = new byte[total];
        long[] languagesOf = new long[total];
        int n = 0;
        int nameCount = 0;
        for (int e = 0; e < entities.length; e++) {
            for (KbData.Name name : data.names.get(e)) {
                Tokens tokens = Tokenizer.tokenize(name.text());
                int count = tokens.count();
                if (count == 0) {
                    continue;
                }
                long h = NameHash.EMPTY;
                int slot = 0;
                for (int t = 0; t < count; t++) {
                    h = NameHash.append(h, NameHash.token(tokens, t));
                    if (h == 0) {
                        h = 1;
                    }
                    slot = slot(table, tableMask, h);
                    if (table[slot] == 0) {
                        table[slot] = h;
                        ids[slot] = PREFIX;
                    }
                }
                if (ids[slot] == PREFIX) {
                    ids[slot] = nameCount++;
                }
                nameOf[n] = ids[slot];
                entityOf[n] = e;
                flagsOf[n] = (byte) name.flags();
                weightOf[n] = (byte) name.weight();
                languagesOf[n] = name.languages();
                n++;
            }
        }
        this.keys = table;
        this.values = ids;
        this.mask = tableMask;
        this.firstCandidate = new int[nameCount + 1];
        for (int i = 0; i < n; i++) {
            firstCandidate[nameOf[i] + 1]++;
        }
        for (int i = 0; i < nameCount; i++) {
            firstCandidate[i + 1] += firstCandidate[i];
        }
        int[] next = Arrays.copyOf(firstCandidate, nameCount);
        this.candidateEntity = new int[n];
        this.candidateFlags = new byte[n];
        this.candidateWeight = new byte[n];
        this.candidateLanguages = new long[n];
        for (int i = 0; i < n; i++) {
            int at = next[nameOf[i]]++;
            candidateEntity[at] = entityOf[i];
            candidateFlags[at] = flagsOf[i];
            candidateWeight[at] = weightOf[i];
            candidateLanguages[at] = languagesOf[i];
        }
    }

    private static int slot(long[] table, int mask, long h) {
        int i = (int) (h >>> 20) & mask;
        while (table[i] != 0 && table[i] != h) {
            i = i + 1 & mask;
        }
        return i;
    }

    /** The knowledge base that Newsflow brings along; loaded once, on first use. */
    public static KnowledgeBase standard() {
        return Holder.STANDARD;
    }

    /**
     * The standard knowledge base with an operator's corrections.
     *
     * @param corrections file in the format of {@link Corrections}
     * @throws IOException where it cannot be read
     * @throws IllegalArgumentException where a line is not understood; the message names file and line
     */
    public static KnowledgeBase standardWith(Path corrections) throws IOException {
        KbData data = readStandard();
        try (BufferedReader reader = Files.newBufferedReader(corrections, StandardCharsets.UTF_8)) {
            Corrections.apply(data, reader, corrections.toString());
        }
        return new KnowledgeBase(data);
    }

    /**
     * Reads a knowledge base as written by the builder.
     *
     * @throws IOException where it is none
     */
    public static KnowledgeBase read(InputStream in) throws IOException {
        return new KnowledgeBase(KbData.read(in));
    }

    private static KbData readStandard() throws IOException {
        try (InputStream in = KnowledgeBase.class.getResourceAsStream("knowledge-base.bin")) {
            if (in == null) {
                throw new IOException("knowledge-base.bin is missing from the class path");
            }
            return KbData.read(in);
        }
    }

    /** Version for the record: date of the newest source and hash of the content. */
    public String version() {
        return version;
    }

    /** Number of entities. */
    public int size() {
        return entities.length;
    }

    /** Number of different names. */
    public int names() {
        return firstCandidate.length - 1;
    }

    /** Entity by its number. */
    public KbEntity entity(int index) {
        return entities[index];
    }

    /**
     * Number of an entity.
     *
     * @param id Wikidata or local id
     * @return its number, or -1
     */
    public int indexOf(String id) {
        return byId.getOrDefault(id, -1);
    }

    /**
     * Looks a sequence of tokens up.
     *
     * @param hash hash by {@link NameHash#append}
     * @return the name's number, {@link #PREFIX} or {@link #ABSENT}
     */
    public int find(long hash) {
        long h = hash == 0 ? 1 : hash;
        int i = (int) (h >>> 20) & mask;
        while (true) {
            long k = keys[i];
            if (k == h) {
                return values[i];
            }
            if (k == 0) {
                return ABSENT;
            }
            i = i + 1 & mask;
        }
    }

    /**
     * Looks a whole name up.
     *
     * @param name name in any spelling that folds to a known one
     * @return the name's number, or {@link #ABSENT}
     */
    public int findName(String name) {
        Tokens tokens = Tokenizer.tokenize(Normalizer.normalize(name).text());
        if (tokens.count() == 0) {
            return ABSENT;
        }
        int found = find(NameHash.name(tokens, 0, tokens.count()));
        return found == PREFIX ? ABSENT : found;
    }

    /** First candidate of a name. */
    public int candidatesFrom(int name) {
        return firstCandidate[name];
    }

    /** Candidate behind the last one of a name. */
    public int candidatesTo(int name) {
        return firstCandidate[name + 1];
    }

    /** Number of the entity that a candidate stands for. */
    public int candidateEntity(int candidate) {
        return candidateEntity[candidate];
    }

    /** How likely the name means it, 1 to 100, before priors. */
    public int candidateWeight(int candidate) {
        return candidateWeight[candidate];
    }

    /** True where the name must stand in capitals. */
    public boolean isAcronym(int candidate) {
        return (candidateFlags[candidate] & KbData.ACRONYM) != 0;
    }

    /** True where the name is an adjective or people's name from a place. */
    public boolean isDemonym(int candidate) {
        return (candidateFlags[candidate] & KbData.DEMONYM) != 0;
    }

    /** True where the name is a surname or other short form. */
    public boolean isShort(int candidate) {
        return (candidateFlags[candidate] & KbData.SHORT) != 0;
    }

    /** True where the name may begin with a small letter. */
    public boolean isLowercase(int candidate) {
        return (candidateFlags[candidate] & KbData.LOWERCASE) != 0;
    }

    /** True where the name is used in a language. */
    public boolean inLanguage(int candidate, long languageBit) {
        long languages = candidateLanguages[candidate];
        return languages == 0 || (languages & languageBit) != 0;
    }

    private static final class Holder {
        private static final KnowledgeBase STANDARD = load();

        private static KnowledgeBase load() {
            try {
                return new KnowledgeBase(readStandard());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
