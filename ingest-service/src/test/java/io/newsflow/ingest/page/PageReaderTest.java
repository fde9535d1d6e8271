package io.newsflow.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<article><h3><a href='/s/%1$d'>%2$s</a></h3><p>%3$s</p><time>2 hours ago</time></article>",
                "<div class=card><a href='/s/%1$d'><span>Local</span><span class=headline>%2$s</span></a></div>",
                "<div class='post hentry'><h2><a href='/s/%1$d'>%2$s</a></h2><div class=entry-content><p>%3$s %3$s"
                        + " <a href='/s/%1$d'>Read more</a></p></div></div>",
                "<li><a href='/s/%1$d'><img src=x.jpg><div><div>%2$s</div><div>%3$s</div></div></a></li>",
                "<div class=item><div class=t><a href='/s/%1$d'>%2$s</a></div><div class=d>%3$s</div></div>",
                "<h3><a href='/s/%1$d'>%2$s</a></h3><p>%3$s</p>"
            })
    void sectionsAreListsAndShortArticlesBesideTheSameTeasersAreNot(String teaser) {
        // Given
        String teasers = IntStream.range(0, 24)
                .mapToObj(i -> teaser.formatted(
                        i,
                        "The plan for pier " + i + " is back before the board",
                        "The board of pier " + i + " said on Friday that the plan would be put to the vote next week."))
                .collect(Collectors.joining("\n"));
        String updates = IntStream.range(0, 30)
                .mapToObj(i -> "<div><h3>Speaker number " + i + "</h3><p>The harbour master spoke for " + i
                        + " minutes, and was heard.</p></div>")
                .collect(Collectors.joining());

        // When
        PageContent section = read("<html><head><title>Europe news | Harbour Courier</title></head><body><main><h1>"
                + "Europe</h1>" + teasers + "</main></body></html>");
        PageContent tag = read("<html><head><title>Ferries</title><meta property=og:type content=website></head>"
                + "<body class='archive tag'><h1>Tag: Ferries</h1>" + teasers + "</body></html>");
        PageContent brief = read(page("<main><h1>Ferry to run all winter</h1>" + p(FIRST) + "</main><aside>"
                + "<h2>More news</h2>" + teasers + "</aside>"));
        PageContent live = read(page("<main><h1>Ferry vote: live updates as they happen</h1>" + updates
                + "</main><section>" + teasers + "</section>"));

        // Then
        assertThat(section.kind()).isEqualTo(PageContent.Kind.LIST);
        assertThat(tag.kind()).isEqualTo(PageContent.Kind.LIST);
        assertThat(brief.kind()).isEqualTo(PageContent.Kind.ARTICLE);
        assertThat(brief.text()).isEqualTo(FIRST);
        assertThat(live.kind()).isEqualTo(PageContent.Kind.ARTICLE);
        assertThat(live.text()).contains("spoke for 0 minutes").contains("spoke for 29 minutes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Please let us know what you think in the comments below.",
                "Sharing is caring!",
                "Want more stories like this? Sign up for the letter that we send on Mondays.",
                "Got a tip for our reporters? Send it by e-mail, and we will look into it.",
                "By signing up you agree to our terms and to our privacy policy.",
                "To continue reading this article, please subscribe.",
                "If you are already a subscriber, log in for access to this story.",
                "When you buy through links on our site, we may earn a commission.",
                "This site is protected by reCAPTCHA.",
                "The pier at noon on Friday, shortly before the ice went out. (Photo by Ana Ribeiro/Harbour Courier)",
                "The ferry in the ice of the sound. (AP Photo/Olav Brandvold)",
                "A pilot on the ice. Photograph: Olav Brandvold/Getty Images",
                "Ana Ribeiro is a reporter for the Harbour Courier. Follow her on the usual networks."
            })
    void whatIsSaidToReadersAndOfPicturesAndAuthorsIsNoText(String line) {
        // When
        PageContent page =
                read(page("<article><h1>Ferry to run all winter</h1><div>by <a rel=author href=/a/1>Ana Ribeiro</a>"
                        + "</div><div>" + p(FIRST, SECOND, line) + "</div></article>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Readers were asked to subscribe in spring, and some three thousand of them did so within a week.",
                "“Let us know when the ice is gone,” the pilots had written on the door of the board.",
                "Anyone with information about the missing boat is asked to contact the harbour police.",
                "Ana Ribeiro, who is a reporter no longer, was among those who waited on the quay, he said.",
                "The photographs were bought by Getty Images, which paid the board a commission of five per cent."
            })
    void sentencesThatOnlyResembleFurnitureStay(String line) {
        // When
        PageContent page =
                read(page("<article><h1>Ferry to run all winter</h1>" + p(FIRST, line, SECOND) + "</article>"));

        // Then
        assertThat(page.text()).isEqualTo(FIRST + "\n\n" + line + "\n\n" + SECOND);
    }
}
