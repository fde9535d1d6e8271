package io.newsflow.enrich.analysis.kb;

import io.newsflow.enrich.analysis.text.Chars;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Builds the knowledge base from the data sets (countries, leaders, politicians, legislators, supranational bodies,
 * newspapers, cities, brands, companies) and the facts written for the project. The same input gives the same bytes.
 *
 * <p>Wikidata ids come from data only. An entity of ours takes over the id of an entity of the data sets that has the same
 * name or one of its names, and fits in kind and country; otherwise the id that {@code confirmed-ids.tsv} has for it, and
 * failing that a local one.
 */
public final class KnowledgeBaseBuilder {
    /** Brands whose id is that of a shop chain while news means the company of the same name. */
    private static final Set<String> NOT_THE_COMPANY = Set.of("Q421253", "Q4740834");

    private final Path data;
    private final Map<String, Draft> byId = new LinkedHashMap<>();
    private final Map<String, List<Draft>> byName = new HashMap<>();
    private final Map<String, String> countryByQid = new HashMap<>();
    private final Map<String, String> countryByName = new HashMap<>();

    private KnowledgeBaseBuilder(Path data) {
        this.data = data;
    }

    /** Figures of a build. */
    public record Summary(String version, int entities, int wikidata, int names, long bytes) {}

    /**
     * Builds and writes.
     *
     * @param data folder with the data sets ({@code country-codes.csv} and the others)
     * @param target file to write
     * @throws IOException where a data set is missing or unreadable
     */
    public static Summary build(Path data, Path target) throws IOException {
        KnowledgeBaseBuilder builder = new KnowledgeBaseBuilder(data);
        KbData kb = builder.build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (OutputStream out = new FixedGzip(bytes)) {
            KbImage.of(kb).write(out);
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, bytes.toByteArray());
        int wikidata = 0;
        int names = 0;
        for (int i = 0; i < kb.entities.size(); i++) {
            wikidata += kb.entities.get(i).wikidataId() == null ? 0 : 1;
            names += kb.names.get(i).size();
        }
        return new Summary(kb.version, kb.entities.size(), wikidata, names, bytes.size());
    }

    private KbData build() throws IOException {
        countries();
        supranational();
        leaders();
        foreignMinisters();
        politicians();
        legislators();
        newspapers();
        brands();
        usCities();
        worldCities();
        cityIds();
        wikidata();
        capitals();
        companies();
        factsOrganisations();
        factsPlaces();
        factsPeople();
        factsThings();
        confirmedIds();
        surnames();
        peoples();
        commonWords();
        contexts();
        return finish();
    }

    private KbData finish() throws IOException {
        KbData hashed = collect("");
        CRC32 crc = new CRC32();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        KbImage.of(hashed).write(bytes);
        crc.update(bytes.toByteArray());
        return collect(String.format(Locale.ROOT, "kb-%08x", crc.getValue()));
    }

    private KbData collect(String version) {
        KbData kb = new KbData(version);
        for (Draft d : byId.values()) {
            String wikidata = d.wikidata != null ? d.wikidata : d.id.charAt(0) == 'Q' ? d.id : null;
            int index = kb.add(new KbEntity(
                    d.id,
                    wikidata,
                    d.name,
                    d.kind,
                    d.country,
                    Math.min(100, d.prior),
                    d.lat,
                    d.lon,
                    d.since,
                    d.until,
                    String.join(" ", d.context)));
            kb.names.get(index).addAll(d.names.values());
        }
        return kb;
    }

    // ---- data sets

