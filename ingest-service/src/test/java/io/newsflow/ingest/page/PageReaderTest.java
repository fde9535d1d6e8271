package io.newsflow.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageReaderTest {
    private static final String FIRST =
            "The ferry between Narvik and the islands will run all winter, the harbour board"
                    + " said on Friday, after three seasons in which it stopped in November.";
    private static final String SECOND =
            "Pilots measured the ice every morning for a month, and found it thinner than at"
                    + " any time since records began, according to the board.";

    private static PageContent read(String html) {
        return PageReader.read(html, "https://harbour-courier.example/ferry", Instant.parse("2026-02-01T00:00:00Z"));
    }

    private static String page(String body) {
        return "<!doctype html><html><head><title>Ferry to run all winter</title></head><body>" + body
                + "</body></html>";
    }

    private static String p(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> "<p>" + texts[i] + "</p>")
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theTextOfAPageThatScriptsFillIsTakenFromItsData() {
        // Given
        String data =
                "{\"props\": {\"pageProps\": {\"menu\": [{\"text\": \"Home\"}], \"story\": {\"headline\": \"Ferry to run\","
                        + " \"blocks\": [{\"type\": \"text\", \"content\": \"<p>%s</p>\"}, {\"type\": \"image\", \"url\": \"/i.jpg\"},"
                        + " {\"type\": \"text\", \"content\": \"<p>%s</p>\"}]}}}}";

        // When
        PageContent page = read(page("<div id=__next></div><script id=__NEXT_DATA__ type='application/json'>"
                + data.formatted(FIRST, SECOND) + "</script>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
        assertThat(page.flags()).containsExactly("body-from-script");
    }

    @Test
    void richTextInAnAssignedVariableIsPutTogetherFromItsLeaves() {
        // Given
        String leaf = "{\"nodeType\": \"paragraph\", \"content\": [{\"nodeType\": \"text\", \"value\": \"%s\"},"
                + " {\"nodeType\": \"text\", \"value\": \"%s\"}]}";

        // When
        PageContent page =
                read(page("<div id=root></div><script>window.__INITIAL_STATE__ = {\"document\": {\"content\": ["
                        + leaf.formatted(FIRST.substring(0, 50), FIRST.substring(50)) + ","
                        + leaf.formatted(SECOND.substring(0, 30), SECOND.substring(30)) + "]}};\nboot();</script>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
    }

    @Test
    void linesWithoutAWordAreNoText() {
        // When
        PageContent page = read(page(
                "<article><h1>Ferry to run all winter</h1>" + p(FIRST, "|", "* * *", SECOND, "\u201C") + "</article>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
    }

    @Test
    void dataOfScriptsIsLeftAloneWhereThePageShowsItsText() {
        // When
        PageContent page = read(page("<article><h1>Ferry to run all winter</h1>" + p(FIRST, SECOND)
                + "</article><script type='application/json'>{\"body\": \""
                + "A text of another article that nobody sees. ".repeat(20) + "\"}</script>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
        assertThat(page.flags()).isEmpty();
    }

    @Test
    void theDeclaredTextTellsWhereTheTextStandsOnThePage() {
        // Given
        String louder =
                "Every household on the island is asked to sort glass from paper, and to carry both to the quay by"
                        + " nine o'clock on the first Tuesday of each month, weather permitting. ";
        String texts = FIRST + " " + SECOND;
        String body = texts + " " + texts.replace("ferry", "mail boat").replace("ice", "fog") + " "
                + texts.replace("Narvik", "Bergen").replace("Pilots", "Sailors");

        // When
        PageContent page =
                read("<html><head><script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\":"
                        + " \"Ferry to run all winter\", \"articleBody\": \"" + body.replace("\"", "\\\"")
                        + "\"}</script></head><body>"
                        + "<div class='article-body'>" + p(louder.repeat(3), louder.repeat(4), louder.repeat(5))
                        + "</div>"
                        + "<div class=left><h1>Ferry to run all winter</h1><p>" + body.replace(". ", ".</p><p>")
                        + "</p></div></body></html>");

        // Then
        assertThat(page.text()).contains(FIRST).contains("Sailors measured").doesNotContain("household");
        assertThat(page.flags()).containsExactly("body-by-json-ld");
    }

    @Test
    void headingsThatAreLinksStayAndLinkedTeasersGo() {
        // Given
        String section = "<h2><a href='/topic'>Ice on the sound this year</a></h2>" + p(SECOND, FIRST + " Again.");
        String teasers = IntStream.range(0, 3)
                .mapToObj(i -> "<h2><a href='/t" + i + "'>Another story, number " + i
                        + "</a></h2><p>A lighthouse keeper of the"
                        + " northern coast, the " + i
                        + "th of his line, has kept a diary of storms that is read in schools"
                        + " today.</p><h3><a href='/t" + i + "'>READ THE REST</a></h3>")
                .collect(Collectors.joining());

        // When
        PageContent page = read(
                page("<div class=content><h1>Ferry to run all winter</h1>" + p(FIRST) + section + teasers + "</div>"));

        // Then
        assertThat(page.text())
                .isEqualTo(FIRST + "\n\nIce on the sound this year\n\n" + SECOND + "\n\n" + FIRST + " Again.");
    }

    @Test
    void breadcrumbsAboveTheHeadlineAndTheBylineBelowAreNoText() {
        // When
        PageContent page = read(page("<div class=content><p>Front Page » Harbour » Ferry to run all winter</p>"
                + "<h1>Ferry to run all winter</h1><p>Written by Ana Ribeiro on January 31, 2026</p>" + p(FIRST, SECOND)
                + "</div>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
    }

    @Test
    void theStandfirstUnderALongHeadlineIsText() {
        // Given
        String headline = "Ferry to run all winter for the first time since the board took over the harbour in 1962";

        // When
        PageContent page =
                read("<html><body><header><h1>" + headline + "</h1><h2>Two departures on weekdays, at seven and at"
                        + " sixteen o'clock</h2></header><div class='byline'>By Ana Ribeiro</div><div class='article-body'>"
                        + p(FIRST, SECOND) + "</div></body></html>");

        // Then
        assertThat(page.title()).isEqualTo(headline);
        assertThat(page.text()).startsWith("Two departures on weekdays").endsWith(SECOND);
    }

    @Test
    void aDateInFrontOfTheFirstSentenceDoesNotTakeTheParagraphAway() {
        // When
        PageContent page =
                read(page("<div class=content><h1>Ferry to run all winter</h1><p><span class=date>31 January 2026"
                        + "</span> " + FIRST + "</p>" + p(SECOND) + "</div>"));

        // Then
        assertThat(page.text()).contains(FIRST);
    }

    @Test
    void theAuthorIsWhoStandsAtTheHeadlineNotWhoWroteTheTeasers() {
        // When
        PageContent page =
                read(page("<article><h1>Ferry to run all winter</h1><div>by <a rel=author href=/a/1>Ana Ribeiro</a>"
                        + "</div><div class=article-body>" + p(FIRST, SECOND) + "</div></article><div>"
                        + "<h3><a href=/x>The lighthouse keeper retires</a></h3><p>After forty years in the tower.</p>"
                                .repeat(8)
                        + "<a rel=author href=/a/2>Olav Brandvold</a></div>"));

        // Then
        assertThat(page.authors()).containsExactly("Ana Ribeiro");
    }

    @Test
    void lineBreaksAndLayoutTablesMakeParagraphs() {
        // When
        PageContent page =
                read("<html><head><title>Ferry to run all winter</title></head><body><table><tr><td><a href=/>Home</a>"
                        + "<br><a href=/w>World</a></td><td><font size=5>Ferry to run all winter</font><br><br>" + FIRST
                        + "<br><br>\n"
                        + SECOND + "<br>&nbsp;<br>" + FIRST + " Again." + "</td></tr></table></body></html>");

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND + "\n\n" + FIRST + " Again.");
    }

    @Test
    void textInScriptsWithoutSpacesIsFound() {
        // Given
        String first = "港务局周五表示，纳尔维克与各岛之间的渡轮今年整个冬季都将运行，此前三个季节它都在十一月停航。";
        String second = "领航员连续一个月每天早晨测量冰层厚度，发现冰层比有记录以来的任何时候都要薄，港务局说。";

        // When
        PageContent page = PageReader.read(
                "<html lang=zh><head><title>渡轮整个冬季运行 - 港口信使报</title></head><body><div id=nav><a href=/>首页</a>"
                        + "<a href=/w>国际</a></div><div class=article><h1>渡轮整个冬季运行</h1><p>" + first + "</p><p>" + second
                        + "</p><p>" + first + second + "</p></div><div class=related><a href=/1>其他新闻标题在这里</a></div>",
                null,
                Instant.parse("2026-02-01T00:00:00Z"));

        // Then
        assertThat(page.title()).isEqualTo("渡轮整个冬季运行");
        assertThat(page.text()).isEqualTo(first + "\n\n" + second + "\n\n" + first + second);
    }
}
