package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.EntityKind;
import io.newsflow.enrich.analysis.kb.KbEntity;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.model.EntityType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Writes labelled articles in the manner of news agencies from templates ({@code newswire.grammar}), with names from word
 * lists, the knowledge base, and made up: results tables, market reports, datelines, press digests and the like, of which
 * free labelled text is scarce. The same seed gives the same articles. Not thread-safe.
 */
final class NewswireGrammar {
    private static final int PEOPLE_KNOWN = 12;

    private final List<List<String>> blocks = new ArrayList<>();
    private final Map<Character, List<String[]>> words = new HashMap<>();
    private final List<Country> countries = new ArrayList<>();
    private final List<PeopleNames.Group> groups;
    private final List<String> cities = new ArrayList<>();
    private final List<String> knownPeople = new ArrayList<>();
    private final List<String> knownCompanies = new ArrayList<>();
    private final List<String> knownBodies = new ArrayList<>();
    private final List<String> knownMedia = new ArrayList<>();
    private final Random random;

    private Map<String, Value> bound = new HashMap<>();
    private List<String> tokens = new ArrayList<>();
    private List<Span> spans = new ArrayList<>();

    private record Country(String name, String code, String adjective, String people, String[] towns) {}

    /** A filled slot: what stands for each form. */
    private record Value(EntityType type, String full, String brief, Country country, String given, String surname) {}

    NewswireGrammar(KnowledgeBase kb, long seed) {
        random = new Random(seed);
        groups = PeopleNames.standard().groups();
        List<String> block = new ArrayList<>();
        for (String line : lines("newswire.grammar")) {
            if (line.isBlank()) {
                if (!block.isEmpty()) {
                    blocks.add(List.copyOf(block));
                    block.clear();
                }
            } else if (line.charAt(0) != '#') {
                block.add(line);
            }
        }
        blocks.add(List.copyOf(block));
        for (String line : lines("newswire.words")) {
            if (line.isBlank() || line.charAt(0) == '#') {
                continue;
            }
            char slot = line.charAt(0);
            String rest = line.substring(2);
            if (slot == 'C') {
                String[] f = rest.split(" ");
                String[] towns = f[4].split(",");
                for (int i = 0; i < towns.length; i++) {
                    towns[i] = words(towns[i]);
                }
                countries.add(new Country(words(f[0]), f[1], words(f[2]), words(f[3]), towns));
            } else {
                for (String item : rest.split(";")) {
                    words.computeIfAbsent(slot, k -> new ArrayList<>()).add(item.split("\\|"));
                }
            }
        }
        for (int i = 0; i < kb.size(); i++) {
            KbEntity e = kb.entity(i);
            if (e.name().length() > 60 || e.name().indexOf('(') >= 0 || e.name().indexOf('"') >= 0) {
                continue;
            }
            if (e.kind() == EntityKind.CITY) {
                cities.add(e.name());
            } else if (e.kind() == EntityKind.PERSON && e.name().indexOf(' ') > 0) {
                knownPeople.add(e.name());
            } else if (e.kind() == EntityKind.COMPANY) {
                knownCompanies.add(e.name());
            } else if (e.kind() == EntityKind.GOVERNMENT || e.kind() == EntityKind.INTERNATIONAL) {
                knownBodies.add(e.name());
            } else if (e.kind() == EntityKind.MEDIA) {
                knownMedia.add(e.name());
            }
        }
    }

    private static String words(String s) {
        // Hyphens of the list are blanks, save between small parts that belong to the name.
        return s.equals("Mazar-i-Sharif") || s.equals("Al-Ain") || s.equals("Port-au-Prince") ? s : s.replace('-', ' ');
    }

    private static List<String> lines(String resource) {
        List<String> lines = new ArrayList<>();
        try (InputStream in = NewswireGrammar.class.getResourceAsStream(resource)) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
        return lines;
    }

    /** Writes articles: each template in turn, with new names. */
    List<LabelledText> write(int articles) {
        List<LabelledText> texts = new ArrayList<>(articles);
        for (int a = 0; a < articles; a++) {
            List<String> block = blocks.get(a % blocks.size());
            bound = new HashMap<>();
            List<LabelledTexts.Sentence> sentences = new ArrayList<>();
            for (String line : block) {
                int at = 0;
                boolean capitals = false;
                int times = 1;
                while ("^*~".indexOf(line.charAt(at)) >= 0) {
                    switch (line.charAt(at++)) {
                        case '^' -> capitals = true;
                        case '*' -> times = 1 + random.nextInt(4);
                        default -> times = random.nextInt(2);
                    }
                }
                String template = line.substring(at);
                // Articles are of different length: the later a line, the more often it is left out.
                if (block.size() > 4 && random.nextInt(6) == 0) {
                    continue;
                }
                for (int t = 0; t < times; t++) {
                    LabelledTexts.Sentence sentence = sentence(template, capitals);
                    if (!sentence.words().isEmpty()) {
                        sentences.add(sentence);
                    }
                }
            }
            if (!sentences.isEmpty()) {
                texts.add(LabelledTexts.join(sentences));
            }
        }
        return texts;
    }

