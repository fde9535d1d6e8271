package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestConfigTest {
    @Test
    void tellsSitesWhomToWriteTo() {
        assertThat(config().userAgent()).isEqualTo("Newsflow/0.1");
        assertThat(config("fetch.contact=news@example.org").userAgent()).isEqualTo("Newsflow/0.1 (+news@example.org)");
    }

    @Test
    void subscribesToHubsOnlyWhereTheyCanReachIt() {
        assertThat(config().webSub()).isNull();

        WebSub.Settings settings = config(
                        "websub.callback.url=https://news.example/hooks/", "websub.secret=0123456789abcdef")
                .webSub();

        assertThat(settings.callback()).isEqualTo("https://news.example/hooks");
        assertThat(settings.lease()).isEqualTo(Duration.ofDays(10));
    }

    @ParameterizedTest
    @CsvSource({
        "fetch.user.agent=Näws/1, fetch.user.agent",
        "fetch.user.agent=/1, fetch.user.agent",
        "fetch.user.agent=My Bot, fetch.user.agent",
        "fetch.contact=Bär, fetch.contact",
        "fetch.max.bytes=1, fetch.max.bytes",
        "poll.interval.min=1d, poll.interval.min",
        "websub.callback.url=https://news.example/hooks, websub.secret",
        "websub.callback.url=news.example/hooks, websub.callback.url",
        "websub.callback.url=https://news.example/?a=b, websub.callback.url"
    })
    void namesTheKeyThatIsWrong(String argument, String key) {
        assertThatThrownBy(() -> config(argument))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    private static IngestConfig config(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("kafka.bootstrap.servers=localhost:9092");
        all.add("schema.registry.url=http://localhost:8081");
        return IngestConfig.of(Settings.load(IngestConfig.SETTINGS, all, Map.of()));
    }
}
