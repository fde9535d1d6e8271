package io.newsflow.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PersonNames;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.model.BlockKind;
import io.newsflow.model.DeclaredSubject;
import io.newsflow.model.Image;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedExtractorTest {
    private static final Instant SEEN = Instant.parse("2025-07-14T12:00:00Z");

    private final FeedExtractor extractor = new FeedExtractor();

    @Test
    void readsRss20WithItsModules() throws Exception {
        RawArticle article = articles("rss20.xml").get(0);

        assertThat(article.getTitle()).isEqualTo("Lighthouse & ferry share one radio");
        assertThat(article.getUrl())
                .isEqualTo("https://www.harbourcourier.example/world/lighthouse-radio?utm_source=rss&id=7");
        assertThat(article.getCanonicalUrl()).isEqualTo("https://harbourcourier.example/world/lighthouse-radio?id=7");
        assertThat(article.getProvenance().getItemId()).isEqualTo("hc-2025-7");
        assertThat(article.getProvenance().getConnector()).isEqualTo("rss");
        assertThat(article.getPublisher().getName()).isEqualTo("Harbour Courier");
        assertThat(article.getPublisher().getDomain()).isEqualTo("harbourcourier.example");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-14T06:05:06Z");
        assertThat(article.getPublished().getEvidence()).isEqualTo("feed");
        assertThat(article.getAuthors()).containsExactly("Ada Quist", "Ben Ortega");
        assertThat(article.getTags()).containsExactly("Shipping", "04000000");
        assertThat(article.getSubjects()).containsExactly(new DeclaredSubject("medtop", "04000000", null));
        assertThat(article.getLanguage()).isEqualTo("en-GB");
        assertThat(article.getRights()).isEqualTo("© Harbour Courier");
        assertThat(article.getCommentCount()).isEqualTo(4);
        assertThat(article.getExtra()).containsEntry("georss:point", "57.1 -2.0");
        assertThat(article.getStandfirst()).isEqualTo("The keepers and the captain now hear each other.");
        assertThat(article.getBody()).isEqualTo("""
                        The new set

                        The lighthouse at Skerry Point has had a radio since 1921.

                        Two voices

                        The ferry joined on Monday.

                        “It works,” said the captain.

                        Good evening, Skerry.

                        Channel 16 stays free

                        Channel 9 is shared""");
        assertThat(article.getBlocks())
                .extracting(b -> b.getKind())
                .containsExactly(
                        BlockKind.CAPTION,
                        BlockKind.PARAGRAPH,
                        BlockKind.HEADING,
                        BlockKind.PARAGRAPH,
                        BlockKind.PARAGRAPH,
                        BlockKind.QUOTE,
                        BlockKind.LIST_ITEM,
                        BlockKind.LIST_ITEM);
        assertThat(article.getImages())
                .containsExactly(
                        new Image(
                                "https://img.harbourcourier.example/big.jpg",
                                "The tower at dusk",
                                "Ola Brandt",
                                1200,
                                800),
                        new Image("https://www.harbourcourier.example/img/radio.jpg", "The new set", null, 800, 600));
    }

    @Test
    void readsItemsThatCarryASummaryOnly() throws Exception {
        RawArticle article = articles("rss20.xml").get(1);

        assertThat(article.getUrl()).isEqualTo("https://www.harbourcourier.example/world/summary");
        assertThat(article.getAuthors()).containsExactly("Carla Mendes");
        assertThat(article.getBody()).isEqualTo("Fishing boats stay in port until the storm has passed.…");
        assertThat(article.getStandfirst()).isNull();
        assertThat(article.getFlags()).contains("summary-only");
        assertThat(article.getImages())
                .extracting(Image::getUrl)
                .containsExactly("https://img.harbourcourier.example/boats.jpg");
    }

    @Test
    void givesAnItemToThePublisherThatItNames() throws Exception {
        RawArticle article = articles("rss20.xml").get(2);

        assertThat(article.getTitle()).isEqualTo("Bridge closed, says ministry");
        assertThat(article.getPublisher().getName()).isEqualTo("The Alpine Post");
        assertThat(article.getPublisher().getDomain()).isEqualTo("alpinepost.example");
        assertThat(article.getBody()).isEmpty();
    }

    @Test
    void reportsItemsWithNothingInThem() throws Exception {
        Extraction extraction = extract("rss20.xml");

        assertThat(extraction.articles()).hasSize(3);
        assertThat(extraction.problems()).hasSize(1);
        assertThat(extraction.problems().get(0).where()).isEqualTo("item 4");
        assertThat(new String(extraction.problems().get(0).bytes(), StandardCharsets.UTF_8))
                .contains("<item>");
    }

    @Test
    void readsPollingHints() throws Exception {
        PollHints hints = extract("rss20.xml").hints();

        assertThat(hints.minimumInterval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(hints.skipHours()).isEqualTo(Set.of(2, 3));
        assertThat(hints.skipDays()).isEqualTo(Set.of(DayOfWeek.SUNDAY));
        assertThat(hints.hub()).isEqualTo("https://hub.example/");
        assertThat(hints.topic()).isEqualTo("https://www.harbourcourier.example/world.rss");
    }

    @Test
    void readsRss091WithDoctypeAndHtmlEntities() throws Exception {
        RawArticle article = articles("rss091.xml").get(0);

        assertThat(article.getTitle()).isEqualTo("La navette passe à l'électrique");
        assertThat(article.getBody()).isEqualTo("Le bateau de 7 h part désormais sans bruit.");
        assertThat(article.getPublisher().getName()).isEqualTo("Gazette du Lac");
        assertThat(article.getPublished()).isNull();
    }

    @Test
    void readsRss090AndRss10() throws Exception {
        RawArticle old = articles("rss090.rdf").get(0);
        assertThat(old.getTitle()).isEqualTo("Pump repaired");
        assertThat(old.getProvenance().getConnector()).isEqualTo("rdf");

        RawArticle article = articles("rss10.rdf").get(0);
        assertThat(article.getTitle()).isEqualTo("灯台が再点灯");
        assertThat(article.getStandfirst()).isEqualTo("百年ぶりの明かり。");
        assertThat(article.getBody()).isEqualTo("港の灯台が土曜日の夜に点灯した。\n\n漁師たちが見守った。");
        assertThat(article.getPublished().getValue()).isEqualTo("2025-07-12T11:30:00Z");
        assertThat(article.getLanguage()).isEqualTo("ja");
        assertThat(article.getAuthors()).containsExactly("佐藤 花");
        assertThat(article.getTags()).containsExactly("地域");
    }

    @Test
    void readsAtom10WithXmlBaseAndXhtml() throws Exception {
        List<RawArticle> articles = articles("atom10.xml");

        RawArticle ferry = articles.get(0);
        assertThat(ferry.getTitle()).isEqualTo("Fähre Lore fährt wieder");
        assertThat(ferry.getUrl()).isEqualTo("https://rheinblick.example/artikel/faehre-lore");
        assertThat(ferry.getPublisher().getName()).isEqualTo("Rheinblick & Umland");
        assertThat(ferry.getPublished().getValue()).isEqualTo("2025-07-14T06:05:06Z");
        assertThat(ferry.getModified().getValue()).isEqualTo("2025-07-14T09:00:00Z");
        assertThat(ferry.getAuthors()).containsExactly("Lene Hartwig");
        assertThat(ferry.getTags()).containsExactly("Verkehr", "Wasserverkehr");
        assertThat(ferry.getSubjects()).extracting(DeclaredSubject::getName).containsExactly("Wasserverkehr");
        assertThat(ferry.getStandfirst()).isEqualTo("Nach sechs Wochen Werft.");
        assertThat(ferry.getBody()).isEqualTo("Die Fähre legte um sieben Uhr ab.\n\nAm Ufer standen hundert Gäste.");
        assertThat(ferry.getImages())
                .extracting(Image::getUrl)
                .containsExactly(
                        "https://rheinblick.example/feeds/bilder/lore.png",
                        "https://rheinblick.example/artikel/lore-2.png");
        assertThat(ferry.getCommentCount()).isEqualTo(12);
        assertThat(ferry.getLanguage()).isEqualTo("de");
        assertThat(ferry.getRights()).isEqualTo("Rheinblick Verlag");

        RawArticle bridge = articles.get(1);
        assertThat(bridge.getTitle()).isEqualTo("Le pont <fermé> jusqu'à lundi");
        assertThat(bridge.getUrl()).isEqualTo("https://rheinblick.example/artikel/pont");
        assertThat(bridge.getPublisher().getName()).isEqualTo("Gazette du Lac");
        assertThat(bridge.getPublisher().getDomain()).isEqualTo("gazettedulac.example");
        assertThat(bridge.getLanguage()).isEqualTo("fr");
        assertThat(bridge.getBlocks()).hasSize(2);
        assertThat(bridge.getPublished().getFlags()).containsExactly("inferred");
        assertThat(extract("atom10.xml").hints().topic()).isEqualTo("https://rheinblick.example/feeds/alle.atom");
    }

    @Test
    void readsAtom03() throws Exception {
        RawArticle article = articles("atom03.xml").get(0);

        assertThat(article.getTitle()).isEqualTo("Rates < expected");
        assertThat(article.getPublished().getValue()).isEqualTo("2004-05-01T07:00:00Z");
        assertThat(article.getModified().getValue()).isEqualTo("2004-05-01T10:00:00Z");
        assertThat(article.getBody()).isEqualTo("The bank cut its rate by a quarter point.");
    }

    @Test
    void decodesWhatAtom03CarriesAsBase64() throws Exception {
        // Given
        String encoded = Base64.getMimeEncoder()
                .encodeToString("<p>Die Fähre fährt den ganzen Winter.</p>".getBytes(StandardCharsets.UTF_8));

        // When
        Extraction extraction = Extractors.standard()
                .extract(InputDocument.builder(
                                ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Blatt</title><entry><title>Fähre</title>"
                                                + "<link href='http://blatt.example/1'/><content type='text/html' mode='base64'>\n"
                                                + encoded + "\n</content></entry></feed>")
                                        .getBytes(StandardCharsets.UTF_8),
                                "feed")
                        .build());

        // Then
        assertThat(extraction.articles().get(0).getBody()).isEqualTo("Die Fähre fährt den ganzen Winter.");
    }

    @Test
    void readsJsonFeed11And10() throws Exception {
        Extraction extraction = extract("feed11.json");
        RawArticle port = extraction.articles().get(0);
        assertThat(port.getTitle()).isEqualTo("El puerto & la niebla");
        assertThat(port.getUrl()).isEqualTo("https://elfarodelsur.example/2025/07/puerto");
        assertThat(port.getBody()).isEqualTo("La niebla cerró el puerto.\n\nAbrió a las diez.");
        assertThat(port.getStandfirst()).isEqualTo("Cuatro horas sin barcos.");
        assertThat(port.getLanguage()).isEqualTo("es-AR");
        assertThat(port.getTags()).containsExactly("puerto", "niebla");
        assertThat(port.getAuthors()).containsExactly("Inés Robledo");
        assertThat(port.getModified().getValue()).isEqualTo("2025-07-14T15:00:00Z");
        assertThat(port.getImages())
                .extracting(Image::getUrl)
                .containsExactly(
                        "https://elfarodelsur.example/portada.jpg", "https://elfarodelsur.example/2025/07/niebla.jpg");

        RawArticle note = extraction.articles().get(1);
        assertThat(note.getIdRule()).isEqualTo("external-v1");
        assertThat(note.getBody()).isEqualTo("Nota breve: 3 < 5 & nada más.");
        assertThat(note.getFlags()).contains("title-from-body");
        assertThat(extraction.problems()).hasSize(1);
        assertThat(extraction.hints().hub()).isEqualTo("https://hub.example/");

        RawArticle old = articles("feed10.json").get(0);
        assertThat(old.getTitle()).isEqualTo("Потяги з велосипедами");
        assertThat(old.getAuthors()).containsExactly("Олена Гай");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rss20.xml",
                "rss091.xml",
                "rss090.rdf",
                "rss10.rdf",
                "atom10.xml",
                "atom03.xml",
                "feed11.json",
                "feed10.json"
            })
    void isDetectedByContentWhateverTypeIsDeclared(String fixture) throws Exception {
        for (String type : new String[] {null, "text/html", "text/plain", "application/octet-stream"}) {
            InputDocument document = InputDocument.builder(bytes(fixture), fixture)
                    .contentType(type)
                    .build();
            assertThat(Extractors.standard().detect(document))
                    .hasValueSatisfying(e -> assertThat(e.name()).isEqualTo("feed-1"));
        }
    }

    // ---- what feed readers' users expect to be recovered

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            Fish & chips                                             | Fish & chips
            Fish &amp; chips                                         | Fish & chips
            Fish &amp;amp; chips                                     | Fish & chips
            R&D at M&S                                               | R&D at M&S
            Caf&eacute; &nbsp;opens &mdash; again                    | Café opens — again
            <![CDATA[Tom & <b>Jerry</b>]]>                           | Tom & Jerry
            <b>Bold</b> claim                                        | Bold claim
            &lt;b&gt;Bold&lt;/b&gt; claim                            | Bold claim
            Why 3 &lt; 5 matters                                     | Why 3 < 5 matters
            It&#8217;s &#x201C;on&#x201D;                            | It’s “on”
            It&#146;s windy                                          | It’s windy
            <script>alert(1)</script>Harbour                         | Harbour
            &lt;script&gt;alert(1)&lt;/script&gt;Harbour             | Harbour
            Line one<br/>line two                                    | Line one line two
            &amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt; claim            | Bold claim
            &amp;amp;quot;On&amp;amp;quot; the quay                  | "On" the quay
            &lt;![CDATA[Tom &amp; Jerry]]&gt;                        | Tom & Jerry
            <![CDATA[Tom <![CDATA[and]]> Jerry]]>                    | Tom and Jerry
            """)
    void cleansTitles(String xml, String expected) throws Exception {
        assertThat(first(rss("<item><title>" + xml + "</title><link>https://a.example/1</link></item>"))
                        .getTitle())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <link>https://a.example/x</link>                                       | https://a.example/x
            <link> https://a.example/x </link>                                     | https://a.example/x
            <link>/x</link>                                                        | https://feed.example/x
            <link/>https://a.example/x                                             | https://a.example/x
            <link>x</link>                                                         | https://feed.example/rss/x
            <link>//a.example/x</link>                                             | https://a.example/x
            <link>https://a.example/x?a=1&b=2</link>                               | https://a.example/x?a=1&b=2
            <link>https://a.example/a b</link>                                     | https://a.example/a%20b
            <link>https://a.example/ü</link>                                       | https://a.example/%C3%BC
            <link/><guid>https://a.example/x</guid>                                | https://a.example/x
            <link></link><guid isPermaLink="true">https://a.example/x</guid>       | https://a.example/x
            <link href="https://a.example/x"/>                                     | https://a.example/x
            <atom:link rel="alternate" href="https://a.example/x"/>                | https://a.example/x
            <link>https://p.example/1</link><feedburner:origLink>https://a.example/x</feedburner:origLink> | https://a.example/x
            <LINK>https://a.example/x</LINK>                                       | https://a.example/x
            <link xml:base="https://b.example/d/">x</link>                         | https://b.example/d/x
            """)
    void findsTheArticlesAddress(String xml, String expected) throws Exception {
        assertThat(first(rss("<item><title>T</title>" + xml + "</item>")).getUrl())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<item><title>T</title><guid isPermaLink=\"false\">https://a.example/x</guid></item>",
                "<item><title>T</title><guid>12345</guid></item>",
                "<item><title>T</title><link>javascript:alert(1)</link></item>",
                "<item><title>T</title><link>mailto:desk@a.example</link></item>"
            })
    void takesNothingElseForAnAddress(String item) throws Exception {
        assertThat(first(rss(item)).getUrl()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,UTF-8",
        "windows-1252,ISO-8859-1",
        "windows-1251,windows-1251",
        "UTF-8,ISO-8859-1",
        "UTF-8,windows-1251",
        "windows-1252,UTF-8",
        "UTF-16,UTF-16",
        "UTF-16LE,UTF-16",
        "Shift_JIS,Shift_JIS",
        "GB18030,gb2312",
        "EUC-KR,euc-kr"
    })
    void findsTheCharsetDespiteTheDeclaration(String actual, String declared) throws Exception {
        String title = switch (actual) {
            case "windows-1251" -> "Маяк снова светит над гаванью";
            case "Shift_JIS" -> "灯台がまた光る";
            case "GB18030" -> "灯塔再次照亮港口";
            case "EUC-KR" -> "등대가 다시 불을 밝히다";
            default -> "Café à l’étage rouvert";
        };
        String xml =
                "<?xml version=\"1.0\" encoding=\"" + declared + "\"?>\n<rss version=\"2.0\"><channel><title>T</title>"
                        + "<item><title>" + title + "</title><link>https://a.example/1</link></item></channel></rss>";

        RawArticle article = extractor
                .extract(InputDocument.builder(xml.getBytes(Charset.forName(actual)), "x")
                        .build())
                .articles()
                .get(0);

        assertThat(article.getTitle()).isEqualTo(title);
    }

    @Test
    void keepsWholeItemsOfACutDocument() throws Exception {
        String xml = rss("<item><title>One</title><link>https://a.example/1</link></item>"
                + "<item><title>Two</title><link>https://a.example/2</link><description>Half of a sent");
        String cut = xml.substring(0, xml.indexOf("</channel>"));

        Extraction extraction = extract(cut.getBytes(StandardCharsets.UTF_8));

        assertThat(extraction.articles()).extracting(RawArticle::getTitle).containsExactly("One");
        assertThat(extraction.articles().get(0).getFlags()).contains("feed-truncated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n\n  <?xml version=\"1.0\"?><rss><channel><item><title>T</title></item></channel></rss>",
                "<br />\n<b>Warning</b>: deprecated in /srv/feed.php on line 3<br />\n<?xml version=\"1.0\"?><rss><channel><item><title>T</title></item></channel></rss>",
                "\uFEFF<rss><channel><item><title>T</title></item></channel></rss>",
                "<rss><channel><item><title>T</title></channel></rss>",
                "<RSS><CHANNEL><ITEM><TITLE>T</TITLE></ITEM></CHANNEL></RSS>",
                "<rss><item><title>T</title></item></rss>",
                "<channel><item><title>T</title></item></channel>",
                "<rss><channel><item><title>T</title><foo:bar>undeclared</foo:bar></item></channel></rss>",
                "<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:entry><atom:title>T</atom:title></atom:entry></atom:feed>",
                "<rss><channel><item><title>T</title><description>a <b>b</i> c</description></item></channel></rss>",
                "<rss><channel><item><title>T</title></item></channel></rss>\n<!-- generated in 3 s -->",
                "<!DOCTYPE rss [<!ENTITY x \"y\">]><rss><channel><item><title>T</title></item></channel></rss>"
            })
    void readsFeedsThatAreNotWellFormed(String xml) throws Exception {
        assertThat(first(xml).getTitle()).isEqualTo("T");
    }

    @Test
    void doesNotExpandEntitiesNorReadFiles() throws Exception {
        String bomb =
                "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                        + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
                        + "<rss><channel><item><title>T &c; &f;</title><link>https://a.example/1</link></item></channel></rss>";

        String title = first(bomb).getTitle();

        assertThat(title).doesNotContain("aaaa").doesNotContain("root:").hasSizeLessThan(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body><p>no feed</p></body></html>", "{\"a\": 1}", "plain", "<rss", "[1, 2"})
    void refusesOtherDocuments(String text) {
        assertThatThrownBy(() -> {
                    if (!extract(text.getBytes(StandardCharsets.UTF_8))
                            .articles()
                            .isEmpty()) {
                        throw new AssertionError("articles out of: " + text);
                    }
                    throw new ExtractionException("empty");
                })
                .isInstanceOf(ExtractionException.class);
    }

    @Test
    void readsItemsWhoseEndTagsAreMissing() throws Exception {
        // Given: the first title and the first item are not closed
        String xml = rss(
                "<item><title>One<link>https://a.example/1</link><description>First text.</description>"
                        + "<item><title>Two</title><link>https://a.example/2</link><description>Second text.</description></item>");

        // When
        List<RawArticle> articles =
                extract(xml.getBytes(StandardCharsets.UTF_8)).articles();

        // Then
        assertThat(articles).extracting(RawArticle::getTitle).containsExactly("One", "Two");
        assertThat(articles)
                .extracting(RawArticle::getUrl)
                .containsExactly("https://a.example/1", "https://a.example/2");
        assertThat(articles).extracting(RawArticle::getBody).containsExactly("First text.", "Second text.");
        assertThat(articles.get(0).getFlags()).contains("feed-repaired");
    }

    @Test
    void keepsWholeItemsOfACutJsonFeed() throws Exception {
        String feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": ["
                + "{\"id\": \"1\", \"title\": \"One } ]\", \"content_text\": \"Text \\\" here.\", \"authors\": [{\"name\": \"A\"}]},"
                + "{\"id\": \"2\", \"title\": \"Two\", \"content_text\": \"Half of a sent";

        Extraction extraction = extract(feed.getBytes(StandardCharsets.UTF_8));

        assertThat(extraction.articles()).singleElement().satisfies(article -> {
            assertThat(article.getTitle()).isEqualTo("One } ]");
            assertThat(article.getFlags()).contains("feed-truncated");
        });
    }

    @Test
    void itemsWithoutAnAuthorHaveTheFeedsUnlessThatIsTheSite() throws Exception {
        String atom =
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour Courier</title><author><name>%s</name></author>"
                        + "<entry><id>urn:1</id><title>T</title><link href='https://a.example/1'/></entry></feed>";

        assertThat(first(String.format(atom, "Ada Quist")).getAuthors()).containsExactly("Ada Quist");
        assertThat(first(String.format(atom, "Harbour Courier")).getAuthors()).isEmpty();
    }

    @Test
    void readsPlacesOfGeographyMarkupAndRelativeTimes() throws Exception {
        RawArticle article = first(rss("<item><title>T</title><link>https://a.example/1</link>"
                + "<georss:where><gml:Point><gml:pos>68.4 17.4</gml:pos></gml:Point></georss:where>"
                + "<pubDate>2 hours ago</pubDate></item>"));

        assertThat(article.getExtra()).containsEntry("georss:point", "68.4 17.4");
        assertThat(article.getPublished().getEvidence()).isEqualTo("relative-text");
        assertThat(article.getPublished().getValue()).isBetween(SEEN.minusSeconds(3 * 3600), SEEN);
    }

    @Test
    void countsARepeatedItemOnce() throws Exception {
        String item = "<item><title>T</title><link>https://a.example/1</link></item>";

        assertThat(extract(rss(item + item).getBytes(StandardCharsets.UTF_8)).articles())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Ada Quist                             | Ada Quist
            By Ada Quist                          | Ada Quist
            ada@a.example (Ada Quist)             | Ada Quist
            Ada Quist <ada@a.example>             | Ada Quist
            ada@a.example                         | ''
            Ada Quist and Ben Ortega              | Ada Quist;Ben Ortega
            Ada Quist, Ben Ortega                 | Ada Quist;Ben Ortega
            Ada Quist; Ben Ortega                 | Ada Quist;Ben Ortega
            Quist, Ada                            | Quist, Ada
            Reuters                               | Reuters
            """)
    void readsNamesOfAuthors(String text, String names) {
        assertThat(String.join(";", PersonNames.of(text))).isEqualTo(names);
    }

    private static String rss(String items) {
        return "<rss version=\"2.0\"><channel><title>T</title><link>https://feed.example/</link>" + items
                + "</channel></rss>";
    }

    private RawArticle first(String xml) throws ExtractionException {
        return extract(xml.getBytes(StandardCharsets.UTF_8)).articles().get(0);
    }

    private List<RawArticle> articles(String fixture) throws Exception {
        return extract(fixture).articles();
    }

    private Extraction extract(String fixture) throws Exception {
        return extractor.extract(InputDocument.builder(bytes(fixture), fixture)
                .fetchedAt(SEEN)
                .url(fixture.startsWith("feed11") ? "https://elfarodelsur.example/feed.json" : null)
                .build());
    }

    private Extraction extract(byte[] bytes) throws ExtractionException {
        return extractor.extract(InputDocument.builder(bytes, "https://feed.example/rss/all.xml")
                .url("https://feed.example/rss/all.xml")
                .fetchedAt(SEEN)
                .build());
    }

    private static byte[] bytes(String fixture) throws IOException {
        try (InputStream in = FeedExtractorTest.class.getResourceAsStream(fixture)) {
            return in.readAllBytes();
        }
    }
}
