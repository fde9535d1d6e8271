package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.NameHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * Classes of words that tell names apart, as bits by token hash. Given names and surnames come from the people of the
 * knowledge base, the rest from {@code lexicon.tsv}. Immutable and thread-safe.
 */
public final class Lexicon {
    /** Title, office or trade before a person's name. */
    public static final int TITLE = 1;
    /** Kinship: "his brother Ali". */
    public static final int KIN = 2;
    /** Noun that ends or heads names of organisations. */
    public static final int ORG_HEAD = 4;
    /** Legal form of a company. */
    public static final int ORG_SUFFIX = 8;
    /** Noun in names of places. */
    public static final int LOC_HEAD = 16;
    /** Preposition before places. */
    public static final int LOC_PREP = 32;
    /** Particle inside names of persons. */
    public static final int PARTICLE = 64;
    /** Small word inside names of organisations. */
    public static final int CONNECTOR = 128;
    /** Weekday, month. */
    public static final int CALENDAR = 256;
    /** Word that opens sentences without being a name. */
    public static final int OPENER = 512;
    /** Given name. */
    public static final int GIVEN = 1024;
    /** Surname. */
    public static final int SURNAME = 2048;
    /** Adjective or people's name made from a place or creed. */
    public static final int DEMONYM = 4096;
    /** Noun that ends names of events, contests and prizes. */
    public static final int EVENT_HEAD = 1 << 13;
    /** Noun that ends names of newspapers and broadcasters. */
    public static final int MEDIA_HEAD = 1 << 14;
    /** Verb of what persons do: say, meet, score. */
    public static final int ACT = 1 << 15;
    /** Word that follows or heads the name of a team in sport. */
    public static final int SPORT = 1 << 16;
    /** Word of the money markets beside names of companies. */
    public static final int MARKET = 1 << 17;
    /** Noun that a company or body is told by: "the chipmaker", "union". */
    public static final int BODY = 1 << 18;
    /** Noun that ends names of ships, aircraft, weapons, products, laws and works. */
    public static final int THING_HEAD = 1 << 19;
    /** Words of number, rank and time that stand with a capital at the head of sentences. */
    public static final int FURNITURE = 1 << 20;
    /** Word in names of clubs. */
    public static final int CLUB = 1 << 21;
    /** English word that is written small. */
    public static final int COMMON = 1 << 22;
    /** Word that English only knows with a capital. */
    public static final int PROPER = 1 << 23;

    /** Word that means a person most often. */
    public static final int PERSON = 1 << 24;
    /** Word that means a group or a place most often. */
    public static final int GROUP = 1 << 25;
    /** Word that means an event most often. */
    public static final int HAPPENING = 1 << 26;
    /** Word for a made thing: building, vehicle, tool. */
    public static final int ARTEFACT = 1 << 27;
    /** Verb of saying and thinking. */
    public static final int SAYING = 1 << 28;
    /** Verb of going, contending and dealing with others. */
    public static final int DOING = 1 << 29;

    /** Classes by the meaning of the word, apart from those of {@code lexicon.tsv}. */
    static final int MEANING = PERSON | GROUP | HAPPENING | ARTEFACT | SAYING | DOING;

    /** Key in the high half, classes in the low half; 0 for free. */
    private final long[] table = new long[1 << 18];

