package io.newsflow.ingest.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule url-v1, point by point. An expectation that changes here means a new rule name. */
class CanonicalUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # scheme, host, port
            http://example.org/a                                     | https://example.org/a
            HTTPS://EXAMPLE.ORG/a                                    | https://example.org/a
            https://example.org:443/a                                | https://example.org/a
            http://example.org:80/a                                  | https://example.org/a
            http://example.org:8080/a                                | https://example.org:8080/a
            https://user:secret@example.org/a                        | https://example.org/a
            https://example.org./a                                   | https://example.org/a
            https://www.example.org/a                                | https://example.org/a
            https://m.example.org/a                                  | https://example.org/a
            https://mobile.example.co.uk/a                           | https://example.co.uk/a
            https://amp.www.example.org/a                            | https://example.org/a
            https://news.example.org/a                               | https://news.example.org/a
            https://www.gov.uk/a                                     | https://www.gov.uk/a
            https://m.me/a                                           | https://m.me/a
            https://bücher.example/a                                 | https://xn--bcher-kva.example/a
            https://192.0.2.7/a                                      | https://192.0.2.7/a
            https://[2001:DB8::1]:8443/a                             | https://[2001:db8::1]:8443/a
            # path
            https://example.org                                      | https://example.org/
            https://example.org/                                     | https://example.org/
            https://example.org/a/                                   | https://example.org/a
            https://example.org//a///b                               | https://example.org/a/b
            https://example.org/a/./b/../c                           | https://example.org/a/c
            https://example.org/../a                                 | https://example.org/a
            https://example.org/a/index.html                         | https://example.org/a
            https://example.org/index.php?id=7                       | https://example.org/?id=7
            https://example.org/default.aspx                         | https://example.org/
            https://example.org/a;jsessionid=0A1B                    | https://example.org/a
            https://example.org/%7Euser/%e4%b8%ad                    | https://example.org/~user/%E4%B8%AD
            https://example.org/中                                    | https://example.org/%E4%B8%AD
            https://example.org/a b                                  | https://example.org/a%20b
            https://example.org/a%2Fb                                | https://example.org/a%2Fb
            https://example.org/100%                                 | https://example.org/100%25
            https://example.org/A                                    | https://example.org/A
            # AMP
            https://example.org/amp/a                                | https://example.org/a
            https://example.org/a/amp                                | https://example.org/a
            https://example.org/a/amp/                               | https://example.org/a
            https://example.org/a.amp.html                           | https://example.org/a.html
            https://example.org/a.amp                                | https://example.org/a
            https://example.org/a?amp=1                              | https://example.org/a
            https://example.org/a?outputType=amp                     | https://example.org/a
            https://example.org/amp                                  | https://example.org/amp
            https://www.google.com/amp/s/www.example.org/a           | https://example.org/a
            https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a?usqp=x | https://example.org/a
            # query
            https://example.org/a?utm_source=x&utm_medium=y          | https://example.org/a
            https://example.org/a?b=2&a=1                            | https://example.org/a?a=1&b=2
            https://example.org/a?id=7&fbclid=xyz                    | https://example.org/a?id=7
            https://example.org/a?id=7&amp;gclid=xyz                 | https://example.org/a?id=7
            https://example.org/a?UTM_Source=x                       | https://example.org/a
            https://example.org/a?ref=homepage                       | https://example.org/a
            https://example.org/a?ref=4711                           | https://example.org/a?ref=4711
            https://example.org/a?                                   | https://example.org/a
            https://example.org/a?&&                                 | https://example.org/a
            https://example.org/a?page=2                             | https://example.org/a?page=2
            https://example.org/a?q=%c3%bc                           | https://example.org/a?q=%C3%BC
            https://example.org/a?sid=5                              | https://example.org/a?sid=5
            # fragment
            https://example.org/a#comments                           | https://example.org/a
            https://example.org/#!/story/1                           | https://example.org/#!/story/1
            # wrappers
            https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa&sa=D | https://example.org/a
            https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3D1&h=x | https://example.org/a
            """)
    void bringsAnAddressToItsCanonicalForm(String address, String expected) {
        assertThat(CanonicalUrl.of(address)).contains(expected);
        assertThat(CanonicalUrl.of(expected)).as("applied twice").contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "example.org/a",
                "/a",
                "mailto:a@example.org",
                "javascript:alert(1)",
                "ftp://example.org/a",
                "http://",
                "http:///a",
                "https://exa mple.org/",
                "https://example..org/",
                "https://example.org:99999/",
                "https://example.org:port/"
            })
    void isNothingForWhatIsNoWebAddress(String address) {
        assertThat(CanonicalUrl.of(address)).isEmpty();
    }

    @Test
    void ignoresLineBreaksThatCopyingBringsIn() {
        assertThat(CanonicalUrl.of(" https://example.org/\n\tlong-\nslug ")).contains("https://example.org/long-slug");
    }

    @ParameterizedTest
    @CsvSource({
        "https://news.example.co.uk/a,example.co.uk",
        "https://www.example.org/a,example.org",
        "https://a.b.unknown-tld-of-tests/x,b.unknown-tld-of-tests",
        "https://192.0.2.7/a,192.0.2.7",
        "http://localhost:8080/a,localhost"
    })
    void knowsTheRegistrableDomain(String address, String domain) {
        assertThat(CanonicalUrl.domainOf(address)).contains(domain);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a/b,c,https://example.org/a/c",
        "https://example.org/a/b,/c,https://example.org/c",
        "https://example.org/a/b,//other.example/c,https://other.example/c",
        "https://example.org/a/b,?x=1,https://example.org/a/b?x=1",
        "https://example.org/a b/,c d,https://example.org/a%20b/c%20d",
        "https://example.org,c,https://example.org/c",
        "https://example.org/,https://other.example/x#y,https://other.example/x#y"
    })
    void resolvesReferencesAsBrowsersDo(String base, String reference, String expected) {
        assertThat(CanonicalUrl.resolve(base, reference)).contains(expected);
    }

    @Test
    void resolvesNothingButWebAddresses() {
        assertThat(CanonicalUrl.resolve("https://example.org/", "javascript:alert(1)"))
                .isEmpty();
        assertThat(CanonicalUrl.resolve("https://example.org/", "data:text/html,x"))
                .isEmpty();
        assertThat(CanonicalUrl.resolve(null, "/a")).isEmpty();
    }

    @Test
    void tellsServersApartByPort() {
        assertThat(CanonicalUrl.authorityOf("https://Example.org:443/a")).contains("example.org");
        assertThat(CanonicalUrl.authorityOf("http://127.0.0.1:8080/a")).contains("127.0.0.1:8080");
    }
}
