package io.newsflow.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Invented article pages with the furniture that real ones have, in three layouts (a newspaper's, a blog's, an old one of
 * tables and line breaks), the same for the same seed. A page of the first layout has about 120,000 characters, of which
 * 6,000 are the article's.
 */
final class SamplePages {
    private static final List<String> SUBJECTS = List.of(
            "The harbour authority",
            "The city council",
            "A spokeswoman for the ferry company",
            "The grid operator",
            "The ministry of transport",
            "The river commission");
    private static final List<String> VERBS = List.of("said", "confirmed", "announced", "denied", "expects", "warned");
    private static final List<String> OBJECTS = List.of(
            "that the new timetable would start in the spring, two years later than planned",
            "that repairs on the north pier would take another four weeks",
            "that the budget for flood defences would grow by 12 per cent",
            "that no further closures were planned before the summer, whatever the weather",
            "that the tender for two electric ferries had drawn five offers",
            "that talks with the neighbouring regions went on, and that a report would follow");
    private static final List<String> WORDS = List.of(
            "harbour", "ferry", "council", "spring", "bridge", "market", "school", "storm", "museum", "river", "budget",
            "railway", "winter", "island", "theatre", "farm");
    private static final int PARAGRAPHS = 22;

    /**
     * A page and what is its article's text.
     *
     * @param html the page
     * @param paragraphs the article's paragraphs
     * @param furniture texts that are none of the article's
     */
    record Page(String html, List<String> paragraphs, List<String> furniture) {}

    private final Random random;
    private final List<String> paragraphs = new ArrayList<>();
    private final List<String> furniture = new ArrayList<>();
    private final StringBuilder out = new StringBuilder(160_000);

    private SamplePages(long seed) {
        this.random = new Random(seed);
    }

    /** The page of a seed. */
    static Page page(long seed) {
        SamplePages pages = new SamplePages(seed);
        switch ((int) (seed % 3)) {
            case 0 -> pages.newspaper();
            case 1 -> pages.blog();
            default -> pages.tables();
        }
        return new Page(pages.out.toString(), List.copyOf(pages.paragraphs), List.copyOf(pages.furniture));
    }

