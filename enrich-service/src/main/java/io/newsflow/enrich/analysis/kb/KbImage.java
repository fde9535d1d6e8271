package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Normalizer;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A knowledge base as columns: what the file holds, in the form in which it is used, so that loading is copying arrays.
 * Strings stay UTF-8 until someone asks for them. Immutable once made.
 *
 * <p>The file is a gzip stream of: magic, format, version, counts, then one column after the other, little-endian.
 */
final class KbImage {
    private static final int MAGIC = 0x4E464B42;
    private static final int FORMAT = 3;
    /** Bits of a name's hash that are kept; two of a million names share them once in 500 knowledge bases. */
    private static final long KEY = (1L << 48) - 1;

    private static final short NOWHERE = Short.MIN_VALUE;

    final String version;
    final String[] countryCodes;
    final long[] languageSets;

    // Entities.
    final byte[] kinds;
    final short[] countries;
    final byte[] priors;
    final short[] lats;
    final short[] lons;
    final short[] since;
    final short[] until;
    /** First name of each entity in the columns of names; one more at the end. */
    final int[] firstName;

    // Names, in the order of their entities.
    final byte[] flags;
    final byte[] weights;
    final short[] languages;

    // Look-up: all beginnings of names by hash, and for each whole name its candidates.
    final long[] keys;
    final int[] values;
    /** For each different name: first of its candidates; one more at the end. */
    final int[] firstCandidate;
    /** Number of the name that a candidate is, in the columns of names. */
    final int[] candidateName;

    /** UTF-8 of id, Wikidata id where it differs, name and context of each entity, then of each name. */
    private final byte[] text;

    private final int[] textStarts;

    private KbImage(
            String version,
            String[] countryCodes,
            long[] languageSets,
            int entities,
            int names,
            int keyCount,
            int nameCount,
            int candidates,
            int textLength) {
        this.version = version;
        this.countryCodes = countryCodes;
        this.languageSets = languageSets;
        kinds = new byte[entities];
        countries = new short[entities];
        priors = new byte[entities];
        lats = new short[entities];
        lons = new short[entities];
        since = new short[entities];
        until = new short[entities];
        firstName = new int[entities + 1];
        flags = new byte[names];
        weights = new byte[names];
        languages = new short[names];
        keys = new long[keyCount];
        values = new int[keyCount];
        firstCandidate = new int[nameCount + 1];
        candidateName = new int[candidates];
        text = new byte[textLength];
        textStarts = new int[entities * 4 + names + 1];
    }

    /** Key of a hash by {@link NameHash#append}; never 0. */
    static long key(long hash) {
        long k = hash & KEY;
        return k == 0 ? 1 : k;
    }

    // ---- from lists

    /** Lays a knowledge base out. */
    static KbImage of(KbData data) {
        int entities = data.entities.size();
        Map<String, Integer> countryNumbers = new HashMap<>();
        List<String> countryCodes = new ArrayList<>();
        number("", countryNumbers, countryCodes);
        Map<Long, Integer> setNumbers = new HashMap<>();
        List<Long> sets = new ArrayList<>();
        List<String> strings = new ArrayList<>();
        for (KbEntity e : data.entities) {
            strings.add(e.id());
            strings.add(e.derived() ? e.wikidataId() : "");
            strings.add(e.name());
            strings.add(e.context());
            number(e.country() == null ? "" : e.country(), countryNumbers, countryCodes);
        }
        Map<Long, Integer> index = new HashMap<>();
        List<Long> keys = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        List<List<Integer>> candidates = new ArrayList<>();
        int names = 0;
        for (int e = 0; e < entities; e++) {
            for (KbData.Name name : data.names.get(e)) {
                strings.add(name.text());
                number(name.languages(), setNumbers, sets);
                Tokens tokens =
                        Tokenizer.tokenize(Normalizer.normalize(name.text()).text());
                if (tokens.count() > 0) {
                    int at = 0;
                    long h = NameHash.EMPTY;
                    for (int t = 0; t < tokens.count(); t++) {
                        h = NameHash.append(h, NameHash.token(tokens, t));
                        Integer known = index.putIfAbsent(key(h), keys.size());
                        at = known == null ? keys.size() : known;
                        if (known == null) {
                            keys.add(key(h));
                            values.add(KnowledgeBase.PREFIX);
                        }
                    }
                    if (values.get(at) == KnowledgeBase.PREFIX) {
                        values.set(at, candidates.size());
                        candidates.add(new ArrayList<>(1));
                    }
                    candidates.get(values.get(at)).add(names);
                }
                names++;
            }
        }
        if (countryCodes.size() > Short.MAX_VALUE || sets.size() > Short.MAX_VALUE) {
            throw new IllegalStateException("too many countries or sets of languages");
        }
        int[] entityOf = entityOf(data, names);
        int total = 0;
        for (List<Integer> c : candidates) {
            keepOneEach(c, entityOf, data);
            total += c.size();
        }
        byte[][] utf8 =
                strings.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        int length = 0;
        for (byte[] s : utf8) {
            length += s.length;
        }
        KbImage image = new KbImage(
                data.version,
                countryCodes.toArray(String[]::new),
                sets.stream().mapToLong(Long::longValue).toArray(),
                entities,
                names,
                keys.size(),
                candidates.size(),
                total,
                length);
        image.fill(data, countryNumbers, setNumbers, utf8);
        for (int i = 0; i < keys.size(); i++) {
            image.keys[i] = keys.get(i);
            image.values[i] = values.get(i);
        }
        int at = 0;
        for (int n = 0; n < candidates.size(); n++) {
            image.firstCandidate[n] = at;
            for (int name : candidates.get(n)) {
                image.candidateName[at++] = name;
            }
        }
        image.firstCandidate[candidates.size()] = at;
        return image;
    }

