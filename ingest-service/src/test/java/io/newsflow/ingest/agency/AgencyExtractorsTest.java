package io.newsflow.ingest.agency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.BlockKind;
import io.newsflow.model.DeclaredSubject;
import io.newsflow.model.Image;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AgencyExtractorsTest {
    @Test
    void readsNinjs1() throws Exception {
        RawArticle article = extract("ninjs1.json").articles().get(0);

        assertThat(article.getExtractor()).isEqualTo("ninjs-1");
        assertThat(article.getIdRule()).isEqualTo("external-v1");
        assertThat(article.getTitle()).isEqualTo("Lighthouse relit after a century");
        assertThat(article.getStandfirst()).isEqualTo("Fishermen paid for the lamp.");
        assertThat(article.getBody()).isEqualTo("The lamp was lit on Saturday.\n\nIt reaches nine miles.");
        assertThat(article.getPublisher().getName()).isEqualTo("Northwire");
        assertThat(article.getAuthors()).containsExactly("Ada Quist");
        assertThat(article.getDateline()).isEqualTo("SKERRY POINT");
        assertThat(article.getLanguage()).isEqualTo("en-GB");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T08:05:06Z");
        assertThat(article.getPublished().getEvidence()).isEqualTo("agency");
        assertThat(article.getModified().getValue()).isEqualTo("2025-07-14T09:05:06Z");
        assertThat(article.getSubjects()).containsExactly(new DeclaredSubject("medtop", "20000763", "water transport"));
        assertThat(article.getImages())
                .containsExactly(new Image("https://img.wire.example/l.jpg", "The tower", "Ola Brandt", 1000, 800));
    }

    @Test
    void readsNinjs3() throws Exception {
        RawArticle article = extract("ninjs3.json").articles().get(0);

        assertThat(article.getTitle()).isEqualTo("Fähre fährt wieder");
        assertThat(article.getCanonicalUrl()).isEqualTo("https://rheinblick.example/faehre");
        assertThat(article.getStandfirst()).isEqualTo("Sechs Wochen lag sie in der Werft.");
        assertThat(article.getBody()).isEqualTo("Die Fähre legte ab.\n\nWerft\n\nDer Rumpf ist neu.");
        assertThat(article.getPublisher().getName()).isEqualTo("Rheinblick");
        assertThat(article.getAuthors()).containsExactly("Lene Hartwig");
        assertThat(article.getSubjects()).containsExactly(new DeclaredSubject("medtop", "20000763", "Schifffahrt"));
        assertThat(article.getTags()).containsExactly("fähre");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T06:05:06Z");
    }

    @Test
    void readsNewsMlG2() throws Exception {
        Extraction extraction = extract("newsml-g2.xml");

        assertThat(extraction.articles()).hasSize(1);
        RawArticle article = extraction.articles().get(0);
        assertThat(article.getProvenance().getConnector()).isEqualTo("newsml-g2");
        assertThat(article.getProvenance().getItemId()).isEqualTo("tag:wire.example,2025:text-1");
        assertThat(article.getTitle()).isEqualTo("Lighthouse relit after a century");
        assertThat(article.getStandfirst()).isEqualTo("Fishermen paid for the lamp.");
        assertThat(article.getBody()).isEqualTo("The lamp was lit on Saturday.\n\nIt reaches nine miles.");
        assertThat(article.getPublisher().getName()).isEqualTo("Northwire");
        assertThat(article.getAuthors()).containsExactly("Ada Quist");
        assertThat(article.getLanguage()).isEqualTo("en-GB");
        assertThat(article.getSubjects()).containsExactly(new DeclaredSubject("medtop", "20000763", "water transport"));
        assertThat(article.getRights()).isEqualTo("(c) Northwire");
        assertThat(article.getImages())
                .containsExactly(
                        new Image("https://img.wire.example/l.jpg", "The tower at dusk", "Ola Brandt", 1000, 800));
        assertThat(extraction.problems()).hasSize(1);
        assertThat(extraction.problems().get(0).what()).contains("stat:canceled");
    }

    @Test
    void readsNitf() throws Exception {
        RawArticle article = extract("nitf.xml").articles().get(0);

        assertThat(article.getTitle()).isEqualTo("Ferry returns to the bay");
        assertThat(article.getStandfirst()).isEqualTo("Six weeks in the yard.");
        assertThat(article.getAuthors()).containsExactly("Ben Ortega");
        assertThat(article.getDateline()).isEqualTo("VALMARE");
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T08:05:06Z");
        assertThat(article.getBody())
                .isEqualTo("The ferry left at seven.\n\nNew hull\n\nThe hull is new.\n\nNine knots\n\nShe runs well.");
        assertThat(article.getBlocks())
                .extracting(b -> b.getKind())
                .containsExactly(
                        BlockKind.PARAGRAPH,
                        BlockKind.HEADING,
                        BlockKind.PARAGRAPH,
                        BlockKind.LIST_ITEM,
                        BlockKind.QUOTE);
        assertThat(article.getImages()).extracting(Image::getCaption).containsExactly("The ferry");
        assertThat(article.getTags()).containsExactly("ferry");
    }

    @Test
    void refusesItemsThatAreNoArticles() {
        assertThatThrownBy(() -> extract("{\"uri\": \"x:1\", \"type\": \"text\", \"pubstatus\": \"canceled\"}"
                        .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("canceled");
        assertThatThrownBy(() -> extract("<packageItem guid=\"p\"/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("package");
    }

    private static Extraction extract(String fixture) throws IOException, ExtractionException {
        try (InputStream in = AgencyExtractorsTest.class.getResourceAsStream(fixture)) {
            return extract(in.readAllBytes());
        }
    }

    private static Extraction extract(byte[] bytes) throws ExtractionException {
        return Extractors.standard()
                .extract(InputDocument.builder(bytes, "item").build());
    }
}