    private void newspaper() {
        String title = headline();
        out.append("<!doctype html>\n<html lang=\"en\" class=\"no-js\"><head><meta charset=\"utf-8\"><title>")
                .append(title)
                .append(
                        " | Harbour Courier</title>\n<link rel=\"canonical\" href=\"https://harbour-courier.example/a/1\">");
        for (int i = 0; i < 30; i++) {
            out.append("\n<meta name=\"x-")
                    .append(word())
                    .append(i)
                    .append("\" content=\"")
                    .append(words(6))
                    .append("\">");
        }
        out.append("<meta property=\"og:type\" content=\"article\"><meta property=\"og:title\" content=\"")
                .append(title)
                .append("\">");
        out.append(
                        "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\"},")
                .append("{\"@type\":\"NewsArticle\",\"headline\":\"")
                .append(title)
                .append(
                        "\",\"datePublished\":\"2026-01-31T08:15:00Z\",\"author\":[{\"@type\":\"Person\",\"name\":\"Ana Ribeiro Duarte\"}]}]}</script>");
        styles(120);
        scripts(60);
        out.append("</head><body class=\"article-page has-sidebar\"><div class=\"cookie-banner\" role=\"dialog\">");
        furniture(
                "p",
                "We and our partners use cookies to make this site work, to measure it and to show advertising. You can agree to all of them or choose some.");
        out.append("<button>Agree</button></div><header class=\"site-header\"><nav><ul>");
        links("li", 90, 2);
        out.append("</ul></nav></header><main><article class=\"article\"><header><p class=\"kicker\">Harbour</p><h1>")
                .append(title)
                .append(
                        "</h1><div class=\"byline\">By <a rel=\"author\" href=\"/authors/ana\">Ana Ribeiro Duarte</a> <time datetime=\"2026-01-31T08:15:00Z\">31 January</time></div>")
                .append("<div class=\"share-bar\"><a href=\"#\">Share</a><a href=\"#\">Tweet</a></div></header>")
                .append(
                        "<figure><picture><source srcset=\"/i/1-800.webp 800w\"><img src=\"/i/1.jpg\" alt=\"The pier\" width=\"1200\" height=\"800\"></picture><figcaption>The north pier in March. Photo: M. Kowalczyk</figcaption></figure><div class=\"article-body\" itemprop=\"articleBody\">");
        for (int i = 0; i < PARAGRAPHS; i++) {
            if (i == 5 || i == 12) {
                out.append("<h2>").append(headline()).append("</h2>");
            }
            if (i == 7) {
                out.append("<aside class=\"related-box\"><h3>More on this</h3><ul>");
                links("li", 4, 7);
                out.append("</ul></aside><div class=\"ad-slot\" id=\"ad-3\"><script>load(3);</script></div>");
            }
            if (i == 14) {
                out.append("<div class=\"newsletter-signup\">");
                furniture(
                        "p",
                        "Sign up for our morning letter and read the news of the harbour before anybody else does.");
                out.append("<form><input type=\"email\"><button>Sign up</button></form></div>");
            }
            paragraph("p");
        }
        out.append("</div><footer class=\"article-footer\"><ul class=\"tags\">");
        links("li", 8, 1);
        out.append("</ul></footer></article><section class=\"comments\" id=\"comments\"><h2>Comments</h2>");
        for (int i = 0; i < 30; i++) {
            out.append("<div class=\"comment\"><span class=\"author\">reader")
                    .append(i)
                    .append("</span>");
            furniture("p", "I think that " + words(24) + ".");
            out.append("<a href=\"#reply\">Reply</a></div>");
        }
        out.append("</section></main><aside class=\"sidebar\">");
        teasers(40);
        out.append("</aside><section class=\"related\">");
        teasers(40);
        out.append("</section><footer class=\"site-footer\"><ul>");
        links("li", 120, 2);
        out.append("</ul>");
        furniture(
                "p",
                "Harbour Courier 2026. All rights reserved; no part of this page may be printed elsewhere without leave.");
        scripts(60);
        out.append("</footer></body></html>");
    }

    private void blog() {
        String title = headline();
        out.append("<!DOCTYPE html><html lang=en><head><title>").append(title).append(" – The Lock Keeper</title>");
        styles(40);
        scripts(20);
        out.append(
                "</head><body class=\"post-template-default single single-post\"><div id=page class=site><div id=masthead><ul class=menu>");
        links("li", 25, 1);
        out.append(
                        "</ul></div><div id=content class=site-content><div id=primary><div class=\"post hentry\"><h1 class=entry-title>")
                .append(title)
                .append(
                        "</h1><div class=entry-meta>Posted on January 31, 2026 by <span class=\"author vcard\">Olav Brandvold</span></div><div class=entry-content>");
        for (int i = 0; i < PARAGRAPHS; i++) {
            if (i == 9) {
                out.append("<blockquote>");
                paragraph("p");
                out.append("</blockquote>");
            }
            paragraph("p");
        }
        out.append("<div class=\"sharedaddy\"><h3>Share this:</h3><ul>");
        links("li", 5, 1);
        out.append("</ul></div></div></div><div id=comments class=comments-area><ol class=comment-list>");
        for (int i = 0; i < 20; i++) {
            out.append("<li class=comment><div class=comment-body>");
            furniture("p", "Thank you for writing about " + words(18) + ".");
            out.append("</div></li>");
        }
        out.append("</ol></div></div><div id=secondary class=widget-area><div class=widget><h2>Recent posts</h2><ul>");
        links("li", 15, 6);
        out.append("</ul></div><div class=widget><h2>Archive</h2><ul>");
        links("li", 60, 2);
        out.append("</ul></div></div></div></div></body></html>");
    }

