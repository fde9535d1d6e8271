package io.newsflow.ingest.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.Block;
import io.newsflow.model.BlockKind;
import io.newsflow.model.PageFeature;
import io.newsflow.model.PageLink;
import io.newsflow.model.PageRelation;
import io.newsflow.model.RawArticle;
import io.newsflow.model.TimePrecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatorExtractorTest {
    private static final Instant CAPTURED = Instant.parse("2025-07-12T07:10:30Z");
    private static final Instant FETCHED = Instant.parse("2025-07-12T08:00:00Z");

    private final AggregatorExtractor extractor = new AggregatorExtractor();

    @Test
    void readsLeadFurnitureAndRelatedArticles() throws Exception {
        List<RawArticle> articles = extract(fixture("harbour-strike.txt")).articles();

        assertThat(articles).hasSize(4);
        RawArticle lead = articles.get(0);
        assertThat(lead.getTitle()).isEqualTo("Dockers end strike at Port of Valmare after night of talks");
        assertThat(lead.getStandfirst()).startsWith("Cranes turned again").endsWith("wanted to dissolve.");
        assertThat(blocks(lead)).hasSize(3);
        assertThat(blocks(lead).get(1))
                .isEqualTo("'Nobody leaves this room happy, and that is how I know it is fair,' she said.");
        assertThat(lead.getBlocks()).extracting(Block::getKind).containsOnly(BlockKind.PARAGRAPH);
        assertThat(lead.getBody())
                .doesNotContain("Hashtags")
                .doesNotContain("Lanternfeed")
                .doesNotContain("comments")
                .doesNotContain("Harbour Courier");
        assertThat(lead.getPublisher().getName()).isNull();
        assertThat(lead.getPublished()).isNull();
        assertThat(lead.getTags()).containsExactly("Valmare", "Strike", "Shipping");
        assertThat(lead.getCommentCount()).isZero();
        assertThat(lead.getPageFeatures())
                .containsExactly(
                        new PageFeature("hashtags", null, 3),
                        new PageFeature("ai-offer", "Lanternfeed AI", null),
                        new PageFeature("comments", null, 0),
                        new PageFeature("related", null, 3));

        RawArticle fruit = articles.get(1);
        assertThat(fruit.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(fruit.getTitle()).isEqualTo("Fruit importers count the cost of a silent port");
        assertThat(fruit.getStandfirst()).isNull();
        assertThat(fruit.getBody()).startsWith("Eleven containers").endsWith("Ola Brandt.");
        assertTime(fruit, "2025-07-09T00:00:00Z", TimePrecision.DAY, "3 days ago");
        assertTime(articles.get(2), "2025-07-11T00:00:00Z", TimePrecision.DAY, "yesterday");
        assertTime(articles.get(3), "2025-07-12T07:10:00Z", TimePrecision.MINUTE, "just now");
    }

    @Test
    void linksEveryArticleToAllOthers() throws Exception {
        List<RawArticle> articles = extract(fixture("harbour-strike.txt")).articles();

        List<PageLink> ofLead = articles.get(0).getRelatedOnPage();
        assertThat(ofLead).extracting(PageLink::getRelation).containsOnly(PageRelation.LISTED);
        assertThat(ofLead).extracting(PageLink::getPosition).containsExactly(0, 1, 2);
        assertThat(ofLead)
                .extracting(PageLink::getArticleId)
                .containsExactly(
                        articles.get(1).getArticleId(),
                        articles.get(2).getArticleId(),
                        articles.get(3).getArticleId());
        List<PageLink> ofFirst = articles.get(1).getRelatedOnPage();
        assertThat(ofFirst)
                .extracting(PageLink::getRelation)
                .containsExactly(PageRelation.LISTED_BY, PageRelation.LISTED_WITH, PageRelation.LISTED_WITH);
        assertThat(ofFirst.get(0).getTitle()).isEqualTo(articles.get(0).getTitle());
        assertThat(ofFirst.get(1).getPublisher()).isEqualTo("Nordic Ledger");
    }

    @Test
    void carriesIdentityProvenanceAndTimesOfTheSighting() throws Exception {
        RawArticle article = extract(fixture("harbour-strike.txt")).articles().get(2);

        assertThat(article.getArticleId()).matches("t1-[0-9a-f]{32}");
        assertThat(article.getIdRule()).isEqualTo("title-v1");
        assertThat(article.getRevision()).isEqualTo(FETCHED.toEpochMilli());
        assertThat(article.getFirstSeen()).isEqualTo(FETCHED);
        assertThat(article.getPublished().getResolvedAgainst()).isEqualTo(CAPTURED);
        assertThat(article.getProvenance().getConnector()).isEqualTo("aggregator");
        assertThat(article.getProvenance().getLocation()).isEqualTo("page.txt");
        assertThat(article.getProvenance().getOffset()).isEqualTo(2);
        assertThat(article.getExtractor()).isEqualTo("aggregator-1");
    }

    @Test
    void givesTheSameIdsForALaterCaptureOfTheSamePage() throws Exception {
        String page = fixture("harbour-strike.txt");

        List<RawArticle> first = extract(page).articles();
        List<RawArticle> later = extractor
                .extract(document(page.replace("3 days ago", "4 days ago").replace("yesterday", "2 days ago"))
                        .capturedAt(CAPTURED.plusSeconds(86_400))
                        .build())
                .articles();

        assertThat(later.subList(0, 3))
                .extracting(RawArticle::getArticleId)
                .isEqualTo(first.subList(0, 3).stream()
                        .map(RawArticle::getArticleId)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crlf",
                "cr",
                "no-blank-lines",
                "double-blank-lines",
                "bom",
                "utf-16",
                "indented",
                "trailing-button"
            })
    void doesNotMindHowTheLinesAreSet(String variation) throws Exception {
        String page = fixture("harbour-strike.txt");
        byte[] bytes;
        switch (variation) {
            case "crlf":
                bytes = utf8(page.replace("\n", "\r\n"));
                break;
            case "cr":
                bytes = utf8(page.replace("\n", "\r"));
                break;
            case "no-blank-lines":
                bytes = utf8(page.replaceAll("\n+", "\n").strip());
                break;
            case "double-blank-lines":
                bytes = utf8(page.replace("\n", "\n\n"));
                break;
            case "bom":
                bytes = utf8("\uFEFF" + page);
                break;
            case "utf-16":
                bytes = page.getBytes(StandardCharsets.UTF_16);
                break;
            case "indented":
                bytes = utf8(page.replace("\n", "\n \u00A0\t"));
                break;
            default:
                bytes = utf8(page + "\n\nLoad more\n");
                break;
        }

        List<RawArticle> expected = extract(page).articles();
        Extraction varied = extractor.extract(builder(bytes).build());

        assertThat(varied.articles()).isEqualTo(expected);
        assertThat(varied.problems()).isEmpty();
    }

    @Test
    void readsAPageWithoutRelatedPart() throws Exception {
        String page = fixture("harbour-strike.txt");

        List<RawArticle> articles =
                extract(page.substring(0, page.indexOf("Related Articles"))).articles();

        assertThat(articles).hasSize(1);
        assertThat(articles.get(0).getRelatedOnPage()).isEmpty();
        assertThat(articles.get(0).getPageFeatures())
                .extracting(PageFeature::getKind)
                .doesNotContain("related");
    }

    @Test
    void readsAPageWithNothingButLeadAndRelatedPart() throws Exception {
        String page = fixture("harbour-strike.txt");
        String bare = page.substring(0, page.indexOf("Hashtags")) + page.substring(page.indexOf("Related Articles"));

        List<RawArticle> articles = extract(bare).articles();

        assertThat(articles).hasSize(4);
        assertThat(articles.get(0).getCommentCount()).isNull();
        assertThat(articles.get(0).getTags()).isEmpty();
    }

    @Test
    void countsCommentsAndKeepsThemOutOfTheText() throws Exception {
        List<RawArticle> articles = extract(
                        fixture("comments.txt")
                                + "Related Articles\nNordic Ledger\n2 hours ago\n- Nordic Ledger\nBells of the north\nA short history.\n")
                .articles();

        assertThat(articles).hasSize(2);
        assertThat(articles.get(0).getCommentCount()).isEqualTo(2);
        assertThat(articles.get(0).getBody()).doesNotContain("cried").doesNotContain("Lindqvist");
    }

    @Test
    void countsCommentsWhereTheHeadingDoesNot() throws Exception {
        String page = fixture("comments.txt").replace("Comments (2)", "Hashtags\n#Oberwald\nComments");

        assertThat(extract(page).articles().get(0).getCommentCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "german.txt,3,vor 2 Stunden,2025-07-12T05:00:00Z,Rheinblick,Verkehr",
        "ukrainian.txt,3,2 години тому,2025-07-12T05:00:00Z,Дніпровський вісник,Полтава",
        "japanese.txt,3,2時間前,2025-07-12T05:00:00Z,潮風新聞,灯台"
    })
    void readsPagesInOtherLanguages(
            String file, int count, String words, Instant published, String publisher, String tag) throws Exception {
        List<RawArticle> articles = extract(fixture(file)).articles();

        assertThat(articles).hasSize(count);
        assertThat(articles.get(0).getCommentCount()).isZero();
        assertThat(articles.get(0).getTags()).contains(tag);
        assertThat(articles.get(1).getPublisher().getName()).isEqualTo(publisher);
        assertTime(articles.get(1), published.toString(), TimePrecision.HOUR, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            #Valmare #Strike          | Valmare;Strike
            #Valmare, #Strike         | Valmare;Strike
            Valmare, Strike           | Valmare;Strike
            - #Valmare                | Valmare
            #港 #灯台                 | 港;灯台
            """)
    void readsHashtagsHoweverTheyAreSet(String line, String tags) throws Exception {
        String page = "Title of the page\nA paragraph of text.\nHashtags\n" + line + "\nComments\nNo comments yet...\n";

        assertThat(extract(page).articles().get(0).getTags()).containsExactly(tags.split(";"));
    }

    @Test
    void readsALeadThatNamesItsPublisherAndTime() throws Exception {
        String below =
                "Bridge reopens\nHarbour Courier\n2 hours ago\nThe bridge is open again.\nCars crossed at noon.\nComments\nNo comments yet...\n";
        String above =
                "Harbour Courier\n2 hours ago\n- Harbour Courier\nBridge reopens\nThe bridge is open again.\nCars crossed at noon.\nComments\nNo comments yet...\n";
        String byline =
                "Bridge reopens\nBy Ada Quist\nJuly 11, 2025\nThe bridge is open again.\nCars crossed at noon.\nComments\nNo comments yet...\n";

        for (String page : List.of(below, above)) {
            RawArticle lead = extract(page).articles().get(0);
            assertThat(lead.getTitle()).isEqualTo("Bridge reopens");
            assertThat(lead.getPublisher().getName()).isEqualTo("Harbour Courier");
            assertTime(lead, "2025-07-12T05:00:00Z", TimePrecision.HOUR, "2 hours ago");
            assertThat(lead.getBody()).isEqualTo("Cars crossed at noon.");
        }
        RawArticle signed = extract(byline).articles().get(0);
        assertThat(signed.getAuthors()).containsExactly("Ada Quist");
        assertTime(signed, "2025-07-11T00:00:00Z", TimePrecision.DAY, "July 11, 2025");
    }

    @Test
    void readsEntriesThatLackATimeOrAListItem() throws Exception {
        String page =
                "Lead title\nOnly paragraph.\nRelated Articles\nHarbour Courier\n- Harbour Courier\nFirst\nFirst body.\n\nNordic Ledger\n3 hours ago\nSecond\nSecond body.\nMore of it.\n\nTagesbote\nvor 3 Tagen\n- Tagesbote\nThird\n";

        List<RawArticle> articles = extract(page).articles();

        assertThat(articles).extracting(RawArticle::getTitle).containsExactly("Lead title", "First", "Second", "Third");
        assertThat(articles.get(0).getStandfirst()).isNull();
        assertThat(articles.get(0).getBody()).isEqualTo("Only paragraph.");
        assertThat(articles.get(1).getPublished()).isNull();
        assertThat(blocks(articles.get(2))).containsExactly("Second body.", "More of it.");
        assertThat(articles.get(3).getBody()).isEmpty();
    }

    @Test
    void reportsAnEntryWithoutAnythingInIt() throws Exception {
        String page =
                "Lead title\nOnly paragraph.\nRelated Articles\nHarbour Courier\n2 hours ago\n- Harbour Courier\nNordic Ledger\n3 hours ago\n- Nordic Ledger\nSecond\nBody.\n";

        Extraction extraction = extract(page);

        assertThat(extraction.articles()).extracting(RawArticle::getTitle).containsExactly("Lead title", "Second");
        assertThat(extraction.problems()).hasSize(1);
        assertThat(extraction.problems().get(0).where()).isEqualTo("line 4");
    }

    @Test
    void takesTheDocumentsAddressForTheLead() throws Exception {
        RawArticle lead = extractor
                .extract(document(fixture("german.txt"))
                        .url("https://lanternfeed.example/a/1?utm_source=x")
                        .build())
                .articles()
                .get(0);

        assertThat(lead.getCanonicalUrl()).isEqualTo("https://lanternfeed.example/a/1");
        assertThat(lead.getIdRule()).isEqualTo("url-v1");
        assertThat(lead.getPublisher().getDomain()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Shopping list: bread, apples, two light bulbs.",
                "Dear all,\n\nthe meeting is at ten. Bring the figures.\n\nComments\nwelcome\n",
                "one\ntwo\nthree\n",
                "Comments",
            })
    void refusesTextThatIsNoSuchPage(String text) {
        assertThat(extractor.score(document(text).build())).isLessThan(0.5);
        assertThatThrownBy(() -> extract(text))
                .isInstanceOf(ExtractionException.class)
                .hasMessageContaining("not an aggregator page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html><body>Comments<br>No comments yet...</body></html>", "{\"title\": \"Comments\"}", "[1]"})
    void leavesMarkupToOthers(String text) {
        assertThat(extractor.score(document(text).build())).isZero();
    }

    @Test
    void readsTheSharedSample() throws Exception {
        Path sample = Path.of("../../shared/samples/aggregator-page.txt");
        Assumptions.assumeTrue(Files.exists(sample), "no shared samples beside the repository: " + sample);

        List<RawArticle> articles =
                extractor.extract(builder(Files.readAllBytes(sample)).build()).articles();

        assertThat(articles).hasSize(4);
        assertThat(articles.get(0).getTitle()).isEqualTo("NATO talks becoming toxic");
        assertThat(articles.get(0).getStandfirst())
                .startsWith("Western nations")
                .endsWith("decline in support.");
        assertThat(articles.get(0).getBlocks()).hasSize(7);
        assertThat(articles.get(0).getPageFeatures())
                .containsExactly(
                        new PageFeature("hashtags", null, 0),
                        new PageFeature("ai-offer", "Daily8 AI", null),
                        new PageFeature("comments", null, 0),
                        new PageFeature("related", null, 3));
        for (RawArticle related : articles.subList(1, 4)) {
            assertThat(related.getPublisher().getName()).isEqualTo("Russia Today");
            assertThat(related.getBlocks()).hasSize(1);
            assertTime(related, "2025-07-12T05:00:00Z", TimePrecision.HOUR, "2 hours ago");
        }
        assertThat(articles.get(1).getTitle()).isEqualTo("Germany tells Ukraine \u2018no Taurus missiles'");
        assertThat(articles.get(3).getTitle()).startsWith("Woman busted");
    }

    private static void assertTime(RawArticle article, String value, TimePrecision precision, String text) {
        ArticleTime time = article.getPublished();
        assertThat(time.getValue()).isEqualTo(value);
        assertThat(time.getPrecision()).isEqualTo(precision);
        assertThat(time.getText()).isEqualTo(text);
    }

    private static List<String> blocks(RawArticle article) {
        String body = article.getBody();
        return article.getBlocks().stream()
                .map(b -> body.substring(
                        body.offsetByCodePoints(0, b.getStart()), body.offsetByCodePoints(0, b.getEnd())))
                .toList();
    }

    private Extraction extract(String page) throws ExtractionException {
        return extractor.extract(document(page).build());
    }

    private static InputDocument.Builder document(String page) {
        return builder(utf8(page));
    }

    private static InputDocument.Builder builder(byte[] bytes) {
        return InputDocument.builder(bytes, "page.txt").capturedAt(CAPTURED).fetchedAt(FETCHED);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = AggregatorExtractorTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
