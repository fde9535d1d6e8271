package io.newsflow.enrich.analysis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Mention;
import io.newsflow.model.TextField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewsEntityFinderTest {
    private final NewsEntityFinder finder = NewsEntityFinder.standard();

    @Test
    void spellingsOfACityAreOneEntity() {
        List<Entity> entities = find("en", "Talks in Kiev", "Delegates came to Kyiv. The mayor of Kyiv greeted them.");

        Entity kyiv = byName(entities, "Kyiv");
        assertThat(kyiv.getMentionCount()).isEqualTo(3);
        assertThat(kyiv.getType()).isEqualTo(EntityType.LOC);
        assertThat(kyiv.getCountry()).isEqualTo("UA");
        assertThat(kyiv.getLocation()).isNotNull();
    }

    @Test
    void surnamesMeanThePersonNamedInFull() {
        List<Entity> entities =
                find("en", "Visit", "Minister Jelena Markova arrived on Monday. Markova will stay until Friday.");

        Entity markova = byName(entities, "Jelena Markova");
        assertThat(markova.getMentionCount()).isEqualTo(2);
        assertThat(markova.getId()).isEqualTo("nf:per:jelena-markova");
        assertThat(markova.getWikidataId()).isNull();
    }

    @Test
    void demonymsAreNotPlaces() {
        List<Entity> entities = find("en", "Trade", "Russian firms left. The German minister spoke in Germany.");

        assertThat(byName(entities, "Russian").getType()).isEqualTo(EntityType.MISC);
        assertThat(byName(entities, "Germany").getWikidataId()).isEqualTo("Q183");
        assertThat(entities).noneMatch(e -> e.getName().equals("Russia"));
    }

    @Test
    void abbreviationsMeetTheirLongForms() {
        List<Entity> entities =
                find("en", "Arrest", "The Federal Security Service (FSB) made an arrest. The FSB said so.");

        assertThat(byName(entities, "Federal Security Service").getMentionCount())
                .isEqualTo(3);
    }

    @Test
    void officesAreNoPartOfNamesAndTellPopesAndKings() {
        List<Entity> entities = find(
                "en",
                "",
                "US President Barack Obama met NASA Administrator Charles Bolden. King Abdullah of Jordan was received"
                        + " by Deputy Foreign Minister Sergey Kislitsa.");

        assertThat(entities)
                .extracting(Entity::getName)
                .contains("Barack Obama", "Charles Bolden", "NASA", "King Abdullah II", "Sergiy Kyslytsya");
        assertThat(byName(entities, "Jordan").getWikidataId()).isEqualTo("Q810");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|The governor of Georgia spoke in Atlanta about the Republican senators of Florida.|Georgia|US",
                "en|The president of Georgia met Mikheil Saakashvili in Tbilisi.|Georgia|GE",
            })
    void ambiguousNamesFollowTheContext(String language, String body, String name, String country) {
        assertThat(byName(find(language, "News", body), name).getCountry()).isEqualTo(country);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ru|Президент Владимир Путин прибыл в Москву из Киева.|Vladimir Putin,Moscow,Kyiv",
                "uk|Президент Володимир Зеленський зустрівся у Києві з генсеком НАТО.|Volodymyr Zelenskyy,Kyiv,NATO",
                "de|Bundeskanzler Friedrich Merz sprach in Kiew mit Präsident Selenskyj.|Friedrich Merz,Kyiv",
                "fr|Le président Emmanuel Macron s'est rendu à Londres.|Emmanuel Macron,London",
                "es|El presidente Pedro Sánchez viajó a Estados Unidos.|Pedro Sánchez,United States",
                "it|La premier Giorgia Meloni è a Bruxelles.|Giorgia Meloni,Brussels",
                "pt|O presidente Lula da Silva está em Lisboa.|Luiz Inácio Lula da Silva,Lisbon",
                "nl|Premier Mark Rutte sprak in Den Haag.|Mark Rutte,The Hague",
                "ja|ウクライナとロシアの会談|Ukraine,Russia",
                "zh|乌克兰与俄罗斯会谈|Ukraine,Russia",
            })
    void otherLanguagesFindTheSameIdentities(String language, String body, String names) {
        List<Entity> entities = find(language, "", body);

        assertThat(entities).extracting(Entity::getName).contains(names.split(","));
    }

    @Test
    void mentionsCountCodePointsOfTheOriginal() {
        String body = "😀 “Kyiv” and Ber\u00ADlin 😀 Oslo";

        List<Entity> entities = find("en", "", body);

        for (Entity e : entities) {
            for (Mention m : e.getMentions()) {
                int start = body.offsetByCodePoints(0, m.getStart());
                int end = body.offsetByCodePoints(0, m.getEnd());
                assertThat(body.substring(start, end)).isEqualTo(m.getSurface());
            }
        }
        assertThat(entities).extracting(Entity::getName).contains("Kyiv", "Berlin", "Oslo");
    }

    @Test
    void hostileTextGivesAResult() {
        for (String body : List.of(
                "",
                " ",
                "x",
                "\uD800\uDC00\uD800 Kyiv \uDC00",
                "QmFzZTY0".repeat(20_000),
                "KYIV ".repeat(20_000),
                "Mr. ".repeat(20_000),
                "Vladimir ".repeat(20_000),
                "of the ".repeat(20_000),
                "مرحبا Kyiv 😀\u0007\u0000")) {
            assertThat(find("en", "Title", body)).isNotNull();
        }
    }

    private List<Entity> find(String language, String title, String body) {
        return finder.find(List.of(FieldText.of(TextField.TITLE, title), FieldText.of(TextField.BODY, body)), language);
    }

    private static Entity byName(List<Entity> entities, String name) {
        assertThat(entities).extracting(Entity::getName).contains(name);
        return entities.stream()
                .filter(e -> e.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