    private static int[] entityOf(KbData data, int names) {
        int[] entityOf = new int[names];
        int n = 0;
        for (int e = 0; e < data.entities.size(); e++) {
            for (int i = data.names.get(e).size(); i > 0; i--) {
                entityOf[n++] = e;
            }
        }
        return entityOf;
    }

    /** Of several spellings of an entity that fold to one name, the ones with the same conditions are one candidate. */
    private static void keepOneEach(List<Integer> candidates, int[] entityOf, KbData data) {
        for (int i = candidates.size() - 1; i > 0; i--) {
            for (int j = 0; j < i; j++) {
                int a = candidates.get(j);
                int b = candidates.get(i);
                if (entityOf[a] == entityOf[b]) {
                    KbData.Name first = name(data, entityOf, a);
                    KbData.Name other = name(data, entityOf, b);
                    boolean covered = first.flags() == other.flags()
                            && first.weight() >= other.weight()
                            && (first.languages() == 0
                                    || other.languages() != 0
                                            && (first.languages() | other.languages()) == first.languages());
                    if (covered) {
                        candidates.remove(i);
                        break;
                    }
                }
            }
        }
    }

    private static KbData.Name name(KbData data, int[] entityOf, int name) {
        int first = name;
        while (first > 0 && entityOf[first - 1] == entityOf[name]) {
            first--;
        }
        return data.names.get(entityOf[name]).get(name - first);
    }

    private void fill(KbData data, Map<String, Integer> countryNumbers, Map<Long, Integer> setNumbers, byte[][] utf8) {
        int n = 0;
        for (int i = 0; i < kinds.length; i++) {
            KbEntity e = data.entities.get(i);
            kinds[i] = (byte) e.kind().ordinal();
            countries[i] = (short) (int) countryNumbers.get(e.country() == null ? "" : e.country());
            priors[i] = (byte) e.prior();
            lats[i] = e.located() ? (short) Math.round(e.lat() * 100) : NOWHERE;
            lons[i] = e.located() ? (short) Math.round(e.lon() * 100) : NOWHERE;
            since[i] = (short) e.since();
            until[i] = (short) e.until();
            firstName[i] = n;
            for (KbData.Name name : data.names.get(i)) {
                flags[n] = (byte) name.flags();
                weights[n] = (byte) name.weight();
                languages[n] = (short) (int) setNumbers.get(name.languages());
                n++;
            }
        }
        firstName[kinds.length] = n;
        int at = 0;
        for (int i = 0; i < utf8.length; i++) {
            textStarts[i] = at;
            System.arraycopy(utf8[i], 0, text, at, utf8[i].length);
            at += utf8[i].length;
        }
        textStarts[utf8.length] = at;
    }

    private static <T> void number(T value, Map<T, Integer> numbers, List<T> list) {
        if (numbers.putIfAbsent(value, list.size()) == null) {
            list.add(value);
        }
    }

    // ---- to lists

    /** The lists that this was laid out from. */
    KbData data() {
        KbData data = new KbData(version);
        for (int i = 0; i < size(); i++) {
            int index = data.add(entity(i));
            for (int n = firstName[i]; n < firstName[i + 1]; n++) {
                data.names
                        .get(index)
                        .add(new KbData.Name(nameText(n), flags[n], weights[n], languageSets[languages[n]]));
            }
        }
        return data;
    }

    /** Number of entities. */
    int size() {
        return kinds.length;
    }

    /** An entity; a new object each time. */
    KbEntity entity(int i) {
        String id = string(i * 4);
        String derived = string(i * 4 + 1);
        String country = countryCodes[countries[i]];
        return new KbEntity(
                id,
                !derived.isEmpty() ? derived : id.charAt(0) == 'Q' ? id : null,
                string(i * 4 + 2),
                EntityKind.of(kinds[i]),
                country.isEmpty() ? null : country,
                priors[i],
                lats[i] == NOWHERE ? Float.NaN : lats[i] / 100f,
                lats[i] == NOWHERE ? Float.NaN : lons[i] / 100f,
                since[i],
                until[i],
                string(i * 4 + 3));
    }

