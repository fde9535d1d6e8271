package io.newsflow.cli;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.json.RecordJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up news archive in which it is known what a reader looks for. A seed makes all of it: events that one to four
 * publishers report in their own words, events that come again every few weeks, and weekly reviews that mention many of
 * them at length. Words come by Zipf's law, most from a made-up vocabulary; what happens is told in real words, so that
 * their forms vary as they do in English and German. The spelling of places and names varies as it does among
 * publishers.
 */
final class KnownItems {
    private static final List<String> NOUNS = words(
            "bridge tunnel harbour ferry reservoir vineyard orchard museum library theatre stadium hospital school factory"
                    + " railway tram canal lighthouse quarry dam pipeline airport market festival election budget strike"
                    + " glacier landslide avalanche wildfire storm drought earthquake vaccine clinic surgeon teacher"
                    + " student farmer fisherman miner driver pilot nurse engineer architect sculptor violin orchestra"
                    + " cathedral monastery castle fountain garden meadow forest wetland sturgeon heron beaver wolf"
                    + " bear lynx beehive potato wheat barley olive cheese brewery bakery mill turbine battery satellite"
                    + " rocket telescope laboratory archive manuscript painting statue coin treasure shipwreck submarine"
                    + " lifeboat helicopter ambulance court verdict appeal prison ransom burglar smuggler passport border"
                    + " customs tariff subsidy pension mortgage landlord tenant sawmill cable antenna broadcast podcast");
    private static final List<String> VERBS = words(
            "open close repair expand inspect delay cancel approve reject launch rescue restore flood demolish fund block"
                    + " reopen evacuate protest relocate auction donate discover excavate renovate threaten protect"
                    + " monitor vaccinate suspend reinstate nominate award accuse convict acquit deport welcome honour"
                    + " modernise privatise double halve replace damage survey map record");
    private static final List<String> ADJECTIVES = words(
            "old new largest smallest oldest disputed beloved abandoned historic modern wooden regional national municipal"
                    + " private public seasonal underground floating northern southern eastern western");
    private static final List<String> GERMAN_NOUNS = words(
            "Brücke Schule Fabrik Straße Bibliothek Kirche Klinik Mühle Orgel Glocke Wiese Grenze Abgabe Förderung Steuer"
                    + " Lawine Dürre Ernte Rebe Olive Fähre Schleuse Werft Turbine Batterie Rakete Urkunde Münze Statue"
                    + " Wohnung Miete Rente Strafe Klage Wahl Zeitung Sendung Bühne Ausstellung Sammlung");
    private static final List<String> GERMAN_PARTICIPLES = words(
            "eröffnet geschlossen repariert erweitert geprüft verschoben abgesagt genehmigt abgelehnt gerettet restauriert"
                    + " überflutet abgerissen gefördert gesperrt geräumt versteigert gespendet entdeckt renoviert bedroht"
                    + " geschützt ausgezeichnet verklagt ersetzt beschädigt vermessen");
    private static final List<String> PUBLISHERS = List.of(
            "The Alpine Post",
            "Harbour Courier",
            "Coast Wire",
            "Inland Herald",
            "Evening Ledger",
            "Northern Echo Desk",
            "Rheinblick",
            "Valley Observer");

    private static final List<String> ONSETS = words("b br d dr f fl g gr h k kl kr l m n p pr r s st t tr v w z sh");
    private static final List<String> VOWELS = words("a e i o u a e i o ä é ö ü ia ei");
    private static final List<String> CODAS = words("n r l s t m k nd rt lm x sk");

    private static final int VOCABULARY = 15_000;
    private static final double SKEW = 1.05;

    /**
     * What a reader looks for.
     *
     * @param kind what is hard about it
     * @param words what the reader types
     * @param group the story or article that is wanted
     */
    record Query(String kind, String words, String group) {}

    private record Place(String id, String name, String otherName) {}

    private record Person(String id, String first, String last) {}

    private record Event(
            String story,
            Place place,
            Person person,
            String organisation,
            String noun,
            String otherNoun,
            String verb,
            String adjective,
            List<String> rare,
            boolean german,
            Instant at) {}

