package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Entities by name, in memory. A name is looked up token by token as a hash of its folded tokens ({@link NameHash}), so
 * that all names that begin at a token are found in one walk without making strings. Immutable and thread-safe.
 */
public final class KnowledgeBase {
    /** {@link #find(long)}: no name has this beginning. */
    public static final int ABSENT = -2;
    /** {@link #find(long)}: names begin so, none ends here. */
    public static final int PREFIX = -1;

    private static final int PRESENT_BITS = 21;

    private final KbImage image;
    /** Entities as they were asked for. Filled by whichever thread comes first: all make the same. */
    private final KbEntity[] entities;

    private final long[] keys;
    private final int[] values;
    private final int mask;
    /** A bit for each key that is there, by a few bits of it: small enough for the caches, and most words have none. */
    private final long[] present = new long[1 << PRESENT_BITS - 6];

    private final int[] candidateEntity;
    private volatile Map<String, Integer> byId;

    KnowledgeBase(KbImage image) {
        this.image = image;
        this.entities = new KbEntity[image.size()];
        int capacity = Integer.highestOneBit(Math.max(64, image.keys.length)) << 2;
        this.keys = new long[capacity];
        this.values = new int[capacity];
        this.mask = capacity - 1;
        for (int i = 0; i < image.keys.length; i++) {
            int slot = slot(image.keys[i]);
            keys[slot] = image.keys[i];
            values[slot] = image.values[i];
            int bit = presentBit(image.keys[i]);
            present[bit >>> 6] |= 1L << bit;
        }
        int[] entityOf = new int[image.flags.length];
        for (int e = 0; e < image.size(); e++) {
            Arrays.fill(entityOf, image.firstName[e], image.firstName[e + 1], e);
        }
        this.candidateEntity = new int[image.candidateName.length];
        for (int c = 0; c < candidateEntity.length; c++) {
            candidateEntity[c] = entityOf[image.candidateName[c]];
        }
    }

    private static int presentBit(long key) {
        return (int) (key >>> 16) & (1 << PRESENT_BITS) - 1;
    }

    private int slot(long key) {
        int i = (int) (key >>> 16) & mask;
        while (keys[i] != 0 && keys[i] != key) {
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
        KbData data = readStandard().data();
        byte[] bytes = Files.readAllBytes(corrections);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        String version = String.format(Locale.ROOT, "%s+%08x", data.version, crc.getValue());
        BufferedReader reader = new BufferedReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        return new KnowledgeBase(KbImage.of(Corrections.apply(data.named(version), reader, corrections.toString())));
    }

    /**
     * Reads a knowledge base as written by the builder.
     *
     * @throws IOException where it is none
     */
    public static KnowledgeBase read(InputStream in) throws IOException {
        return new KnowledgeBase(KbImage.read(new GZIPInputStream(in, 1 << 16)));
    }

    private static KbImage readStandard() throws IOException {
        try (InputStream in = KnowledgeBase.class.getResourceAsStream("knowledge-base.bin")) {
            if (in == null) {
                throw new IOException("knowledge-base.bin is missing from the class path");
            }
            return KbImage.read(new GZIPInputStream(in, 1 << 16));
        }
    }

    /** Version for the record: date of the newest source and hash of the content. */
    public String version() {
        return image.version;
    }

    /** Number of entities. */
    public int size() {
        return image.size();
    }

    /** Number of different names. */
    public int names() {
        return image.firstCandidate.length - 1;
    }

    /** Entity by its number. */
    public KbEntity entity(int index) {
        KbEntity entity = entities[index];
        if (entity == null) {
            entity = image.entity(index);
            entities[index] = entity;
        }
        return entity;
    }

    /** Kind of an entity by its number. */
    public EntityKind kind(int index) {
        return EntityKind.of(image.kinds[index]);
    }

    /** Prior of an entity by its number: see {@link KbEntity#prior()}. */
    public int prior(int index) {
        return image.priors[index];
    }

    /** The names of an entity by its number, each as it is written. */
    public List<String> namesOf(int index) {
        List<String> names = new ArrayList<>();
        for (int n = image.firstName[index]; n < image.firstName[index + 1]; n++) {
            names.add(image.nameText(n));
        }
        return names;
    }

    /**
     * Number of an entity.
     *
     * @param id Wikidata or local id
     * @return its number, or -1
     */
    public int indexOf(String id) {
        Map<String, Integer> ids = byId;
        if (ids == null) {
            ids = new HashMap<>(size() * 2);
            for (int i = 0; i < size(); i++) {
                ids.put(image.id(i), i);
            }
            byId = ids;
        }
        return ids.getOrDefault(id, -1);
    }

    /**
     * Looks a sequence of tokens up.
     *
     * @param hash hash by {@link NameHash#append}
     * @return the name's number, {@link #PREFIX} or {@link #ABSENT}
     */
    public int find(long hash) {
        long key = KbImage.key(hash);
        int bit = presentBit(key);
        if ((present[bit >>> 6] >>> bit & 1) == 0) {
            return ABSENT;
        }
        int i = slot(key);
        return keys[i] == 0 ? ABSENT : values[i];
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
        return image.firstCandidate[name];
    }

    /** Candidate behind the last one of a name. */
    public int candidatesTo(int name) {
        return image.firstCandidate[name + 1];
    }

    /** Number of the entity that a candidate stands for. */
    public int candidateEntity(int candidate) {
        return candidateEntity[candidate];
    }

    /** How likely the name means it, 1 to 100, before priors. */
    public int candidateWeight(int candidate) {
        return image.weights[image.candidateName[candidate]];
    }

    /** True where the name must stand in capitals. */
    public boolean isAcronym(int candidate) {
        return (flags(candidate) & KbData.ACRONYM) != 0;
    }

    /** True where the name is an adjective or people's name from a place. */
    public boolean isDemonym(int candidate) {
        return (flags(candidate) & KbData.DEMONYM) != 0;
    }

    /** True where the name is a surname or other short form. */
    public boolean isShort(int candidate) {
        return (flags(candidate) & KbData.SHORT) != 0;
    }

    /** True where the name is a common word too, so that capitals alone do not tell it. */
    public boolean isCommon(int candidate) {
        return (flags(candidate) & KbData.COMMON) != 0;
    }

    /** True where the name may begin with a small letter. */
    public boolean isLowercase(int candidate) {
        return (flags(candidate) & KbData.LOWERCASE) != 0;
    }

    /** True where the name is used in a language. */
    public boolean inLanguage(int candidate, long languageBit) {
        long languages = image.languageSets[image.languages[image.candidateName[candidate]]];
        return languages == 0 || (languages & languageBit) != 0;
    }

    private int flags(int candidate) {
        return image.flags[image.candidateName[candidate]];
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
