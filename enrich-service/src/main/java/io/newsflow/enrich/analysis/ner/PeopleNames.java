package io.newsflow.enrich.analysis.ner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Given names and surnames by language or region, from {@code people-names.tsv}. Immutable. */
final class PeopleNames {
    /**
     * Names that go together.
     *
     * @param countries ISO 3166-1 codes of countries where they are common
     * @param given given names, or what stands first where the family name does
     * @param surnames what stands behind it
     */
    record Group(List<String> countries, List<String> given, List<String> surnames) {}

    private final List<Group> groups;

    private PeopleNames(List<Group> groups) {
        this.groups = List.copyOf(groups);
    }

    static PeopleNames standard() {
        Map<String, Group> groups = new LinkedHashMap<>();
        try (InputStream in = PeopleNames.class.getResourceAsStream("people-names.tsv")) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split("\t");
                if (fields.length == 3 && line.charAt(0) != '#') {
                    Group group = groups.computeIfAbsent(
                            fields[0], key -> new Group(List.of(key.split(" ")), new ArrayList<>(), new ArrayList<>()));
                    List<String> list = fields[1].equals("given") ? group.given() : group.surnames();
                    for (String name : fields[2].split(" ")) {
                        list.add(name.replace('_', ' '));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read people-names.tsv", e);
        }
        return new PeopleNames(new ArrayList<>(groups.values()));
    }

    List<Group> groups() {
        return groups;
    }
}