    private LabelledTexts.Sentence sentence(String template, boolean capitals) {
        tokens = new ArrayList<>();
        spans = new ArrayList<>();
        expand(template);
        List<String> words = tokens;
        if (capitals) {
            words = new ArrayList<>();
            for (String token : tokens) {
                words.add(token.toUpperCase(Locale.ROOT));
            }
        }
        return new LabelledTexts.Sentence(words, spans);
    }

    private void expand(String s) {
        int i = 0;
        while (i < s.length()) {
            char c = s.charAt(i);
            if (c == ' ') {
                i++;
            } else if (c == '[') {
                int end = close(s, i, '[', ']');
                List<String> options = options(s.substring(i + 1, end));
                expand(options.get(random.nextInt(options.size())));
                i = end + 1;
            } else if (c == '<') {
                int end = close(s, i, '<', '>');
                String inner = s.substring(i + 1, end);
                int blank = inner.indexOf(' ');
                name(EntityType.valueOf(inner.substring(0, blank)), plain(inner.substring(blank + 1)));
                i = end + 1;
            } else {
                int end = i;
                boolean slot = c == '{';
                while (end < s.length()
                        && (s.charAt(end) != ' ' && s.charAt(end) != '[' || slot && s.indexOf('}', i) > end)) {
                    if (s.charAt(end) == '}') {
                        slot = false;
                    } else if (s.charAt(end) == '{') {
                        slot = true;
                    }
                    end++;
                }
                word(s.substring(i, end));
                i = end;
            }
        }
    }

    private static int close(String s, int open, char opening, char closing) {
        int depth = 0;
        for (int i = open; i < s.length(); i++) {
            if (s.charAt(i) == opening) {
                depth++;
            } else if (s.charAt(i) == closing && --depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("not closed in newswire.grammar: " + s);
    }

    private static List<String> options(String s) {
        List<String> options = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == '|' && depth == 0) {
                options.add(s.substring(from, i));
                from = i + 1;
            }
        }
        options.add(s.substring(from));
        return options;
    }

    /** A word of the template: literal, a slot alone, or slots inside of a literal. */
    private void word(String s) {
        if (s.charAt(0) == '{' && s.indexOf('}') == s.length() - 1) {
            Value[] value = new Value[1];
            String form = fill(s.substring(1, s.length() - 1), value);
            EntityType type = value[0] == null ? null : value[0].type();
            if (type == null) {
                add(form);
            } else {
                name(type, form);
            }
        } else {
            add(plain(s));
        }
    }