    private void tables() {
        String title = headline();
        out.append("<html><head><title>").append(title).append("</title>");
        scripts(10);
        out.append("</head><body bgcolor=#ffffff><table width=900><tr><td colspan=3>");
        links("b", 20, 2);
        out.append("</td></tr><tr><td width=150 valign=top>");
        for (int i = 0; i < 50; i++) {
            links("font", 1, 2);
            out.append("<br>");
        }
        out.append("</td><td valign=top><font size=5><b>").append(title).append("</b></font><br><br><font face=Arial>");
        for (int i = 0; i < PARAGRAPHS; i++) {
            String text = text();
            paragraphs.add(text);
            out.append(text).append("<br><br>\n");
        }
        out.append("</font></td><td width=150 valign=top>");
        for (int i = 0; i < 30; i++) {
            links("font", 1, 5);
            out.append("<br>");
        }
        out.append("</td></tr><tr><td colspan=3><small>");
        links("b", 12, 1);
        out.append("</small></td></tr></table></body></html>");
    }

    private void paragraph(String tag) {
        String text = text();
        paragraphs.add(text);
        int comma = text.indexOf(' ', text.length() / 2);
        String linked = text.substring(0, comma) + " <a href=\"/topic/" + word() + "\">"
                + text.substring(comma + 1, comma + 6) + "</a>" + text.substring(comma + 6);
        out.append('<')
                .append(tag)
                .append('>')
                .append(random.nextInt(3) == 0 ? linked : text)
                .append("</")
                .append(tag)
                .append(">\n");
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int sentences = 2 + random.nextInt(3);
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(pick(SUBJECTS))
                    .append(' ')
                    .append(pick(VERBS))
                    .append(' ')
                    .append(pick(OBJECTS))
                    .append(" (")
                    .append(random.nextInt(1_000_000))
                    .append(").");
        }
        return text.toString();
    }

    private void furniture(String tag, String text) {
        furniture.add(text);
        out.append('<')
                .append(tag)
                .append('>')
                .append(text)
                .append("</")
                .append(tag)
                .append('>');
    }

    private void teasers(int count) {
        for (int i = 0; i < count; i++) {
            out.append("<div class=\"teaser teaser--")
                    .append(i)
                    .append("\"><a href=\"/a/")
                    .append(word())
                    .append(i)
                    .append("\"><img src=\"/t/")
                    .append(i)
                    .append(".jpg\" width=\"300\" height=\"200\" alt=\"\"></a><h3><a href=\"/a/")
                    .append(i)
                    .append("\">")
                    .append(headline())
                    .append("</a></h3><p class=\"teaser-text\">")
                    .append(words(14))
                    .append("</p></div>\n");
        }
    }

    private void links(String tag, int count, int length) {
        for (int i = 0; i < count; i++) {
            out.append('<')
                    .append(tag)
                    .append("><a class=\"nav-link level-")
                    .append(i % 3)
                    .append("\" href=\"/")
                    .append(word())
                    .append('/')
                    .append(i)
                    .append("\">")
                    .append(words(length))
                    .append("</a></")
                    .append(tag)
                    .append(">\n");
        }
    }

    private void styles(int rules) {
        out.append("<style>");
        for (int i = 0; i < rules; i++) {
            out.append(".")
                    .append(word())
                    .append("-")
                    .append(i)
                    .append("{margin:0 auto;padding:")
                    .append(i)
                    .append("px;color:#")
                    .append(i + 100)
                    .append(";display:flex}\n");
        }
        out.append("</style>");
    }

    private void scripts(int lines) {
        out.append("<script>");
        for (int i = 0; i < lines; i++) {
            out.append("window.config_")
                    .append(i)
                    .append("={\"")
                    .append(word())
                    .append("\":\"")
                    .append(words(5))
                    .append("\",\"n\":")
                    .append(random.nextInt())
                    .append("};\n");
        }
        out.append("</script>");
    }

    private String headline() {
        String words = words(6);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private String words(int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(word());
        }
        return words.toString();
    }

    private String word() {
        return pick(WORDS);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