    /** Id of an entity. */
    String id(int i) {
        return string(i * 4);
    }

    /** A name as written. */
    String nameText(int n) {
        return string(size() * 4 + n);
    }

    private String string(int i) {
        return new String(text, textStarts[i], textStarts[i + 1] - textStarts[i], StandardCharsets.UTF_8);
    }

    // ---- file

    void write(OutputStream out) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(head);
        data.writeInt(MAGIC);
        data.writeByte(FORMAT);
        data.writeUTF(version);
        data.writeUTF(String.join(" ", countryCodes));
        data.writeInt(languageSets.length);
        for (long set : languageSets) {
            data.writeLong(set);
        }
        data.writeInt(kinds.length);
        data.writeInt(flags.length);
        data.writeInt(keys.length);
        data.writeInt(firstCandidate.length - 1);
        data.writeInt(candidateName.length);
        data.writeInt(text.length);
        out.write(head.toByteArray());
        out.write(kinds);
        out.write(priors);
        for (short[] column : List.of(countries, lats, lons, since, until)) {
            out.write(shorts(column));
        }
        out.write(steps(firstName));
        out.write(flags);
        out.write(weights);
        out.write(shorts(languages));
        byte[] sixes = new byte[keys.length * 6];
        for (int i = 0; i < keys.length; i++) {
            for (int b = 0; b < 6; b++) {
                sixes[i * 6 + b] = (byte) (keys[i] >>> 8 * b);
            }
        }
        out.write(sixes);
        out.write(ints(values));
        out.write(steps(firstCandidate));
        out.write(ints(candidateName));
        out.write(steps(textStarts));
        out.write(text);
    }

    static KbImage read(InputStream in) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(in.readAllBytes());
        try {
            if (data.getInt() != MAGIC) {
                throw new IOException("not a knowledge base");
            }
            int format = data.get();
            if (format != FORMAT) {
                throw new IOException("knowledge base of format " + format + ", expected " + FORMAT);
            }
            String version = utf(data);
            String[] countryCodes = utf(data).split(" ", -1);
            long[] sets = new long[data.getInt()];
            for (int i = 0; i < sets.length; i++) {
                sets[i] = data.getLong();
            }
            KbImage image = new KbImage(
                    version,
                    countryCodes,
                    sets,
                    data.getInt(),
                    data.getInt(),
                    data.getInt(),
                    data.getInt(),
                    data.getInt(),
                    data.getInt());
            data.order(ByteOrder.LITTLE_ENDIAN);
            image.readColumns(data);
            return image;
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new IOException("the knowledge base is cut off", e);
        }
    }

    private void readColumns(ByteBuffer data) {
        data.get(kinds).get(priors);
        for (short[] column : List.of(countries, lats, lons, since, until)) {
            readShorts(data, column);
        }
        readSteps(data, firstName);
        data.get(flags).get(weights);
        readShorts(data, languages);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = data.getInt() & 0xFFFFFFFFL | (data.getShort() & 0xFFFFL) << 32;
        }
        readInts(data, values);
        readSteps(data, firstCandidate);
        readInts(data, candidateName);
        readSteps(data, textStarts);
        data.get(text);
    }

    private static String utf(ByteBuffer data) {
        byte[] bytes = new byte[data.getShort() & 0xFFFF];
        data.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] shorts(short[] column) {
        ByteBuffer bytes = ByteBuffer.allocate(column.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(column);
        return bytes.array();
    }

    private static void readShorts(ByteBuffer data, short[] column) {
        data.asShortBuffer().get(column);
        data.position(data.position() + column.length * 2);
    }

    private static byte[] ints(int[] column) {
        ByteBuffer bytes = ByteBuffer.allocate(column.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(column);
        return bytes.array();
    }

    private static void readInts(ByteBuffer data, int[] column) {
        data.asIntBuffer().get(column);
        data.position(data.position() + column.length * 4);
    }

    /** An ascending column that begins with 0, as the steps between its values. */
    private static byte[] steps(int[] column) {
        short[] steps = new short[column.length - 1];
        for (int i = 1; i < column.length; i++) {
            int step = column[i] - column[i - 1];
            if (step < 0 || step > 0xFFFF) {
                throw new IllegalStateException("a step of " + step);
            }
            steps[i - 1] = (short) step;
        }
        return shorts(steps);
    }

    private static void readSteps(ByteBuffer data, int[] column) {
        for (int i = 1; i < column.length; i++) {
            column[i] = column[i - 1] + (data.getShort() & 0xFFFF);
        }
    }
}