    private final Random random;
    private final Instant now;
    private final List<String> vocabulary = new ArrayList<>();
    private final double[] cumulative = new double[VOCABULARY];
    private final List<Place> places = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final List<String> organisations = new ArrayList<>();
    private final List<EnrichedArticle> articles = new ArrayList<>();
    private final Map<String, List<Query>> queries = new TreeMap<>();

    private KnownItems(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /**
     * Makes an archive.
     *
     * @param seed the same seed makes the same archive
     * @param size articles, at least
     * @param now time of the newest; the oldest are a year older
     */
    static KnownItems make(long seed, int size, Instant now) {
        KnownItems items = new KnownItems(seed, now);
        items.makeNames();
        items.makeArticles(size);
        return items;
    }

    /** The articles. */
    List<EnrichedArticle> articles() {
        return Collections.unmodifiableList(articles);
    }

    /**
     * Queries of each kind.
     *
     * @param each how many of a kind at most
     */
    List<Query> queries(int each) {
        List<Query> chosen = new ArrayList<>();
        for (List<Query> ofKind : queries.values()) {
            List<Query> shuffled = new ArrayList<>(ofKind);
            Collections.shuffle(shuffled, new Random(each));
            chosen.addAll(shuffled.subList(0, Math.min(each, shuffled.size())));
        }
        return chosen;
    }

    private void makeNames() {
        Map<String, Boolean> taken = new LinkedHashMap<>();
        double sum = 0;
        for (int rank = 1; rank <= VOCABULARY; rank++) {
            String word = syllables(1 + random.nextInt(rank < 300 ? 2 : 4));
            while (taken.put(word, true) != null) {
                word = syllables(2 + random.nextInt(3));
            }
            vocabulary.add(word);
            sum += 1 / Math.pow(rank, SKEW);
            cumulative[rank - 1] = sum;
        }
        for (int i = 0; i < 250; i++) {
            String stem = syllables(2);
            places.add(new Place(
                    "Q9" + i,
                    capital(stem + pick(words("grad burg stad ville ford mouth"))),
                    capital(respelled(stem) + pick(words("grad burg stad ville ford mouth")))));
        }
        for (int i = 0; i < 900; i++) {
            people.add(new Person("nf:per:" + i, capital(syllables(2)), capital(syllables(2 + random.nextInt(2)))));
        }
        for (int i = 0; i < 300; i++) {
            organisations.add(
                    capital(syllables(2)) + " " + pick(words("Council Union Guild Trust Group Society Bank")));
        }
    }

    /** As another publisher writes the same sounds. */
    private static String respelled(String name) {
        return name.replace("v", "w")
                        .replace("k", "c")
                        .replace("sh", "sch")
                        .replace("z", "s")
                        .replace("ei", "ey") + "i";
    }

    private void makeArticles(int size) {
        List<Event> week = new ArrayList<>();
        int number = 0;
        while (articles.size() < size) {
            Event event = event("s" + number++, Duration.ofMinutes(random.nextInt(365 * 24 * 60)));
            List<Event> occurrences = new ArrayList<>(List.of(event));
            if (random.nextInt(10) == 0) {
                // It comes again: the same words, another time, and now it is news.
                event = at(event, now.minus(Duration.ofMinutes(random.nextInt(3 * 24 * 60))));
                occurrences.set(0, event);
                for (int again = 1; again <= 3; again++) {
                    occurrences.add(again(event, "s" + number++, Duration.ofDays(25L * again)));
                }
                ask(
                        "comes again",
                        event.noun() + " " + past(event.verb()) + " "
                                + event.place().name(),
                        event.story());
            } else {
                askAbout(event);
            }
            for (Event occurrence : occurrences) {
                int reports = 1 + random.nextInt(4);
                for (int report = 0; report < reports; report++) {
                    articles.add(report(occurrence, report));
                }
                week.add(occurrence);
            }
            if (week.size() >= 25) {
                articles.add(review(week, number++));
                week.clear();
            }
        }
    }

    private Event event(String story, Duration age) {
        boolean german = random.nextInt(5) == 0;
        return new Event(
                story,
                pick(places),
                pick(people),
                pick(organisations),
                pick(german ? GERMAN_NOUNS : NOUNS),
                pick(german ? GERMAN_NOUNS : NOUNS),
                pick(german ? GERMAN_PARTICIPLES : VERBS),
                pick(ADJECTIVES),
                List.of(rare(), rare(), rare()),
                german,
                now.minus(age));
    }

    private static Event at(Event event, Instant at) {
        return new Event(
                event.story(),
                event.place(),
                event.person(),
                event.organisation(),
                event.noun(),
                event.otherNoun(),
                event.verb(),
                event.adjective(),
                event.rare(),
                event.german(),
                at);
    }

    private Event again(Event first, String story, Duration earlier) {
        return new Event(
                story,
                first.place(),
                pick(people),
                first.organisation(),
                first.noun(),
                pick(NOUNS),
                first.verb(),
                pick(ADJECTIVES),
                List.of(rare(), rare(), rare()),
                first.german(),
                first.at().minus(earlier));
    }

    private void askAbout(Event event) {
        if (event.german()) {
            ask(
                    "german, other form",
                    germanPlural(event.noun()) + " " + event.verb() + " "
                            + event.place().name(),
                    event.story());
            return;
        }
        ask(
                "title",
                event.organisation() + " " + event.noun() + " " + event.place().name(),
                event.story());
        ask(
                "other forms",
                present(event.verb()) + " " + plural(event.noun()) + " "
                        + event.person().last(),
                event.story());
        ask("other spelling", event.place().otherName() + " " + event.noun() + " " + event.verb(), event.story());
        ask(
                "body",
                event.rare().get(0) + " " + event.otherNoun() + " "
                        + event.rare().get(1),
                event.story());
        ask(
                "without accents",
                plain(event.person().first() + " " + event.person().last()) + " " + event.noun(),
                event.story());
        ask("two words", event.person().last() + " " + event.noun(), event.story());
    }

    private void ask(String kind, String words, String group) {
        queries.computeIfAbsent(kind, key -> new ArrayList<>())
                .add(new Query(kind, words.toLowerCase(Locale.ROOT), group));
    }

    private EnrichedArticle report(Event event, int report) {
        boolean other = random.nextBoolean();
        String place = other ? event.place().otherName() : event.place().name();
        String person = event.person().first() + " " + event.person().last();
        String title;
        String standfirst;
        List<String> sentences = new ArrayList<>();
        if (event.german()) {
            title = random.nextBoolean()
                    ? event.noun() + " in " + place + " " + event.verb()
                    : event.organisation() + ": " + event.noun() + " " + event.verb();
            standfirst = person + " spricht von der " + event.otherNoun();
            sentences.add("In " + place + " wurde die " + event.noun() + " " + event.verb() + ".");
            sentences.add(event.organisation() + " nannte " + event.rare().get(0) + " und "
                    + event.rare().get(1) + ".");
        } else {
            title = switch (random.nextInt(3)) {
                case 0 ->
                    event.organisation() + " " + past(event.verb()) + " " + event.adjective() + " " + event.noun()
                            + " in " + place;
                case 1 ->
                    capital(event.noun()) + " " + past(event.verb()) + " in " + place + ", says "
                            + event.organisation();
                default -> place + " " + event.noun() + " to be " + past(event.verb()) + " by " + event.organisation();
            };
            standfirst = person + " speaks of a " + event.otherNoun() + " for "
                    + event.rare().get(2);
            sentences.add("The " + event.noun() + " in " + place + " was " + past(event.verb()) + " on "
                    + pick(words("Monday Tuesday Wednesday Thursday Friday")) + ".");
            sentences.add(
                    event.person().last() + " named " + event.rare().get(0) + " and the " + event.otherNoun() + ".");
            sentences.add(event.organisation() + " hopes for " + event.rare().get(1) + ".");
        }
        int background = 6 + random.nextInt(14);
        for (int i = 0; i < background; i++) {
            sentences.add(1 + random.nextInt(sentences.size()), background(event.german()));
        }
        EnrichedArticle article = article(
                event.story() + "-" + report,
                event.at().plus(Duration.ofMinutes(17L * report)),
                event.german() ? "de" : "en",
                title,
                standfirst,
                String.join(" ", sentences),
                entity(event.place().id(), event.place().name(), "LOC", 0.7, place),
                entity(
                        event.person().id(),
                        person,
                        "PER",
                        0.5,
                        person,
                        event.person().last()));
        article.setStoryId(event.story());
        return article;
    }

    /** A long article that names what happened in the week, again and again, and is about none of it. */
    private EnrichedArticle review(List<Event> week, int number) {
        StringBuilder body = new StringBuilder();
        Event newest = week.get(week.size() - 1);
        for (int round = 0; round < 2; round++) {
            for (Event event : week.subList(week.size() - 10, week.size())) {
                body.append(event.person().last())
                        .append(" and ")
                        .append(event.organisation())
                        .append(": ")
                        .append(event.noun())
                        .append(", ")
                        .append(event.noun())
                        .append(" in ")
                        .append(event.place().name())
                        .append(", ")
                        .append(event.german() ? event.verb() : past(event.verb()))
                        .append(". ");
            }
        }
        return article("review-" + number, newest.at(), "en", "The week in review", null, body.toString());
    }

    private String background(boolean german) {
        StringBuilder sentence = new StringBuilder(capital(zipf()));
        int length = 6 + random.nextInt(10);
        for (int i = 0; i < length; i++) {
            sentence.append(' ');
            switch (random.nextInt(8)) {
                case 0 -> sentence.append(german ? pick(GERMAN_NOUNS) : "the " + pick(NOUNS));
                case 1 -> sentence.append(german ? pick(GERMAN_PARTICIPLES) : past(pick(VERBS)));
                default -> sentence.append(zipf());
            }
        }
        if (random.nextInt(6) == 0) {
            sentence.append(" in ").append(pick(places).name());
        }
        if (random.nextInt(8) == 0) {
            sentence.append(" with ").append(pick(people).last());
        }
        return sentence.append('.').toString();
    }

    private EnrichedArticle article(
            String id, Instant at, String language, String title, String standfirst, String body, String... entities) {
        EnrichedArticle article = RecordJson.read(
                EnrichedArticle.class, """
                {"language": {"tag": "%s", "confidence": 1}, "entities": [%s],
                 "article": {"publisher": {"name": "%s", "country": "AT"}, "firstSeen": "%s"}}
                """.formatted(language, String.join(",", entities), pick(PUBLISHERS), at));
        article.setArticleId(id);
        article.setRevision(1);
        article.getArticle().setTitle(title);
        article.getArticle().setStandfirst(standfirst);
        article.getArticle().setBody(body);
        return article;
    }

    private static String entity(String id, String name, String type, double salience, String... surfaces) {
        List<String> mentions = new ArrayList<>();
        for (String surface : surfaces) {
            mentions.add("{\"field\": \"BODY\", \"start\": 0, \"end\": %d, \"surface\": \"%s\"}"
                    .formatted(surface.length(), surface));
        }
        return """
                {"id": "%s", "name": "%s", "type": "%s", "salience": %s, "confidence": 1, "mentionCount": %d,
                 "mentions": [%s]}
                """.formatted(id, name, type, salience, mentions.size(), String.join(",", mentions));
    }

    private String zipf() {
        double point = random.nextDouble() * cumulative[VOCABULARY - 1];
        int low = 0;
        int high = VOCABULARY - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] < point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return vocabulary.get(low);
    }