    private void countries() throws IOException {
        Map<String, Delimited.Row> rows = new LinkedHashMap<>();
        try (BufferedReader in = open("country-codes.csv")) {
            Delimited.csv(in, row -> rows.put(row.get("ISO3166-1-Alpha-2"), row));
        }
        Map<String, String[]> cldr = new HashMap<>();
        for (String[] f : facts("country-names.tsv")) {
            cldr.put(f[0], f);
        }
        Map<String, String[]> ours = new HashMap<>();
        for (String[] f : facts("countries.tsv")) {
            ours.put(f[0], f);
        }
        Set<String> codes = new LinkedHashSet<>(rows.keySet());
        codes.addAll(ours.keySet());
        codes.remove("");
        Map<String, String> ids = new HashMap<>();
        for (String[] f : facts("wikidata.tsv")) {
            if (f[1].equals("country")) {
                ids.put(f[2], f[0]);
            }
        }
        for (String code : codes) {
            Delimited.Row row = rows.get(code);
            String[] names = cldr.get(code);
            String english = names == null ? "Kosovo" : names[1].substring(3);
            String listed = row == null ? "" : lastSegment(row.get("wikidata_id"));
            String qid = ids.getOrDefault(code, listed);
            Draft d = draft(qid, EntityKind.COUNTRY, english, code);
            String[] facts = ours.get(code);
            d.prior = facts == null ? 30 : Integer.parseInt(facts[1]);
            if (!qid.isEmpty()) {
                countryByQid.put(qid, code);
                countryByQid.put(listed, code);
            }
            name(d, english, 0, 100, 0);
            countryByName.put(english.toLowerCase(Locale.ROOT), code);
            if (facts != null && facts.length > 2) {
                for (String n : split(facts[2])) {
                    name(d, n, 0, 100, 0);
                    countryByName.putIfAbsent(n.toLowerCase(Locale.ROOT), code);
                }
            }
            if (facts != null && facts.length > 3) {
                demonyms(code, qid, d.prior, split(facts[3]));
            }
            if (names != null) {
                for (int i = 2; i < names.length; i++) {
                    int eq = names[i].indexOf('=');
                    long languages = 0;
                    for (String tag : names[i].substring(0, eq).split(",")) {
                        languages |= Languages.bit(tag);
                    }
                    name(d, names[i].substring(eq + 1), 0, 100, languages);
                }
            }
            if (row != null) {
                name(d, row.get("official_name_en"), 0, 100, 0);
                name(d, withoutArticle(row.get("UNTERM English Formal")), 0, 100, 0);
                name(d, withoutBracket(row.get("UNTERM English Short")), 0, 100, 0);
                name(d, withoutBracket(row.get("UNTERM French Short")), 0, 100, Languages.bit("fr"));
                name(d, withoutBracket(row.get("UNTERM Spanish Short")), 0, 100, Languages.bit("es"));
                name(d, row.get("official_name_ru"), 0, 100, Languages.bit("ru"));
                name(d, row.get("UNTERM Russian Formal"), 0, 100, Languages.bit("ru"));
                name(d, row.get("official_name_ar"), 0, 100, Languages.bit("ar"));
                name(d, row.get("official_name_cn"), 0, 100, Languages.bit("zh"));
                countryByName.put(row.get("official_name_en").toLowerCase(Locale.ROOT), code);
                countryByName.put(row.get("CLDR display name").toLowerCase(Locale.ROOT), code);
                countryByName.put(row.get("UNTERM English Short").toLowerCase(Locale.ROOT), code);
            }
        }
    }

    /** The people of a country is an entity of its own, so that a demonym is not taken for the place. */
    private void demonyms(String country, String qid, int prior, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        Draft d = localDraft("misc", names.get(0), EntityKind.GROUP, names.get(0), country);
        d.wikidata = qid.isEmpty() ? null : qid;
        d.prior = prior - 4;
        for (String n : names) {
            name(d, n, KbData.DEMONYM, 90, 0);
        }
    }

    private void supranational() throws IOException {
        try (BufferedReader in = open("supranational-bodies.tsv")) {
            Delimited.tsv(in, row -> {
                String name = known(row.get("name_en"));
                if (name.isEmpty() || !row.get("wikidata").startsWith("Q")) {
                    return;
                }
                Draft d = draft(row.get("wikidata"), EntityKind.INTERNATIONAL, name, null);
                d.prior = Math.max(d.prior, 36);
                name(d, name, 0, 100, 0);
                String abbreviation = known(row.get("abbreviation"));
                if (abbreviation.length() >= 2) {
                    name(d, abbreviation, 0, abbreviation.length() > 3 ? 60 : 30, 0);
                }
                for (String other : split(known(row.get("other_names_en")))) {
                    name(d, other, 0, 90, 0);
                }
                for (String tag : List.of("de", "fr", "es", "pt", "ru", "uk", "zh")) {
                    name(d, known(row.get("name_" + tag)), 0, 100, Languages.bit(tag));
                }
            });
        }
    }

    private void leaders() throws IOException {
        try (BufferedReader in = open("world-leaders-wikidata.csv")) {
            Delimited.csv(in, row -> {
                String name = row.get("officeholderLabel");
                if (name.isEmpty() || !row.get("officeholder").startsWith("Q")) {
                    return;
                }
                Draft d =
                        draft(row.get("officeholder"), EntityKind.PERSON, name, countryByQid.get(row.get("countryid")));
                d.prior = Math.max(d.prior, row.get("end_year").isEmpty() ? 46 : 38);
                office(d, row.get("start_year"), row.get("end_year"));
                context(d, row.get("positionLabel"));
                name(d, name, 0, 100, 0);
            });
        }
    }

    private void foreignMinisters() throws IOException {
        try (BufferedReader in = open("foreign-ministers-wikidata.csv")) {
            Delimited.csv(in, row -> {
                String name = row.get("name");
                if (name.isEmpty() || !row.get("person").startsWith("Q")) {
                    return;
                }
                Draft d = draft(row.get("person"), EntityKind.PERSON, name, countryByQid.get(row.get("country")));
                d.prior = Math.max(d.prior, 40);
                office(d, row.get("start"), "");
                context(d, row.get("positionLabel") + " " + row.get("countryLabel"));
                name(d, name, 0, 100, 0);
            });
        }
    }

