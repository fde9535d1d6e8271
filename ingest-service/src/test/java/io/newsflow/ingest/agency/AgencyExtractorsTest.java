package io.newsflow.ingest.agency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.NotForPublicationException;
import io.newsflow.model.BlockKind;
import io.newsflow.model.DeclaredSubject;
import io.newsflow.model.Image;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(extraction.problems()).isEmpty();
        assertThat(extraction.withdrawals()).hasSize(1);
        assertThat(extraction.withdrawals().get(0).what()).contains("is canceled");
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
        assertThatThrownBy(() -> extract("<packageItem guid=\"p\"/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("package");
    }

    @Test
    void readsNinjs3InCamelCase() throws Exception {
        RawArticle article =
                extract("""
                {"uri": "urn:wire:7", "type": "text", "standard": {"name": "ninjs", "version": "3.1"}, "language": "en",
                 "firstCreated": "2025-07-14T06:05:06Z", "versionCreated": "2025-07-14T07:05:06Z", "pubStatus": "usable",
                 "copyrightNotice": "(c) Northwire", "infoSources": [{"name": "Northwire"}], "by": "Ada Quist and Ben Ortega",
                 "headlines": [{"role": "short", "value": "Lamp"}, {"role": "main", "value": "Lighthouse relit"}],
                 "bodies": [{"contentType": "text/plain", "value": "Plain."},
                            {"contentType": "application/xhtml+xml", "value": "<p>The lamp was lit.</p><p>It reaches far.</p>"}],
                 "people": [{"name": "Ola Brandt", "rel": "about"}], "organisations": [{"name": "Harbour Board"}],
                 "subjects": [{"name": "water transport", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000763"}]}
                """.getBytes(StandardCharsets.UTF_8)).articles().get(0);

        assertThat(article.getTitle()).isEqualTo("Lighthouse relit");
        assertThat(article.getBody()).isEqualTo("The lamp was lit.\n\nIt reaches far.");
        assertThat(article.getAuthors()).containsExactly("Ada Quist", "Ben Ortega");
        assertThat(article.getRights()).isEqualTo("(c) Northwire");
        assertThat(article.getPublisher().getName()).isEqualTo("Northwire");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T06:05:06Z");
        assertThat(article.getModified().getValue()).isEqualTo("2025-07-14T07:05:06Z");
        assertThat(article.getSubjects())
                .contains(
                        new DeclaredSubject("medtop", "20000763", "water transport"),
                        new DeclaredSubject("people", "Ola Brandt", "Ola Brandt"),
                        new DeclaredSubject("organisations", "Harbour Board", "Harbour Board"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"pubstatus\": \"withheld\"",
                "\"pubStatus\": \"http://cv.iptc.org/newscodes/pubstatusg2/withheld\"",
                "\"embargoed\": null"
            })
    void publishesNothingOfNinjsThatIsHeldBack(String status) {
        // Given a body that a page could be made of
        String item =
                "{\"uri\": \"x:1\", \"type\": \"text\", \"headline\": \"H\", \"body_xhtml\": \"<p>Secret.</p><p>Text.</p>\", "
                        + status + "}";

        // When, Then: no other kind reads it either
        assertThatThrownBy(() -> extract(item.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(NotForPublicationException.class);
    }

    @Test
    void publishesOfNewsMlWhatIsUsableNow() throws Exception {
        // Given
        String message = "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>"
                + item("g:1", "text", "<pubStatus qcode='stat:usable'/>")
                + item("g:2", "text", "<pubStatus qcode='stat:canceled'/>")
                + item("g:3", "text", "<pubStatus qcode='stat:withheld'/>")
                + item("g:4", "text", "<embargoed>2031-01-01T00:00:00Z</embargoed>")
                + item("g:5", "text", "<embargoed/>")
                + item("g:6", "text", "<embargoed>2020-01-01T00:00:00Z</embargoed>") + "</itemSet></newsMessage>";

        // When
        Extraction extraction = extract(message.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(extraction.articles())
                .extracting(article -> article.getProvenance().getItemId())
                .containsExactly("g:1", "g:6");
        assertThat(extraction.withdrawals())
                .extracting(Extraction.Withdrawal::what)
                .satisfiesExactly(what -> assertThat(what).contains("g:2 is canceled"));
        assertThat(extraction.held())
                .extracting(Extraction.Held::what)
                .satisfiesExactly(what -> assertThat(what).contains("g:4 is under an embargo until 2031"));
        assertThat(extraction.heldUntil()).contains(Instant.parse("2031-01-01T00:00:00Z"));
        assertThat(extraction.problems())
                .extracting(Extraction.Problem::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("g:3 is withheld"),
                        what -> assertThat(what).contains("g:5 is under an embargo without an end"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uri\": \"x:1\", \"type\": \"text\", \"url\": \"https://wire.example/ferry\", \"headline\": \"Ferry\", %s\"body_text\": \"It runs.\"}"
                        + "|\"pubstatus\": \"canceled\", ",
                "<newsItem guid='g:1' version='2'><itemMeta><itemClass qcode='ninat:text'/>%s</itemMeta><contentMeta><headline>Ferry</headline>"
                        + "</contentMeta><contentSet><inlineData>It runs.</inlineData></contentSet></newsItem>|<pubStatus qcode='stat:canceled'/>",
                "<nitf><head><docdata%s><doc-id id-string='n-1' regsrc='Northwire'/></docdata></head><body><body.head><hedline><hl1>Ferry</hl1>"
                        + "</hedline></body.head><body.content><p>It runs.</p></body.content></body></nitf>| management-status='canceled'"
            })
    void aCanceledItemWithdrawsTheArticleThatTheUsableOneWas(String item) throws Exception {
        // Given
        String[] parts = item.split("\\|");

        // When
        Extraction usable = extract(parts[0].formatted("").getBytes(StandardCharsets.UTF_8));
        Extraction canceled = extract(parts[0].formatted(parts[1]).getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(canceled.articles()).isEmpty();
        assertThat(canceled.problems()).isEmpty();
        assertThat(canceled.withdrawals()).hasSize(1);
        assertThat(canceled.withdrawals().get(0).articleIds())
                .contains(usable.articles().get(0).getArticleId());
    }

    @Test
    void picturesBelongToTheTextsOfTheirPackage() throws Exception {
        // Given a package of one text and a picture, another text, and a picture of no package
        String message =
                "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet><packageItem guid='k'><groupSet><group>"
                        + "<itemRef residref='g:1'/><itemRef residref='p:1'/></group></groupSet></packageItem>"
                        + item("g:1", "text", "") + item("g:2", "text", "") + item("p:1", "picture", "")
                        + item("p:2", "picture", "") + "</itemSet></newsMessage>";

        // When
        Extraction extraction = extract(message.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(extraction.articles().get(0).getImages())
                .extracting(Image::getUrl)
                .containsExactly("https://wire.example/p:1.jpg", "https://wire.example/p:2.jpg");
        assertThat(extraction.articles().get(1).getImages())
                .extracting(Image::getUrl)
                .containsExactly("https://wire.example/p:2.jpg");
        assertThat(extraction.articles().get(0).getImages().get(0).getCaption()).isEqualTo("The tower");
    }

    private static String item(String guid, String itemClass, String status) {
        String content = itemClass.equals("picture")
                ? "<remoteContent href='https://wire.example/" + guid + ".jpg' width='800'/>"
                : "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Text of it.</p></body></html></inlineXML>";
        return "<newsItem guid='" + guid + "'><itemMeta><itemClass qcode='ninat:" + itemClass + "'/>" + status
                + "</itemMeta><contentMeta><headline>Headline " + guid
                + "</headline><description role='drol:summary'>Sum.</description>"
                + "<description role='drol:caption'>The tower</description></contentMeta><contentSet>" + content
                + "</contentSet></newsItem>";
    }

    @Test
    void readsBylinesAndTablesOfNitf() throws Exception {
        RawArticle article =
                extract("""
                <?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf><head/><body><body.head><hedline>
                <hl1>Lighthouse relit</hl1></hedline><byline><bytag>By Ada Quist and Ben Ortega</bytag></byline></body.head>
                <body.content><p>The lamp was lit.</p><table><tr><th>Year</th><th>Miles</th></tr><tr><td>1925</td><td>9</td></tr>
                </table></body.content></body></nitf>
                """.getBytes(StandardCharsets.UTF_8)).articles().get(0);

        assertThat(article.getAuthors()).containsExactly("Ada Quist", "Ben Ortega");
        assertThat(article.getBody()).isEqualTo("The lamp was lit.\n\nYear | Miles\n1925 | 9");
        assertThat(article.getBlocks().get(1).getKind()).isEqualTo(BlockKind.TABLE);
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