    /** Text with its slots filled, without labels. */
    private String plain(String s) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < s.length()) {
            if (s.charAt(i) == '{') {
                int end = s.indexOf('}', i);
                out.append(fill(s.substring(i + 1, end), new Value[1]));
                i = end + 1;
            } else {
                out.append(s.charAt(i++));
            }
        }
        return out.toString();
    }

    private void add(String form) {
        for (String token : form.split(" ")) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
    }

    private void name(EntityType type, String form) {
        int first = tokens.size();
        add(form);
        if (tokens.size() > first) {
            spans.add(new Span(first, tokens.size(), type, 1));
        }
    }

    /** Fills a slot; {@code value[0]} becomes the name, with the type of the form used, or stays null for plain words. */
    private String fill(String slot, Value[] value) {
        char kind = slot.charAt(0);
        int at = 1;
        String key = null;
        if (at < slot.length() && Character.isDigit(slot.charAt(at))) {
            key = slot.substring(0, 2);
            at++;
        }
        if (at < slot.length() && slot.charAt(at) == ' ') {
            at++;
        }
        String form = slot.substring(at);
        if (Character.isLowerCase(kind)) {
            return small(kind);
        }
        Value v = key == null ? null : bound.get(key);
        if (v == null) {
            v = draw(kind);
            if (key != null) {
                bound.put(key, v);
            }
        }
        String text = v.full();
        EntityType type = v.type();
        for (char f : form.toCharArray()) {
            switch (f) {
                case 'l' -> text = v.surname();
                case 'f' -> text = v.given();
                case 'i' -> text = initials(v.given()) + " " + v.surname();
                case 'a' -> text = v.brief();
                case 'd' -> {
                    text = v.country().adjective();
                    type = text.equals("New Zealand") || text.equals("Hong Kong") ? EntityType.LOC : EntityType.MISC;
                }
                case 'p' -> {
                    text = v.country().people();
                    type = EntityType.MISC;
                }
                case 't' -> {
                    String[] towns = v.country().towns();
                    text = towns[
                            key == null
                                    ? random.nextInt(towns.length)
                                    : Math.abs(key.hashCode() + v.full().length()) % towns.length];
                }
                case 'c' -> text = v.country().towns()[0];
                case 'r' -> text = bound.computeIfAbsent("R0", k -> draw('R')).full();
                case 'u' -> text = text.toUpperCase(Locale.ROOT);
                default -> throw new IllegalStateException("unknown form in newswire.grammar: " + slot);
            }
        }
        value[0] = new Value(type, text, text, v.country(), v.given(), v.surname());
        return text;
    }

    private Value draw(char kind) {
        return switch (kind) {
            case 'P' -> person();
            case 'C' -> country();
            case 'T' -> simple(EntityType.LOC, town());
            case 'R', 'Q' -> simple(EntityType.LOC, item(kind)[0]);
            case 'O' -> company();
            case 'B' ->
                random.nextInt(4) == 0
                        ? simple(
                                EntityType.ORG,
                                surname()
                                        + pick(
                                                " Securities",
                                                " Capital",
                                                " & Co",
                                                " Bank",
                                                " Investment Management",
                                                " Partners",
                                                " Brokers"))
                        : brief(EntityType.ORG, item('B'));
            case 'A' -> body();
            case 'V' -> simple(EntityType.ORG, university());
            case 'M' ->
                random.nextInt(4) == 0 && !knownMedia.isEmpty()
                        ? simple(EntityType.ORG, known(knownMedia))
                        : brief(EntityType.ORG, item('M'));
            case 'K' -> club();
            case 'U', 'N' -> simple(EntityType.ORG, item(kind)[0]);
            case 'I', 'Y', 'F' -> brief(EntityType.ORG, item(kind));
            case 'E' -> simple(EntityType.MISC, event());
            case 'X', 'W', 'L', 'S', 'H' -> simple(EntityType.MISC, item(kind)[0]);
            case 'G' -> group();
            case 'D' -> simple(EntityType.LOC, district());
            case 'J' -> simple(EntityType.LOC, facility());
            case 'Z' -> localBody();
            default -> throw new IllegalStateException("unknown slot in newswire.grammar: " + kind);
        };
    }

    private static Value simple(EntityType type, String name) {
        return new Value(type, name, name, null, name, name);
    }

    private static Value brief(EntityType type, String[] item) {
        return new Value(type, item[0], item[item.length - 1], null, item[0], item[0]);
    }

    private String[] item(char slot) {
        List<String[]> items = words.get(slot);
        return items.get(random.nextInt(items.size()));
    }

    private String known(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private String pick(String... options) {
        return options[random.nextInt(options.length)];
    }

    private Value country() {
        // The larger ones stand first in no order; some are drawn more often by the news than others, the list is even.
        Country c = countries.get(random.nextInt(countries.size()));
        String name = c.name();
        if (name.equals("United States")) {
            name = pick("U.S.", "U.S.", "United States", "US", "USA");
        }
        return new Value(EntityType.LOC, name, name, c, name, name);
    }

    private Value group() {
        String[] forms = item('G')[0].split(" ");
        Country c = new Country(forms[0], "", forms[0], forms[forms.length - 1], new String[] {forms[0]});
        String text = forms[random.nextInt(forms.length)];
        return new Value(EntityType.MISC, text, text, c, text, text);
    }

    private Value person() {
        if (random.nextInt(100) < PEOPLE_KNOWN && !knownPeople.isEmpty()) {
            String name = known(knownPeople);
            int blank = name.lastIndexOf(' ');
            return new Value(
                    EntityType.PER,
                    name,
                    name.substring(blank + 1),
                    null,
                    name.substring(0, name.indexOf(' ')),
                    name.substring(blank + 1));
        }
        PeopleNames.Group group = groups.get(random.nextInt(groups.size()));
        if (random.nextInt(3) == 0) {
            // English names are a large part of those in English news.
            group = groups.get(0);
        }
        String given = known(group.given());
        if (random.nextInt(8) == 0) {
            given = blend(group.given());
        }
        String surname = random.nextInt(5) < 3
                ? group.surnames().get(random.nextInt(group.surnames().size()))
                : blend(group.surnames());
        if (random.nextInt(2) == 0) {
            // Agencies write without diacritics.
            given = ascii(given);
            surname = ascii(surname);
        }
        String middle = switch (random.nextInt(12)) {
            case 0 -> (char) ('A' + random.nextInt(26)) + ". ";
            case 1, 2 -> known(group.given()) + " ";
            default -> "";
        };
        if (random.nextInt(3) == 0) {
            String other = custom(group, given, surname);
            if (other != null) {
                return new Value(EntityType.PER, other, surname, null, given, surname);
            }
        }
        return new Value(EntityType.PER, given + " " + middle + surname, surname, null, given, surname);
    }

    /** A name built as is the custom of some countries: patronyms, two surnames, initials in front; null elsewhere. */
    private String custom(PeopleNames.Group group, String given, String surname) {
        for (String country : group.countries()) {
            switch (country) {
                case "SA", "AE", "YE", "MR" -> {
                    return given
                            + pick(" bin ", " bin ", " ibn ", " Bin ", " bint ", " Abdul ", " Al ", " Abu ", " Ould ")
                            + known(group.given())
                            + (random.nextInt(3) > 0 ? " " + surname : "");
                }
                case "MY", "BN" -> {
                    return given + pick(" bin ", " binti ", " ") + known(group.given()) + " " + surname;
                }
                case "MX", "CO", "ES" -> {
                    return given + " " + known(group.surnames()) + pick(" ", " ", " y ", " de ") + surname;
                }
                case "BR", "PT" -> {
                    return given + " " + known(group.surnames()) + pick(" ", " de ", " da ", " dos ", " do ") + surname;
                }
                case "IN", "LK" -> {
                    String letters = letter() + "." + pick("", " ", letter() + ". ", letter() + "." + letter() + ". ");
                    return letters
                            + (letters.endsWith(" ") ? "" : " ")
                            + (random.nextBoolean() ? given + " " : "")
                            + surname;
                }
                case "PH" -> {
                    return given + " "
                            + pick(
                                    "",
                                    "\"" + given.substring(0, 2) + "-"
                                            + given.substring(0, 2).toLowerCase(Locale.ROOT) + "\" ",
                                    letter() + ". ")
                            + surname + pick("", " Jr.", " Jr", " III");
                }
                case "US" -> {
                    return given + " " + surname + pick(" Jr.", " Jr", "-" + known(group.surnames()), " III");
                }
                default -> {
                    // Given name and surname, as most people have them.
                }
            }
        }
        return null;
    }

    private String letter() {
        return String.valueOf((char) ('A' + random.nextInt(26)));
    }

    /** A district or smaller place, with or without the word for it. */
    private String district() {
        if (random.nextInt(3) == 0) {
            return item('D')[0];
        }
        String name = random.nextInt(4) == 0 ? town() : ascii(blend(placeLike()));
        return switch (random.nextInt(12)) {
            case 0 ->
                name
                        + pick(
                                " State",
                                " County",
                                " District",
                                " Province",
                                " Region",
                                " Division",
                                " Governorate",
                                " Municipality",
                                " Metropolitan Area",
                                " Local Government Area",
                                " Ward",
                                " Island",
                                " Islands",
                                " Valley",
                                " Hills");
            case 1 ->
                pick(
                                "North",
                                "South",
                                "East",
                                "West",
                                "Upper",
                                "Lower",
                                "Greater",
                                "Old",
                                "New",
                                "Central",
                                "Santa",
                                "San",
                                "Villa",
                                "Puerto",
                                "Kampung",
                                "Al",
                                "Ain",
                                "Tel",
                                "Bir",
                                "Wadi",
                                "Kafr",
                                "Ban",
                                "Barangay",
                                "Nova",
                                "Sao",
                                "Sungai",
                                "Batu",
                                "Ulu")
                        + " " + name;
            case 2 -> name + pick("-", " ", " ") + ascii(blend(placeLike()));
            default -> name;
        };
    }

    /** Surnames and towns of a country: what places that few have heard of are called alike. */
    private List<String> placeLike() {
        if (random.nextInt(3) > 0 && !cities.isEmpty()) {
            return cities;
        }
        return groups.get(random.nextInt(groups.size())).surnames();
    }

    /** A building, road, ground, river or mountain. */
    private String facility() {
        String after = switch (random.nextInt(5)) {
            case 0 -> person().full();
            case 1 -> surname();
            case 2 -> town();
            default -> district();
        };
        if (random.nextInt(8) == 0) {
            return pick(
                            "Lake ",
                            "Mount ",
                            "Fort ",
                            "Camp ",
                            "Port ",
                            "River ",
                            "Cape ",
                            "Plaza ",
                            "Avenida ",
                            "Jalan ",
                            "Jl. ",
                            "Rue ",
                            "Masjid ",
                            "Estadio ")
                    + after;
        }
        return after
                + pick(
                        " Road",
                        " Street",
                        " Avenue",
                        " Highway",
                        " Expressway",
                        " Bridge",
                        " Flyover",
                        " Roundabout",
                        " Junction",
                        " Market",
                        " Mall",
                        " Square",
                        " Park",
                        " Stadium",
                        " National Stadium",
                        " Ground",
                        " Grounds",
                        " Airport",
                        " International Airport",
                        " Port",
                        " Prison",
                        " Central Prison",
                        " Correctional Centre",
                        " Barracks",
                        " Air Base",
                        " Police Station",
                        " Police Lines",
                        " Railway Station",
                        " Bus Station",
                        " Hotel",
                        " Hall",
                        " House",
                        " Palace",
                        " Tower",
                        " Mosque",
                        " Church",
                        " Cathedral",
                        " Temple",
                        " Shrine",
                        " Cemetery",
                        " Dam",
                        " River",
                        " Lake",
                        " Falls",
                        " Forest",
                        " National Park",
                        " Game Reserve",
                        " Hill",
                        " Beach",
                        " Bay",
                        " Gardens",
                        " Estate",
                        " Chowk",
                        " Crossing",
                        " Refugee Camp",
                        " Terminal",
                        " Mine",
                        " Plaza");
    }

    private static final String[] AFFAIRS = {
        "Revenue",
        "Electoral",
        "Ports",
        "Roads",
        "Water",
        "Power",
        "Customs",
        "Immigration",
        "Prisons",
        "Police",
        "Education",
        "Health",
        "Lands",
        "Energy",
        "Communications",
        "Broadcasting",
        "Railways",
        "Airports",
        "Wildlife",
        "Forest",
        "Agriculture",
        "Fisheries",
        "Mining",
        "Tourism",
        "Investment",
        "Labour",
        "Anti-Corruption",
        "Human Rights",
        "Media",
        "Youth",
        "Disaster Management",
        "Emergency Management",
        "Food and Drugs",
        "Maritime",
        "Statistics",
        "Cricket",
        "Football",
        "Athletics",
        "Rugby",
        "Olympic",
        "Petroleum",
        "Tea",
        "Coffee",
        "Cocoa",
        "Sugar",
        "Pharmacy",
        "Nursing",
        "Bar",
        "Banking",
        "Securities",
        "Trade Union",
        "Farmers",
        "Teachers",
        "Muslim",
        "Christian",
        "Islamic",
        "Indigenous",
        "Consumer",
        "Meteorological",
        "Space Research",
        "Road Safety",
        "Civil Aviation",
        "Environmental Protection",
        "Narcotics Control",
        "Social Security",
        "Public Service"
    };

    private static final String[] HEADS = {
        "Authority", "Commission", "Service", "Board", "Agency", "Council", "Corporation", "Department", "Bureau",
        "Association", "Union", "Federation", "Congress", "Committee", "Institute", "Network", "Forum", "Alliance",
        "Foundation", "Trust", "Society", "Office", "Directorate", "Inspectorate", "Force", "Tribunal", "Organisation",
        "Coalition", "Movement", "Initiative", "Chamber", "Confederation"
    };

    private static String any(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** An organisation of local fame, with its abbreviation. */
    private Value localBody() {
        Country c = countries.get(random.nextInt(countries.size()));
        String country = random.nextBoolean() ? c.name() : c.adjective();
        String place = random.nextInt(3) == 0 ? town() : district();
        String name = switch (random.nextInt(16)) {
            case 0, 1 -> country + " " + any(random, AFFAIRS) + " " + any(random, HEADS);
            case 2 -> "National " + any(random, AFFAIRS) + " " + any(random, HEADS);
            case 3 ->
                any(random, HEADS)
                        + pick(" of ", " for ", " on ")
                        + pick("", c.name() + " ", c.adjective() + " ")
                        + any(random, AFFAIRS)
                        + pick("", " Affairs", " Workers", " Development", " Reform");
            case 4 -> any(random, AFFAIRS) + " and " + any(random, AFFAIRS) + " " + any(random, HEADS);
            case 5 ->
                place
                        + pick(
                                " High Court",
                                " District Court",
                                " Magistrate's Court",
                                " Municipal Corporation",
                                " City Council",
                                " County Assembly",
                                " Provincial Council",
                                " Development Authority",
                                " Chamber of Commerce and Industry",
                                " Bar Association",
                                " Residents Association",
                                " Water Board",
                                " Police",
                                " Traders Association",
                                " Diocese",
                                " Law Courts");
            case 6 ->
                (random.nextBoolean() ? place : person().full())
                        + pick(
                                " Teaching Hospital",
                                " General Hospital",
                                " Medical College",
                                " Referral Hospital",
                                " University",
                                " State University",
                                " University of Technology",
                                " Polytechnic",
                                " College of Education",
                                " High School",
                                " Secondary School",
                                " Memorial Hospital",
                                " Medical Centre",
                                " Foundation",
                                " Academy",
                                " Institute of Technology");
            case 7 -> "University of " + place;
            case 8 ->
                (1 + random.nextInt(120))
                        + pick("st", "nd", "rd", "th", "th", "th") + " "
                        + pick(
                                "Infantry Brigade",
                                "Infantry Division",
                                "Battalion",
                                "Armoured Brigade",
                                "Artillery Regiment",
                                "Marine Battalion",
                                "Corps",
                                "Special Forces Regiment",
                                "Army Division");
            case 9 ->
                c.name() + " "
                        + pick(
                                "Police",
                                "Army",
                                "Navy",
                                "Air Force",
                                "Defence Forces",
                                "Police Force",
                                "Armed Forces",
                                "Airways",
                                "Railways",
                                "Telecom",
                                "Red Cross",
                                "Red Crescent",
                                "National Bank");
            case 10 ->
                pick(
                                "All ",
                                "Central ",
                                "Federal ",
                                "Supreme ",
                                "United ",
                                "Concerned ",
                                "Combined ",
                                "Independent ",
                                "Inter-Faith ",
                                "Amalgamated ",
                                "International ",
                                "Regional ")
                        + pick(c.name() + " ", "", "") + any(random, AFFAIRS) + " " + any(random, HEADS);
            case 11 -> "Ministry of " + any(random, FIELDS) + pick("", " and " + any(random, AFFAIRS));
            case 12 -> "Bank of " + place;
            case 13 ->
                ascii(blend(placeLike()))
                        + pick(
                                " Resources",
                                " Holdings",
                                " Cement",
                                " Sugar",
                                " Mining",
                                " Airlines",
                                " Microfinance",
                                " Group",
                                " Properties",
                                " Foods",
                                " Energy",
                                " Motors",
                                " Media",
                                " Bank",
                                " Insurance",
                                " Ltd",
                                " Limited",
                                " Bhd",
                                " Pvt Ltd",
                                " SA",
                                " Inc",
                                " Corp",
                                " Plc");
            case 14 -> knownBodies.isEmpty() ? country + " Police" : known(knownBodies);
            default ->
                pick("Movement", "Front", "Party", "Union", "Congress", "Alliance", "Army", "Council")
                        + pick(" for ", " of ")
                        + pick(
                                "the Liberation of " + place,
                                "National Unity",
                                "Democratic Change",
                                "National Salvation",
                                "Justice and Development",
                                country + " Workers",
                                "Free " + c.people(),
                                "Islamic Jihad",
                                "Popular Resistance");
        };
        String abbreviation = abbreviation(name);
        return new Value(EntityType.ORG, name, random.nextInt(4) == 0 ? name : abbreviation, null, name, name);
    }

    /** First letters of the longer words; now and then as a word ("Comelec"). */
    private String abbreviation(String name) {
        StringBuilder letters = new StringBuilder();
        StringBuilder syllables = new StringBuilder();
        for (String word : name.split("[ -]")) {
            if (!word.isEmpty() && Character.isUpperCase(word.charAt(0))) {
                letters.append(word.charAt(0));
                if (syllables.length() < 7) {
                    syllables.append(word.substring(0, Math.min(word.length(), 2 + random.nextInt(2)))
                            .toLowerCase(Locale.ROOT));
                }
            }
        }
        if (letters.length() < 2 || syllables.length() < 4) {
            return name;
        }
        if (random.nextInt(6) == 0) {
            return Character.toUpperCase(syllables.charAt(0)) + syllables.substring(1);
        }
        return letters.toString();
    }

    private static String ascii(String s) {
        String plain =
                java.text.Normalizer.normalize(s, java.text.Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
        return plain.replace("ø", "o")
                .replace("Ø", "O")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replace("đ", "dj")
                .replace("Đ", "Dj")
                .replace("ß", "ss")
                .replace("ı", "i")
                .replace("ð", "d");
    }

    private String surname() {
        PeopleNames.Group group = groups.get(random.nextInt(groups.size()));
        return ascii(random.nextBoolean() ? blend(group.surnames()) : known(group.surnames()));
    }

    /** A name that nobody has, of the beginning of one and the end of another. */
    private String blend(List<String> names) {
        for (int attempt = 0; attempt < 5; attempt++) {
            String a = known(names);
            String b = known(names);
            if (a.length() > 3 && b.length() > 3 && a.indexOf(' ') < 0 && b.indexOf(' ') < 0) {
                int cutA = 2 + random.nextInt(a.length() - 3);
                int cutB = b.length() - 2 - random.nextInt(b.length() - 3);
                String name = a.substring(0, cutA) + b.substring(cutB);
                if (name.length() > 3 && name.length() < 14) {
                    return name;
                }
            }
        }
        return known(names);
    }

    private String town() {
        int chance = random.nextInt(10);
        if (chance < 4 || cities.isEmpty()) {
            String[] towns = countries.get(random.nextInt(countries.size())).towns();
            return towns[random.nextInt(towns.length)];
        }
        if (chance < 8) {
            return known(cities);
        }
        String made = surname();
        return pick("", "", "", "Al ", "San ", "Fort ", "Port ", "New ", "El ")
                + made
                + pick(
                        "",
                        "",
                        "",
                        "ville",
                        "abad",
                        "pur",
                        "grad",
                        "stad",
                        " Springs",
                        " Falls",
                        " City",
                        "burg",
                        "ovo");
    }

    private Value company() {
        int chance = random.nextInt(10);
        if (chance < 5) {
            return brief(EntityType.ORG, item('O'));
        }
        if (chance < 7 && !knownCompanies.isEmpty()) {
            return simple(EntityType.ORG, known(knownCompanies));
        }
        String stem = switch (random.nextInt(6)) {
            case 0 -> town();
            case 1 -> surname() + " " + surname();
            case 2 -> coined();
            case 3 -> coined();
            case 4 ->
                pick(
                                "Pacific",
                                "Atlantic",
                                "National",
                                "First",
                                "United",
                                "General",
                                "Global",
                                "American",
                                "Northern",
                                "Southern",
                                "Central",
                                "Royal",
                                "Continental",
                                "Consolidated",
                                "Allied",
                                "Advanced",
                                "Universal",
                                "Premier")
                        + " "
                        + pick(
                                "Steel",
                                "Foods",
                                "Energy",
                                "Gold",
                                "Petroleum",
                                "Semiconductor",
                                "Pharmaceuticals",
                                "Airlines",
                                "Insurance",
                                "Telecom",
                                "Chemical",
                                "Mining",
                                "Paper",
                                "Media",
                                "Systems",
                                "Motors",
                                "Cement",
                                "Shipping",
                                "Healthcare",
                                "Brands",
                                "Data");
            default -> surname();
        };
        String suffix = pick(
                "",
                " Inc",
                " Corp",
                " Ltd",
                " Plc",
                " AG",
                " SA",
                " Co",
                " NV",
                " SpA",
                " AB",
                " Group",
                " Holdings",
                " Industries",
                " International",
                " Bank",
                " Co Ltd",
                " Technologies",
                " Resources",
                " Bhd",
                " AS",
                " Oyj",
                " Pharma");
        return new Value(EntityType.ORG, stem + suffix, stem, null, stem, stem);
    }

    private String coined() {
        String name = pick(
                        "Tele", "Inter", "Micro", "Bio", "Euro", "Trans", "Petro", "Agro", "Cyber", "Nova", "Omni",
                        "Syn", "Aero", "Medi", "Info", "Digi", "Uni", "Pan", "Hydro", "Geo", "Axi", "Vero", "Quan",
                        "Cor", "Luma")
                + pick(
                        "tech", "com", "gen", "soft", "dyne", "bank", "plast", "star", "via", "net", "max", "ron",
                        "tel", "chem", "trans", "mark", "link", "zon", "ta", "vest", "tron", "dis", "cel");
        return random.nextInt(6) == 0 ? name.substring(0, 3).toUpperCase(Locale.ROOT) : name;
    }

    private static final String[] FIELDS = {
        "Foreign Affairs",
        "Health",
        "Finance",
        "Agriculture",
        "Transport",
        "Energy",
        "Trade and Industry",
        "Defence",
        "Justice",
        "Education",
        "Environment",
        "Culture",
        "Fisheries",
        "Labour",
        "Tourism",
        "Science",
        "Water",
        "Housing"
    };

    private Value body() {
        Country c = countries.get(random.nextInt(countries.size()));
        String field = FIELDS[random.nextInt(FIELDS.length)];
        String name = switch (random.nextInt(14)) {
            case 0 -> "Ministry of " + field;
            case 1 -> field + " Ministry";
            case 2 -> "Department of " + field;
            case 3 ->
                "National "
                        + pick(
                                "Statistics",
                                "Weather",
                                "Election",
                                "Security",
                                "Intelligence",
                                "Food",
                                "Petroleum",
                                "Railway")
                        + pick(
                                " Agency",
                                " Service",
                                " Institute",
                                " Commission",
                                " Bureau",
                                " Authority",
                                " Board",
                                " Council");
            case 4 ->
                c.name() + " "
                        + pick(
                                "Football Association",
                                "Cricket Board",
                                "Olympic Committee",
                                "Medical Association",
                                "Red Cross",
                                "Tennis Association",
                                "Farmers Union",
                                "Chamber of Commerce");
            case 5 ->
                pick("Central", "Supreme", "State", "Federal", "High", "Constitutional") + " "
                        + pick(
                                "Court",
                                "Election Commission",
                                "Bank",
                                "Statistical Office",
                                "Security Service",
                                "Police",
                                "Customs Committee");
            case 6 ->
                pick("International", "European", "World", "Asian", "African") + " "
                        + pick(
                                "Football Federation",
                                "Tennis Federation",
                                "Athletics Association",
                                "Press Institute",
                                "Energy Forum",
                                "Commission of Jurists",
                                "Rescue Committee",
                                "Crisis Group");
            case 7 ->
                pick(
                                "Association",
                                "Federation",
                                "Union",
                                "Committee",
                                "Council",
                                "Institute",
                                "Society",
                                "Confederation")
                        + " of " + c.adjective() + " "
                        + pick(
                                "Journalists",
                                "Workers",
                                "Teachers",
                                "Industries",
                                "Employers",
                                "Doctors",
                                "Writers",
                                "Farmers");
            case 8 ->
                town() + " "
                        + pick(
                                "Hospital",
                                "City Council",
                                "University Hospital",
                                "Stock Exchange",
                                "Police",
                                "District Court",
                                "Airport Authority",
                                "Zoo",
                                "Chamber of Commerce");
            case 9 ->
                surname() + " "
                        + pick("Institute", "Foundation", "Center", "Museum", "Hospital", "Clinic", "Commission");
            case 10 -> "Bank of " + c.name();
            case 11 -> "University of " + town();
            default -> knownBodies.isEmpty() ? "Ministry of " + field : known(knownBodies);
        };
        return simple(EntityType.ORG, name);
    }

    private String university() {
        return switch (random.nextInt(6)) {
            case 0 -> "University of " + town();
            case 1 -> town() + " University";
            case 2 ->
                surname() + " " + pick("College", "University", "Institute", "School of Medicine", "Medical School");
            case 3 ->
                pick(
                        "Oxford University",
                        "Cambridge University",
                        "Harvard University",
                        "Harvard",
                        "Yale",
                        "Stanford University",
                        "Princeton University",
                        "MIT",
                        "Massachusetts Institute of Technology",
                        "Imperial College London",
                        "London School of Economics",
                        "King's College",
                        "Columbia University",
                        "Georgetown University",
                        "Sorbonne",
                        "Humboldt University",
                        "Peking University",
                        "Tsinghua University",
                        "Tokyo University",
                        "Moscow State University",
                        "Hebrew University",
                        "American University of Beirut",
                        "Makerere University");
            case 4 -> item('R')[0] + " State University";
            default -> "University of " + item('R')[0];
        };
    }

    private Value club() {
        if (random.nextInt(8) > 0) {
            return brief(EntityType.ORG, item('K'));
        }
        String town = town();
        String name = random.nextInt(3) == 0
                ? town
                : pick(
                                "FC ",
                                "Real ",
                                "Sporting ",
                                "Dynamo ",
                                "Racing ",
                                "SC ",
                                "Atletico ",
                                "Spartak ",
                                "Hapoel ",
                                "Al ",
                                "AC ")
                        + town;
        return new Value(
                EntityType.ORG,
                random.nextBoolean()
                        ? name
                        : town + pick(" United", " City", " Rovers", " Town", " Athletic", " FC", " Wanderers", ""),
                town,
                null,
                town,
                town);
    }

    private String event() {
        Country c = countries.get(random.nextInt(countries.size()));
        return switch (random.nextInt(12)) {
            case 0 -> c.adjective() + " Open";
            case 1 -> c.adjective() + " Grand Prix";
            case 2 ->
                town() + " "
                        + pick(
                                "Open",
                                "Masters",
                                "Classic",
                                "International",
                                "Marathon",
                                "Grand Prix",
                                "Festival",
                                "Cup",
                                "Challenge",
                                "Games");
            case 3 ->
                pick(
                                "Heineken",
                                "Peugeot",
                                "Volvo",
                                "Toyota",
                                "Johnnie Walker",
                                "Texaco",
                                "Skoda",
                                "BMW",
                                "Canon",
                                "Honda",
                                "Carlsberg",
                                "Emirates")
                        + " " + pick("Classic", "Open", "Cup", "Championship", "Masters", "Trophy", "Challenge");
            case 4 ->
                (1930 + random.nextInt(100)) + " "
                        + pick(
                                "World Cup",
                                "Olympics",
                                "Olympic Games",
                                "European Championship",
                                "Winter Games",
                                "Asian Games");
            default -> item('E')[0];
        };
    }

    private String initials(String given) {
        String first = given.substring(0, 1) + ".";
        return random.nextInt(3) == 0 ? first + (char) ('A' + random.nextInt(26)) + "." : first;
    }

    private String small(char kind) {
        return switch (kind) {
            case 'n' ->
                switch (random.nextInt(4)) {
                    case 0 -> String.valueOf(1 + random.nextInt(9));
                    case 1 -> String.valueOf(10 + random.nextInt(90));
                    case 2 -> String.valueOf(100 + random.nextInt(900));
                    default -> String.valueOf(1 + random.nextInt(99));
                };
            case 's' -> random.nextInt(5) + "-" + random.nextInt(5);
            case 'y' -> String.valueOf(1930 + random.nextInt(96));
            case 'w' -> pick("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
            case 'm' ->
                pick(
                        "January",
                        "February",
                        "March",
                        "April",
                        "May",
                        "June",
                        "July",
                        "August",
                        "September",
                        "October",
                        "November",
                        "December",
                        "Aug",
                        "Sept",
                        "Oct",
                        "Nov",
                        "Dec",
                        "Jan",
                        "Feb");
            case 'd' ->
                random.nextInt(3) > 0
                        ? String.format(
                                Locale.ROOT,
                                "%d-%02d-%02d",
                                1990 + random.nextInt(35),
                                1 + random.nextInt(12),
                                1 + random.nextInt(28))
                        : pick("Aug", "Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "March") + " "
                                + (1 + random.nextInt(28));
            default -> item(kind)[0];
        };
    }
}