    private Lexicon(KnowledgeBase kb) {
        try (InputStream in = Lexicon.class.getResourceAsStream("lexicon.tsv")) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0 && line.charAt(0) != '#') {
                    int bit = bit(line.substring(0, tab));
                    for (String word : line.substring(tab + 1).split(" ")) {
                        add(word, bit);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lexicon.tsv", e);
        }
        try (InputStream in = Lexicon.class.getResourceAsStream("english-words.txt.gz");
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(in, 1 << 15), StandardCharsets.UTF_8), 1 << 15)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line, Character.isUpperCase(line.charAt(0)) ? PROPER : COMMON);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read english-words.txt.gz", e);
        }
        try (InputStream in = Lexicon.class.getResourceAsStream("word-senses.tsv.gz");
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(in, 1 << 15), StandardCharsets.UTF_8), 1 << 15)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int tab = line.indexOf('\t');
                if (tab < 0) {
                    continue;
                }
                int bit = meaning(line.substring(0, tab));
                for (String word : line.substring(tab + 1).split(" ")) {
                    add(word, bit);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read word-senses.tsv.gz", e);
        }
        for (PeopleNames.Group group : PeopleNames.standard().groups()) {
            for (String given : group.given()) {
                if ((of(given) & TITLE) == 0) {
                    add(given, GIVEN);
                }
            }
            for (String surname : group.surnames()) {
                for (String word : surname.split(" ")) {
                    if (Character.isUpperCase(word.charAt(0))) {
                        add(word, SURNAME);
                    }
                }
            }
        }
        for (int i = 0; i < kb.size(); i++) {
            if (kb.kind(i) == EntityKind.PERSON) {
                String[] words = kb.entity(i).name().split(" ");
                if (words.length > 1) {
                    if (words[0].length() > 2 && (of(words[0]) & TITLE) == 0) {
                        add(words[0], GIVEN);
                    }
                    String last = words[words.length - 1];
                    if (last.length() > 2) {
                        add(last, SURNAME);
                    }
                }
            }
        }
    }

    /** The lexicon over the standard knowledge base; built once, on first use. */
    public static Lexicon standard() {
        return Holder.STANDARD;
    }

    private static int meaning(String name) {
        return switch (name) {
            case "person" -> PERSON;
            case "group", "place" -> GROUP;
            case "event" -> HAPPENING;
            case "artefact" -> ARTEFACT;
            case "saying" -> SAYING;
            case "doing", "moving" -> DOING;
            default -> throw new IllegalStateException("unknown meaning " + name);
        };
    }

    private static int bit(String name) {
        return switch (name) {
            case "title" -> TITLE;
            case "kin" -> KIN;
            case "orghead" -> ORG_HEAD;
            case "orgsuffix" -> ORG_SUFFIX;
            case "lochead" -> LOC_HEAD;
            case "locprep" -> LOC_PREP;
            case "particle" -> PARTICLE;
            case "connector" -> CONNECTOR;
            case "calendar" -> CALENDAR;
            case "opener" -> OPENER;
            case "given" -> GIVEN;
            case "surname" -> SURNAME;
            case "demonym" -> DEMONYM;
            case "event" -> EVENT_HEAD;
            case "media" -> MEDIA_HEAD;
            case "act" -> ACT;
            case "sport" -> SPORT;
            case "market" -> MARKET;
            case "body" -> BODY;
            case "thing" -> THING_HEAD;
            case "furniture" -> FURNITURE;
            case "club" -> CLUB;
            default -> throw new IllegalStateException("unknown word class " + name);
        };
    }

    private void add(String word, int bit) {
        int key = key(NameHash.token(word, 0, word.length()));
        int i = key & table.length - 1;
        while (table[i] != 0 && (int) (table[i] >>> 32) != key) {
            i = i + 1 & table.length - 1;
        }
        table[i] |= (long) key << 32 | bit;
    }

    private static int key(int hash) {
        int k = hash * 0x9E3779B1;
        k ^= k >>> 15;
        return k == 0 ? 1 : k;
    }

    /**
     * Classes of a token.
     *
     * @param tokenHash hash by {@link NameHash#token}
     * @return bits of the constants here
     */
    public int of(int tokenHash) {
        int key = key(tokenHash);
        int i = key & table.length - 1;
        while (true) {
            long entry = table[i];
            if (entry == 0) {
                return 0;
            }
            if ((int) (entry >>> 32) == key) {
                return (int) entry;
            }
            i = i + 1 & table.length - 1;
        }
    }

    /** Classes of a word. */
    public int of(String word) {
        return of(NameHash.token(word, 0, word.length()));
    }

    private static final class Holder {
        private static final Lexicon STANDARD = new Lexicon(KnowledgeBase.standard());
    }
}
