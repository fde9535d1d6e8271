package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.push.ArticleJson.Problem;
import io.newsflow.ingest.push.ArticleJson.Rejected;
import io.newsflow.ingest.push.PushBody.Form;
import io.newsflow.ingest.push.PushBody.Item;
import io.newsflow.model.Block;
import io.newsflow.model.BlockKind;
import io.newsflow.model.DeclaredSubject;
import io.newsflow.model.Image;
import io.newsflow.model.RawArticle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleJsonTest {
    private static final Instant NOW = Instant.parse("2025-07-14T12:00:00Z");
    private static final String NINJS = "{\"uri\":\"urn:ferry-1\",\"type\":\"text\",\"headline\":\"Ferry back\","
            + "\"body_text\":\"The ferry runs again.\",\"versioncreated\":\"2025-07-14T09:30:00Z\"}";

    @Test
    void readsEveryField() throws Exception {
        RawArticle article = one("""
                {"id": "a-17", "url": "https://www.courier.example/ferry?utm_source=x", "title": "Ferry back &amp; running",
                 "standfirst": "After two days.", "body": "First paragraph.\\n\\nSecond paragraph.",
                 "publisher": {"name": "Harbour Courier", "domain": "courier.example", "country": "se"},
                 "authors": ["Ruta Kalnina"], "byline": "By Ruta Kalnina", "section": "Sea", "tags": ["#Ferry"],
                 "subjects": [{"scheme": "medtop", "code": "20000000", "name": "arts"}], "language": "en_gb",
                 "dateline": "VALMARE", "published": "2025-07-14T11:30:00+02:00", "modified": "2025-07-14T10:00:00Z",
                 "images": [{"url": "https://courier.example/1.jpg", "caption": "The ferry", "width": 800, "height": 600}],
                 "rights": "(c) Courier", "paywalled": true, "archive": true, "extra": {"desk": "sea"}}
                """);

        assertThat(article.getCanonicalUrl()).isEqualTo("https://courier.example/ferry");
        assertThat(article.getIdRule()).isEqualTo("url-v1");
        assertThat(article.getTitle()).isEqualTo("Ferry back & running");
        assertThat(article.getStandfirst()).isEqualTo("After two days.");
        assertThat(article.getBody()).isEqualTo("First paragraph.\n\nSecond paragraph.");
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getPublisher().getCountry()).isEqualTo("SE");
        assertThat(article.getAuthors()).containsExactly("Ruta Kalnina");
        assertThat(article.getTags()).containsExactly("Ferry");
        assertThat(article.getSubjects()).containsExactly(new DeclaredSubject("medtop", "20000000", "arts"));
        assertThat(article.getLanguage()).isEqualTo("en-GB");
        assertThat(article.getPublished().getValue()).isEqualTo(Instant.parse("2025-07-14T09:30:00Z"));
        assertThat(article.getPublished().getEvidence()).isEqualTo("push");
        assertThat(article.getImages())
                .containsExactly(new Image("https://courier.example/1.jpg", "The ferry", null, 800, 600));
        assertThat(article.getPaywalled()).isTrue();
        assertThat(article.getArchive()).isTrue();
        assertThat(article.getExtra()).containsEntry("desk", "sea");
        assertThat(article.getProvenance().getItemId()).isEqualTo("a-17");
        assertThat(article.getProvenance().getSourceId()).isEqualTo("courier");
        assertThat(article.getProvenance().getConnector()).isEqualTo("push");
    }

    @Test
    void theSendersIdIsTheIdentityWhereThereIsNoAddress() throws Exception {
        RawArticle first = one("{\"id\": \"a-17\", \"title\": \"Ferry back\"}");
        RawArticle corrected = one("{\"id\": \"a-17\", \"title\": \"Ferry back at last\"}");

        assertThat(first.getIdRule()).isEqualTo("external-v1");
        assertThat(corrected.getArticleId()).isEqualTo(first.getArticleId());
        assertThat(corrected.getContentHash()).isNotEqualTo(first.getContentHash());
    }

    @Test
    void readsHtmlBodiesIntoBlocks() throws Exception {
        RawArticle article = one("{\"title\": \"T\", \"url\": \"https://courier.example/x\", \"bodyHtml\": "
                + "\"<h2>Sea</h2><p>One <b>two</b>.</p><script>alert(1)</script><img src='/p.jpg'>\"}");

        assertThat(article.getBody()).isEqualTo("Sea\n\nOne two.");
        assertThat(article.getBlocks())
                .extracting(Block::getKind)
                .containsExactly(BlockKind.HEADING, BlockKind.PARAGRAPH);
        assertThat(article.getImages()).extracting(Image::getUrl).containsExactly("https://courier.example/p.jpg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'titel': 'x'} | titel | no such field",
                "{'title': 5} | title | expected a string, not a number",
                "{'title': 'x', 'url': '/relative'} | url | absolute http or https",
                "{'title': 'x', 'url': 'ftp://h/x'} | url | absolute http or https",
                "{'title': 'x', 'published': 'soonish'} | published | expected a time",
                "{'title': 'x', 'language': 'English language'} | language | BCP 47",
                "{'title': 'x', 'authors': 'me'} | authors | expected an array, not a string",
                "{'title': 'x', 'authors': ['me', 1]} | authors[1] | expected a string, not a number",
                "{'title': 'x', 'images': [{'url': 'https://h.example/1', 'width': 'wide'}]} | images[0].width | whole number",
                "{'title': 'x', 'images': [{}]} | images[0].url | is missing",
                "{'title': 'x', 'subjects': [{'name': 'n'}]} | subjects[0].code | is missing",
                "{'title': 'x', 'publisher': {'name': 'n', 'country': 'Sweden'}} | publisher.country | ISO 3166-1",
                "{'title': 'x', 'publisher': {'nmae': 'n'}} | publisher.nmae | no such field",
                "{'title': 'x', 'paywalled': 'yes'} | paywalled | expected true or false",
                "{'title': 'x', 'extra': {'a': 1}} | extra.a | expected a string",
                "{'title': 'x', 'body': 'a', 'bodyHtml': 'b'} | bodyHtml | not both",
                "{'url': 'https://h.example/x'} | title | needs a title or a text",
                "5 | '' | expected a JSON object, not a number",
                "[{'title': 'x'}] | '' | expected one article"
            })
    void namesTheFieldThatIsWrong(String json, String field, String message) {
        Rejected rejected = rejected(Form.JSON, json.replace('\'', '"'));

        assertThat(rejected.isMalformed()).isFalse();
        Problem problem = rejected.problems().get(0);
        assertThat(problem.field()).isEqualTo(field == null ? "" : field);
        assertThat(problem.message()).contains(message);
    }

    @Test
    void namesTheLineOfEveryFieldThatIsWrong() {
        // When
        Rejected rejected = rejected(Form.JSON, """
                {
                  "title": "Ferry back",
                  "url": "courier.example",
                  "images": [
                    {"url": "https://courier.example/1.jpg"},
                    {"url": 7}
                  ]
                }
                """);

        // Then
        assertThat(rejected.problems()).extracting(Problem::field).containsExactlyInAnyOrder("url", "images[1].url");
        assertThat(rejected.problems()).extracting(Problem::line).containsExactlyInAnyOrder(3, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{\"title\": \"x\"} {}", "{\"title\": \"x\", \"title\": \"y\"}", "title: x"})
    void whatIsNoJsonIsMalformed(String text) {
        assertThat(rejected(Form.JSON, text).isMalformed()).isTrue();
    }

    @Test
    void nestingWithoutEndIsMalformed() {
        assertThat(rejected(Form.JSON, "[".repeat(100_000)).isMalformed()).isTrue();
    }

    @Test
    void readsLinesWithNinjsAmongThem() throws Exception {
        // When
        List<Item> items = read(Form.LINES, "{\"title\": \"One\"}\r\n\n" + NINJS + "\n{\"title\": \"Three\"}\n");

        // Then
        assertThat(items).extracting(Item::line).containsExactly(1, 3, 4);
        assertThat(items).extracting(i -> i.article().getTitle()).containsExactly("One", "Ferry back", "Three");
        assertThat(items.get(1).article().getProvenance().getConnector()).isEqualTo("ninjs");
        assertThat(items.get(1).article().getProvenance().getSourceId()).isEqualTo("courier");
    }

    @Test
    void tellsAllLinesThatAreWrong() {
        Rejected rejected = rejected(Form.LINES, "{\"title\": \"One\"}\n{\"titel\": \"x\"}\n\n{\"title\": }\n");

        assertThat(rejected.isMalformed()).isTrue();
        assertThat(rejected.problems()).extracting(Problem::line).containsExactly(2, 4);
    }

    @Test
    void takesNoMoreArticlesThanItsLimit() {
        assertThat(rejected(Form.LINES, "{\"title\": \"x\"}\n".repeat(11)).getMessage())
                .contains("more than 10 articles");
    }

    @Test
    void bytesThatAreNotUtf8AreNamedByLine() {
        byte[] bytes = "{\"title\": \"One\"}\n{\"title\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        Rejected rejected =
                catchThrowableOfType(Rejected.class, () -> PushBody.read(document(bytes), Form.LINES, "push", 10));

        assertThat(rejected.isMalformed()).isTrue();
        assertThat(rejected.problems().get(0).line()).isEqualTo(2);
        assertThat(rejected.getMessage()).contains("UTF-8");
    }

    @Test
    void readsAnArrayOfNinjsOnlyAsNinjs() throws Exception {
        assertThat(read(Form.NINJS, "[" + NINJS + "]")).hasSize(1);
        assertThat(rejected(Form.NINJS, NINJS.replace("\"type\"", "\"pubstatus\":\"canceled\",\"type\""))
                        .getMessage())
                .contains("canceled");
    }

    // ---- as files

    @Test
    void filesOfArticlesAreRecognised() throws Exception {
        // Given
        String lines = "{\"title\": \"One\", \"body\": \"Text.\"}\n{\"titel\": \"x\"}\n" + NINJS + "\n";

        // When
        Extraction extraction = Extractors.standard().extract(document(lines.getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(extraction.articles()).extracting(RawArticle::getTitle).containsExactly("One", "Ferry back");
        assertThat(extraction.articles().get(0).getProvenance().getConnector()).isEqualTo("file");
        assertThat(extraction.articles().get(0).getProvenance().getOffset()).isEqualTo(1L);
        assertThat(extraction.problems()).hasSize(1);
        assertThat(extraction.problems().get(0).where()).isEqualTo("line 2");
        assertThat(extraction.problems().get(0).what()).contains("titel");
    }

    @Test
    void aFileWithOneWrongArticleIsRefusedWithItsReason() {
        byte[] bytes = "{\"title\": \"One\", \"body\": \"Text.\", \"url\": \"x\", \"section\": 5}"
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Extractors.standard().extract(document(bytes)))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("url: expected an absolute http or https address")
                .hasMessageContaining("1 more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"x\", \"url\": \"y\"}",
                "{\"name\": \"x\"}",
                "<rss><title>x</title></rss>"
            })
    void otherDocumentsAreNotTakenForArticles(String text) {
        assertThat(new ArticleJsonExtractor().score(document(text.getBytes(StandardCharsets.UTF_8))))
                .isZero();
    }

    private static RawArticle one(String json) throws Rejected {
        List<Item> items = read(Form.JSON, json);
        assertThat(items).hasSize(1);
        return items.get(0).article();
    }

    private static List<Item> read(Form form, String text) throws Rejected {
        return PushBody.read(document(text.getBytes(StandardCharsets.UTF_8)), form, "push", 10);
    }

    private static Rejected rejected(Form form, String text) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> read(form, text));
        assertThat(rejected).isNotNull();
        return rejected;
    }

    private static InputDocument document(byte[] bytes) {
        return InputDocument.builder(bytes, "push:test")
                .capturedAt(NOW)
                .fetchedAt(NOW)
                .sourceId("courier")
                .build();
    }
}