    private void politicians() throws IOException {
        try (BufferedReader in = open("politicians-bio-wikidata.csv")) {
            Delimited.csv(in, row -> {
                String name = row.get("name");
                if (name.isEmpty() || !row.get("id").startsWith("Q")) {
                    return;
                }
                Draft d = draft(row.get("id"), EntityKind.PERSON, name, null);
                d.prior = Math.max(d.prior, row.get("dod").isEmpty() ? 14 : 10);
                name(d, name, 0, 100, 0);
                String title = row.get("enwiki");
                int bracket = title.indexOf(" (");
                name(d, bracket < 0 ? title : title.substring(0, bracket), 0, 100, 0);
            });
        }
        try (BufferedReader in = open("politicians-positions-wikidata.csv")) {
            Delimited.csv(in, row -> {
                Draft d = byId.get(row.get("personID"));
                if (d != null) {
                    office(d, row.get("start"), row.get("end"));
                }
            });
        }
    }

    /** Years of office: from the first to the last one, open where one lasts. */
    private static void office(Draft d, String start, String end) {
        int from = year(start);
        int to = year(end);
        if (from > 0 && (d.since == 0 || from < d.since)) {
            d.since = from;
        }
        d.inOffice |= from > 0 && to == 0;
        d.until = d.inOffice ? 0 : Math.max(d.until, to);
    }

    private static int year(String date) {
        return date.length() < 4 || !Character.isDigit(date.charAt(0)) ? 0 : Integer.parseInt(date.substring(0, 4));
    }