    /** A word from the rarer half of the vocabulary. */
    private String rare() {
        return vocabulary.get(VOCABULARY / 2 + random.nextInt(VOCABULARY / 2));
    }

    private String syllables(int count) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < count; i++) {
            word.append(pick(ONSETS)).append(pick(VOWELS));
        }
        return word.append(pick(CODAS)).toString();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String past(String verb) {
        if (verb.endsWith("e")) {
            return verb + "d";
        }
        return verb.endsWith("map") || verb.endsWith("protest") ? verb.replace("map", "mapp") + "ed" : verb + "ed";
    }

    private static String present(String verb) {
        if (verb.endsWith("e")) {
            return verb.substring(0, verb.length() - 1) + "ing";
        }
        return verb.endsWith("map") ? "mapping" : verb + "ing";
    }

    private static String plural(String noun) {
        if (noun.endsWith("y") && !noun.matches(".*[aeiou]y")) {
            return noun.substring(0, noun.length() - 1) + "ies";
        }
        return noun.endsWith("s") || noun.endsWith("x") || noun.endsWith("ch") ? noun + "es" : noun + "s";
    }

    private static String germanPlural(String noun) {
        return noun + (noun.endsWith("e") || noun.endsWith("el") ? "n" : "en");
    }

    private static String plain(String text) {
        return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }
}
