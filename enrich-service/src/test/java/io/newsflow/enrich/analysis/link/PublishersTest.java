package io.newsflow.enrich.analysis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.model.Publisher;
import io.newsflow.model.PublisherIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishersTest {
    private final Publishers publishers = new Publishers(KnowledgeBase.standard());

    @ParameterizedTest
    @CsvSource({
        "BBC",
        "BBC News",
        "bbc news",
        "BBC News - World",
        "Europe | BBC News",
        "British Broadcasting Corporation"
    })
    void allNamesOfAPublisherAreOneIdentity(String name) {
        assertThat(publishers.identify(new Publisher(name, null, null)))
                .isEqualTo(new PublisherIdentity("Q9531", "BBC", "GB"));
    }

    @Test
    void aNameThatMeansSomethingElseInTextMeansThePublisherHere() {
        assertThat(publishers.identify(new Publisher("The Times", null, null)).getCountry())
                .isEqualTo("GB");
        assertThat(publishers.identify(new Publisher("Le Monde", null, null)).getCountry())
                .isEqualTo("FR");
    }

    @Test
    void whatOnlyOtherThingsAreCalledIsNotThePublisher() {
        // "NATO" is known, but does not publish a newspaper.
        assertThat(publishers.identify(new Publisher("NATO", null, null)))
                .isEqualTo(new PublisherIdentity("nf:org:nato", "NATO", null));
    }

    @ParameterizedTest
    @CsvSource({
        "alpine-post.example.at, AT",
        "news.example.co.uk, GB",
        "example.com, ",
        "example.tv, ",
        "localhost, ",
        "127.0.0.1, "
    })
    void theCountryOfAnUnknownPublisherIsThatOfItsDomain(String domain, String country) {
        assertThat(publishers.identify(new Publisher(" The Alpine Post ", domain, null)))
                .isEqualTo(new PublisherIdentity("nf:org:the-alpine-post", "The Alpine Post", country));
    }

    @Test
    void whatTheSourceSaysOfTheCountryCounts() {
        assertThat(publishers
                        .identify(new Publisher("BBC News", "bbc.de", "IN"))
                        .getCountry())
                .isEqualTo("IN");
    }

    @Test
    void nothingIsKnownOfAPublisherWithoutNameOrCountry() {
        assertThat(publishers.identify(new Publisher(null, "example.org", null)))
                .isNull();
        assertThat(publishers.identify(new Publisher(" ", "example.fr", null)))
                .isEqualTo(new PublisherIdentity(null, null, "FR"));
    }
}