    private void legislators() throws IOException {
        Path file = data.resolve("us-legislators-current.yaml");
        Map<String, String> person = new HashMap<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("- id:")) {
                    legislator(person);
                    person.clear();
                    continue;
                }
                String trimmed = line.trim();
                int colon = trimmed.indexOf(": ");
                if (colon > 0) {
                    String key = trimmed.substring(0, colon);
                    String value = trimmed.substring(colon + 2).replace("'", "");
                    switch (key) {
                        case "wikidata", "wikipedia", "official_full", "first", "last", "nickname", "start" ->
                            person.putIfAbsent(key, value);
                        // Of several terms the last one counts.
                        case "state", "party", "- type" -> person.put(key, value);
                        default -> {}
                    }
                }
            }
        }
        legislator(person);
    }

    private void legislator(Map<String, String> p) {
        String qid = p.getOrDefault("wikidata", "");
        if (!qid.startsWith("Q")) {
            return;
        }
        String plain = p.get("first") + " " + p.get("last");
        String wikipedia = p.getOrDefault("wikipedia", plain);
        int bracket = wikipedia.indexOf(" (");
        String name = bracket < 0 ? wikipedia : wikipedia.substring(0, bracket);
        Draft d = draft(qid, EntityKind.PERSON, name, "US");
        boolean senator = "sen".equals(p.get("- type"));
        d.prior = Math.max(d.prior, senator ? 34 : 26);
        office(d, p.getOrDefault("start", ""), "");
        context(
                d,
                (senator ? "senator senate " : "representative congressman congresswoman house ")
                        + p.getOrDefault("party", ""));
        name(d, name, 0, 100, 0);
        name(d, plain, 0, 100, 0);
        name(d, p.getOrDefault("official_full", ""), 0, 100, 0);
        if (p.containsKey("nickname")) {
            name(d, p.get("nickname") + " " + p.get("last"), 0, 100, 0);
        }
    }

    private void newspapers() throws IOException {
        try (BufferedReader in = open("us-newspapers-wikidata.tsv")) {
            Delimited.tsv(in, row -> {
                String qid = row.get("qid");
                if (!qid.startsWith("Q")) {
                    return;
                }
                String title = row.get("WP-title");
                int bracket = title.indexOf(" (");
                String name = bracket < 0 ? title : title.substring(0, bracket);
                Draft d = draft(qid, EntityKind.MEDIA, name, "US");
                d.prior = Math.max(d.prior, 12);
                context(d, row.get("state"));
                int weight = bracket < 0 ? 100 : 50;
                name(d, name, 0, weight, 0);
                if (name.startsWith("The ") && name.indexOf(' ', 4) > 0) {
                    name(d, name.substring(4), 0, weight, 0);
                }
            });
        }
    }

    private void brands() throws IOException {
        try (BufferedReader in = open("brands-wikidata.tsv")) {
            Delimited.tsv(in, row -> {
                String qid = row.get("wikidata");
                if (!qid.startsWith("Q") || NOT_THE_COMPANY.contains(qid) || byId.containsKey(qid)) {
                    return;
                }
                List<String> names = split(row.get("names"));
                String first = names.get(0);
                if (first.length() < 3 || !Chars.isUpper(first.charAt(0)) && !isNonLatin(first)) {
                    return;
                }
                Draft d = draft(qid, EntityKind.COMPANY, first, null);
                String category = row.get("category");
                d.prior = Math.max(
                        d.prior,
                        category.contains("/office/")
                                        || category.endsWith("/bank")
                                        || category.endsWith("/car")
                                        || category.endsWith("/insurance")
                                ? 16
                                : 6);
                context(d, category.substring(category.lastIndexOf('/') + 1).replace('_', ' '));
                name(d, first, 0, 100, 0);
                for (String n : names) {
                    if (isNonLatin(n)) {
                        name(d, n, 0, 80, 0);
                    }
                }
            });
        }
    }

    private void usCities() throws IOException {
        Map<String, Integer> homonyms = new HashMap<>();
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader in = open("us-cities-wikidata.tsv")) {
            Delimited.tsv(in, row -> {
                String qid = lastSegment(row.get("WD-QID"));
                String name = row.get("placeLabel");
                if (qid.startsWith("Q") && !name.isEmpty()) {
                    rows.add(new String[] {qid, name, row.get("state-full"), row.get("state")});
                    homonyms.merge(name, 1, Integer::sum);
                }
            });
        }
        for (String[] row : rows) {
            Draft d = draft(row[0], EntityKind.CITY, row[1], "US");
            d.prior = Math.max(d.prior, homonyms.get(row[1]) > 3 ? 3 : 5);
            d.region = row[2];
            context(d, row[2]);
            name(d, row[1], 0, 60, 0);
            name(d, row[1] + ", " + row[2], 0, 100, 0);
            name(d, row[1] + ", " + row[3], 0, 100, 0);
        }
    }

    private void worldCities() throws IOException {
        Map<String, String[]> facts = new HashMap<>();
        for (String[] f : facts("city-names.tsv")) {
            facts.put(f[0], f);
        }
        try (BufferedReader in = open("world-cities.csv")) {
            Delimited.csv(in, row -> {
                String name = row.get("name");
                if (name.length() < 2) {
                    return;
                }
                String country = country(row.get("country"));
                String[] more = facts.get(row.get("geonameid"));
                Draft d = "US".equals(country) ? usCity(name, row.get("subcountry")) : null;
                if (d == null) {
                    d = localDraft("loc", name + "-" + row.get("geonameid"), EntityKind.CITY, name, country);
                    d.region = row.get("subcountry");
                    context(d, row.get("subcountry"));
                    name(d, name, 0, 60, 0);
                }
                population(d, more);
            });
        }
    }

    /** Code of a country that may be written as ISO does: "Korea, Republic of". */
    private String country(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        String code = countryByName.get(plain);
        int comma = plain.indexOf(", ");
        if (code == null && comma > 0) {
            String turned = plain.substring(comma + 2) + " " + plain.substring(0, comma);
            code = countryByName.get(withoutArticle(turned));
            code = code == null ? countryByName.get(plain.substring(0, comma)) : code;
        }
        return code == null && plain.endsWith(": xk") ? "XK" : code;
    }

    private Draft usCity(String name, String state) {
        for (Draft known : byName.getOrDefault(key(name), List.of())) {
            if (known.kind == EntityKind.CITY && state.equals(known.region)) {
                return known;
            }
        }
        return null;
    }

    /** Prior by population: 8 from 15,000 on, 13 more for ten times as many. */
    private void population(Draft d, String[] facts) {
        d.prior = Math.max(d.prior, 8);
        if (facts == null) {
            return;
        }
        d.population = Math.max(d.population, Integer.parseInt(facts[1]));
        if (d.population > 15) {
            d.prior = Math.max(d.prior, (int) Math.round(8 + 13 * Math.log10(d.population / 15.0)));
        }
        d.lat = Float.parseFloat(facts[2]);
        d.lon = Float.parseFloat(facts[3]);
        for (int i = 4; i < facts.length; i++) {
            int eq = facts[i].indexOf('=');
            long languages = 0;
            for (String tag : facts[i].substring(0, eq).split(",")) {
                languages |= tag.equals("en") ? -1 : Languages.bit(tag);
            }
            name(d, facts[i].substring(eq + 1), 0, 60, languages == -1 ? 0 : languages);
        }
    }

    /** Ids of cities that are the largest ones of their name. */
    private void cityIds() throws IOException {
        for (String[] f : facts("city-ids.tsv")) {
            Draft d = largest(f[1], null);
            if (d != null && !d.id.startsWith("Q") && !byId.containsKey(f[0])) {
                rename(d, f[0]);
                if (!d.name.equals(f[1])) {
                    d.name = f[1];
                }
            }
        }
    }

    private Draft largest(String name, String country) {
        Draft largest = null;
        for (Draft d : byName.getOrDefault(key(name), List.of())) {
            if (d.kind == EntityKind.CITY
                    && (country == null || country.equals(d.country))
                    && (largest == null || d.population > largest.population)) {
                largest = d;
            }
        }
        return largest;
    }

    /** Further entities that have a Wikidata id; those of cities go to the cities that are known already. */
    private void wikidata() throws IOException {
        for (String[] f : facts("wikidata.tsv")) {
            if (byId.containsKey(f[0])) {
                continue;
            }
            EntityKind kind = EntityKind.valueOf(f[1].toUpperCase(Locale.ROOT));
            String country = f[2].isEmpty() ? null : f[2];
            Draft d = null;
            if (kind == EntityKind.CITY) {
                Draft known = largest(f[3], country);
                if (known == null || known.id.startsWith("Q")) {
                    continue;
                }
                rename(known, f[0]);
                d = known;
            } else {
                d = draft(f[0], kind, f[3], country);
                d.prior = switch (kind) {
                    case COUNTRY, PLACE -> 40;
                    case MILITARY -> 34;
                    case INTERNATIONAL -> 40;
                    case REGION -> 20;
                    case MEDIA -> 22;
                    case GOVERNMENT -> 12;
                    case COMPANY -> 10;
                    default -> 8;
                };
                name(d, f[3], 0, 90, 0);
            }
            for (String n : f.length > 4 ? split(f[4]) : List.<String>of()) {
                name(d, n, 0, 80, 0);
            }
        }
    }

    /** Capitals of states are named in news for their size and for their states. */
    private void capitals() throws IOException {
        try (BufferedReader in = open("country-codes.csv")) {
            Delimited.csv(in, row -> {
                String code = row.get("ISO3166-1-Alpha-2");
                Draft city = largest(row.get("Capital"), code);
                for (Draft d : byName.getOrDefault(key(row.get("official_name_en")), List.of())) {
                    if (city != null && d.kind == EntityKind.COUNTRY && code.equals(d.country)) {
                        city.prior = Math.max(city.prior, 36 + d.prior / 4);
                    }
                }
            });
        }
    }

    private void companies() throws IOException {
        try (BufferedReader in = open("sp500.csv")) {
            Delimited.csv(in, row -> {
                String name = row.get("Security");
                int bracket = name.indexOf(" (");
                String plain = bracket < 0 ? name : name.substring(0, bracket);
                String stem = withoutLegalForm(plain);
                Draft d = best(List.of(plain, stem), Set.of(EntityKind.COMPANY), null);
                if (d == null) {
                    d = localDraft("org", stem, EntityKind.COMPANY, stem, null);
                }
                d.prior = Math.max(d.prior, 24);
                context(d, row.get("GICS Sub-Industry"));
                name(d, plain, 0, 100, 0);
                name(d, stem, 0, 80, 0);
            });
        }
    }

    // ---- facts of ours

    private final Set<Draft> taken = new HashSet<>();

    /** Kinds of the data sets that an organisation of ours may be known as. */
    private static Set<EntityKind> fitting(EntityKind kind) {
        return switch (kind) {
            case MEDIA -> Set.of(EntityKind.MEDIA);
            case INTERNATIONAL -> Set.of(EntityKind.INTERNATIONAL);
            case COMPANY -> Set.of(EntityKind.COMPANY);
            case PARTY -> Set.of(EntityKind.PARTY);
            case TEAM -> Set.of(EntityKind.TEAM);
            case MILITARY -> Set.of(EntityKind.MILITARY, EntityKind.GOVERNMENT);
            case GOVERNMENT -> Set.of(EntityKind.GOVERNMENT, EntityKind.MILITARY, EntityKind.ORGANISATION);
            default -> Set.of(EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.INTERNATIONAL);
        };
    }

    private void factsOrganisations() throws IOException {
        for (String[] f : facts("organisations.tsv")) {
            EntityKind kind = EntityKind.valueOf(f[0].toUpperCase(Locale.ROOT));
            String country = f[2].isEmpty() ? null : f[2];
            List<String> names = new ArrayList<>(List.of(f[1]));
            names.addAll(f.length > 4 ? split(f[4]) : List.of());
            Draft d = best(names, fitting(kind), kind == EntityKind.COMPANY ? null : country);
            if (d == null && kind != EntityKind.MEDIA && kind != EntityKind.COMPANY && kind != EntityKind.TEAM) {
                d = best(List.of(f[1]), Set.of(EntityKind.INTERNATIONAL), null);
            }
            if (d != null && taken.contains(d)) {
                d = null;
            }
            if (d == null) {
                d = localDraft("org", f[1], kind, f[1], country);
            }
            taken.add(d);
            d.kind = kind;
            d.name = f[1];
            d.country = country == null ? d.country : country;
            d.prior = Math.max(d.prior, Integer.parseInt(f[3]));
            for (String n : names) {
                name(d, n, 0, 100, 0);
                if (kind == EntityKind.TEAM && n.endsWith(" FC")) {
                    name(d, n.substring(0, n.length() - 3), 0, 80, 0);
                }
            }
            if (kind == EntityKind.TEAM && ("US".equals(country) || "CA".equals(country))) {
                // "Mets", "Red Sox": what stands behind the city, if it is a plural.
                String nickname = f[1].substring(f[1].lastIndexOf(' ') + 1);
                if (nickname.length() > 3 && nickname.endsWith("s") && f[1].indexOf(' ') > 0) {
                    name(d, nickname, KbData.COMMON, 60, 0);
                }
            }
        }
    }

    private void factsPlaces() throws IOException {
        for (String[] f : facts("places.tsv")) {
            EntityKind kind = EntityKind.valueOf(f[0].toUpperCase(Locale.ROOT));
            String country = f[2].isEmpty() ? null : f[2];
            List<String> names = new ArrayList<>(List.of(f[1]));
            names.addAll(f.length > 6 ? split(f[6]) : List.of());
            String label = withoutBracket(f[1]);
            names.set(0, label);
            Draft d = switch (kind) {
                case CITY -> best(names, Set.of(EntityKind.CITY), country);
                case REGION -> best(names, Set.of(EntityKind.REGION), country);
                default -> null;
            };
            if (d == null && kind != EntityKind.CITY) {
                d = best(names, Set.of(EntityKind.PLACE), null);
                if (d == null && kind == EntityKind.REGION) {
                    d = best(names, Set.of(EntityKind.COUNTRY), null);
                    d = d != null && d.country == null ? d : null;
                }
            }
            if (d == null) {
                d = localDraft("loc", f[1], kind, label, country);
            } else if (!d.id.startsWith("Q")) {
                rename(d, localId("loc", f[1]));
            }
            d.name = label;
            d.kind = kind;
            d.country = country == null ? d.country : country;
            if (kind == EntityKind.REGION && "US".equals(country)) {
                context(d, "governor senator senators republican republicans democrat democrats statewide county");
            }
            d.prior = Math.max(d.prior, Integer.parseInt(f[3]));
            if (f.length > 5 && !f[4].isEmpty()) {
                d.lat = Float.parseFloat(f[4]);
                d.lon = Float.parseFloat(f[5]);
            }
            name(d, label, 0, 100, 0);
            for (String n : names) {
                if (!n.contains("(")) {
                    name(d, n, 0, 100, 0);
                }
            }
        }
    }

    private void factsPeople() throws IOException {
        for (String[] f : facts("people.tsv")) {
            String country = f[1].isEmpty() ? null : f[1];
            List<String> names = new ArrayList<>(List.of(f[0]));
            names.addAll(f.length > 3 ? split(f[3]) : List.of());
            List<String> full = names.stream().filter(n -> n.indexOf(' ') > 0).toList();
            Draft d = best(full, Set.of(EntityKind.PERSON), null);
            if (d != null && d.country != null && country != null && !d.country.equals(country)) {
                d = null;
            }
            if (d == null) {
                d = localDraft("per", f[0], EntityKind.PERSON, f[0], country);
            }
            d.name = f[0];
            d.country = country == null ? d.country : country;
            d.prior = Math.max(d.prior, Integer.parseInt(f[2]));
            if (f.length > 4) {
                context(d, f[4]);
            }
            for (String n : names) {
                boolean single = n.indexOf(' ') < 0 && names.get(0).indexOf(' ') > 0;
                name(d, n, single ? KbData.SHORT : 0, single ? 90 : 100, 0);
            }
        }
    }

    private void factsThings() throws IOException {
        for (String[] f : facts("things.tsv")) {
            EntityKind kind = EntityKind.valueOf(f[0].toUpperCase(Locale.ROOT));
            Draft d = localDraft("misc", f[1], kind, f[1], f[2].isEmpty() ? null : f[2]);
            d.prior = Integer.parseInt(f[3]);
            name(d, f[1], 0, 100, 0);
            for (String n : f.length > 4 ? split(f[4]) : List.<String>of()) {
                name(d, n, 0, 100, 0);
            }
            if (f.length > 5) {
                placeOf.put(d, f[5]);
            }
        }
    }

    /**
     * Wikidata ids that public data confirm for entities of ours. Where another entity has the id already, the two are one;
     * only a people or adjective stays beside it, since the thing itself is no adjective.
     */
    private void confirmedIds() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String[] f : facts("confirmed-ids.tsv")) {
            EntityKind kind = EntityKind.valueOf(f[1].toUpperCase(Locale.ROOT));
            Draft d = confirmed(kind, f[2], f.length > 3 && !f[3].isEmpty() ? f[3] : null);
            if (d == null) {
                throw new IllegalStateException("confirmed-ids.tsv speaks of an unknown " + f[1] + " " + f[2]);
            }
            if (kind == EntityKind.GROUP) {
                d.wikidata = f[0];
                continue;
            }
            if (!seen.add(f[0])) {
                throw new IllegalStateException("confirmed-ids.tsv has " + f[0] + " twice");
            }
            Draft other = byId.get(f[0]);
            if (other != null && other != d) {
                merge(other, d);
            }
            rename(d, f[0]);
        }
    }

    /** The most likely entity without a Wikidata id of just this name, or else of this further name. */
    private Draft confirmed(EntityKind kind, String name, String country) {
        Draft best = null;
        for (Draft d : byName.getOrDefault(key(name), List.of())) {
            boolean fits = d.kind == kind && !d.id.startsWith("Q") && (country == null || country.equals(d.country));
            boolean exact = d.name.equals(name);
            boolean bestExact = best != null && best.name.equals(name);
            if (fits && (best == null || exact && !bestExact || exact == bestExact && d.prior > best.prior)) {
                best = d;
            }
        }
        return best;
    }

    /** Takes an entity away and gives its names and what is known of it to another one. */
    private void merge(Draft from, Draft to) {
        byId.remove(from.id);
        byName.values().forEach(drafts -> drafts.remove(from));
        for (KbData.Name n : from.names.values()) {
            name(to, n.text(), n.flags(), n.weight(), n.languages());
        }
        to.prior = Math.max(to.prior, from.prior);
        to.country = to.country == null ? from.country : to.country;
        to.since = to.since == 0 ? from.since : to.since;
        to.until = to.until == 0 ? from.until : to.until;
        if (Float.isNaN(to.lat)) {
            to.lat = from.lat;
            to.lon = from.lon;
        }
        to.context.addAll(from.context);
    }

    private final Map<Draft, String> placeOf = new LinkedHashMap<>();

    /** The people or adjective of a place has the place's Wikidata id beside its own local one. */
    private void peoples() {
        placeOf.forEach((people, place) -> {
            Draft of = best(List.of(place), PLACES, null);
            if (of == null) {
                throw new IllegalStateException(people.name + " is made from an unknown place " + place);
            }
            if (of.id.startsWith("Q")) {
                people.wikidata = of.id;
            }
            for (Map.Entry<String, KbData.Name> e : people.names.entrySet()) {
                KbData.Name n = e.getValue();
                e.setValue(new KbData.Name(n.text(), n.flags() | KbData.DEMONYM, n.weight(), n.languages()));
            }
        });
    }

    /** Names of one word that are words of a language too, and names that many small towns share. */
    private void commonWords() throws IOException {
        Set<String> words = new HashSet<>();
        for (String[] f : facts("common-words.txt")) {
            words.addAll(List.of(f[0].split(" ")));
        }
        for (Draft d : byId.values()) {
            for (Map.Entry<String, KbData.Name> e : d.names.entrySet()) {
                KbData.Name n = e.getValue();
                boolean small = d.prior < 70 && words.contains(key(n.text()));
                if (small && (n.flags() & (KbData.ACRONYM | KbData.DEMONYM)) == 0) {
                    e.setValue(new KbData.Name(n.text(), n.flags() | KbData.COMMON, n.weight(), n.languages()));
                }
            }
        }
    }

    /** Words that tell things of one name apart. */
    private void contexts() throws IOException {
        for (String[] f : facts("contexts.tsv")) {
            Draft d = best(List.of(f[1]), Set.of(EntityKind.valueOf(f[0].toUpperCase(Locale.ROOT))), null);
            if (d == null) {
                throw new IllegalStateException("contexts.tsv speaks of an unknown " + f[0] + " " + f[1]);
            }
            context(d, f[2]);
        }
    }

    private static final Set<EntityKind> PLACES =
            Set.of(EntityKind.COUNTRY, EntityKind.REGION, EntityKind.CITY, EntityKind.PLACE);

    /** Surnames of people as short names: weak candidates that a document must confirm. */
    private void surnames() {
        for (Draft d : byId.values()) {
            if (d.kind != EntityKind.PERSON || d.prior < 20) {
                continue;
            }
            String[] words = d.name.split(" ");
            String last = words[words.length - 1];
            boolean suffix = last.endsWith(".") || last.matches("[IVX]+");
            if (words.length > 1 && !suffix && last.length() > 2 && Chars.isUpper(last.charAt(0))) {
                name(d, last, KbData.SHORT, 40, 0);
            }
        }
    }

    // ---- drafts

    private static final class Draft {
        private String id;
        private String name;
        private EntityKind kind;
        private String country;
        private String region = "";
        private String wikidata;
        private int prior;
        private int population;
        private int since;
        private int until;
        private boolean inOffice;
        private float lat = Float.NaN;
        private float lon = Float.NaN;
        private final Set<String> context = new LinkedHashSet<>();
        private final Map<String, KbData.Name> names = new TreeMap<>();
    }

    private Draft draft(String qid, EntityKind kind, String name, String country) {
        if (qid.isEmpty()) {
            return localDraft(kind.type().name().toLowerCase(Locale.ROOT), name, kind, name, country);
        }
        Draft d = byId.computeIfAbsent(qid, id -> {
            Draft made = new Draft();
            made.id = id;
            made.name = name;
            made.kind = kind;
            return made;
        });
        if (country != null) {
            d.country = country;
        }
        return d;
    }

    private Draft localDraft(String type, String slugSource, EntityKind kind, String name, String country) {
        String id = localId(type, slugSource);
        if (byId.containsKey(id) && country != null) {
            id = id + "-" + country.toLowerCase(Locale.ROOT);
        }
        String unique = id;
        for (int i = 2; byId.containsKey(unique); i++) {
            unique = id + "-" + i;
        }
        Draft d = new Draft();
        d.id = unique;
        d.name = name;
        d.kind = kind;
        d.country = country;
        byId.put(unique, d);
        return d;
    }

    private void rename(Draft d, String id) {
        if (!byId.containsKey(id)) {
            byId.remove(d.id);
            d.id = id;
            byId.put(id, d);
        }
    }

    /** Best entity of the data sets that has one of the names: earlier names first, then higher prior. */
    private Draft best(List<String> names, Set<EntityKind> kinds, String country) {
        for (String name : names) {
            if (name.length() < 3) {
                continue;
            }
            Draft best = null;
            for (Draft d : byName.getOrDefault(key(name), List.of())) {
                boolean fits = kinds.contains(d.kind) && (country == null || country.equals(d.country));
                if (fits && (best == null || d.prior > best.prior)) {
                    best = d;
                }
            }
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private void name(Draft d, String text, int flags, int weight, long languages) {
        String name = text.trim();
        if (name.isEmpty() || name.length() > 120 || name.equals("\u00A0")) {
            return;
        }
        int all = flags | NameFlags.of(name);
        String slot = name + '\u0000' + (all & KbData.DEMONYM);
        KbData.Name known = d.names.get(slot);
        if (known != null) {
            long union = known.languages() == 0 || languages == 0 ? 0 : known.languages() | languages;
            d.names.put(slot, new KbData.Name(name, known.flags() & all, Math.max(known.weight(), weight), union));
            return;
        }
        d.names.put(slot, new KbData.Name(name, all, weight, languages));
        byName.computeIfAbsent(key(name), k -> new ArrayList<>()).add(d);
    }

    private static void context(Draft d, String words) {
        for (String w : words.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
            if (w.length() > 2 && !STOP.contains(w)) {
                d.context.add(w);
            }
        }
    }

    private static final Set<String> STOP = new HashSet<>(Set.of("the", "and", "for", "of", "all"));

    private static String localId(String type, String source) {
        return "nf:" + type + ":" + Slug.of(source);
    }

    private static String key(String name) {
        StringBuilder sb = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && c != ',') {
                sb.append(Chars.fold(c));
            }
        }
        String key = sb.toString().trim();
        return key.startsWith("the ") ? key.substring(4) : key;
    }

    private static String withoutLegalForm(String name) {
        return name.replaceAll(
                        ",? (Inc\\.?|Incorporated|Corp\\.?|Corporation|plc|PLC|Ltd\\.?|Limited|Co\\.|Company|"
                                + "N\\.V\\.|S\\.A\\.|Holdings?|Group|Companies|International|Technologies|& Co\\.)$",
                        "")
                .trim();
    }

    private static boolean isNonLatin(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (Chars.isLetter(s.charAt(i)) && s.charAt(i) < '\u0370') {
                return false;
            }
        }
        return true;
    }

    private static String known(String s) {
        return s.equals("null") || s.equals("none") ? "" : s;
    }

    private static String lastSegment(String url) {
        return url.substring(url.lastIndexOf('/') + 1).trim();
    }

    private static String withoutArticle(String s) {
        return s.startsWith("the ") ? s.substring(4) : s;
    }

    private static String withoutBracket(String s) {
        int bracket = s.indexOf(" (");
        return bracket < 0 ? s : s.substring(0, bracket);
    }

    private static List<String> split(String s) {
        List<String> parts = new ArrayList<>();
        for (String part : s.split("\\|")) {
            if (!part.isBlank()) {
                parts.add(part.trim());
            }
        }
        return parts;
    }

    private BufferedReader open(String file) throws IOException {
        return Files.newBufferedReader(data.resolve(file), StandardCharsets.UTF_8);
    }

    private static List<String[]> facts(String file) throws IOException {
        List<String[]> lines = new ArrayList<>();
        try (InputStream in = KnowledgeBaseBuilder.class.getResourceAsStream("facts/" + file)) {
            if (in == null) {
                throw new IOException("facts/" + file + " is missing from the class path");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.split("\t", -1));
                }
            }
        }
        return lines;
    }

    /** Gzip with a fixed level and no time stamp. */
    private static final class FixedGzip extends GZIPOutputStream {
        private FixedGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
