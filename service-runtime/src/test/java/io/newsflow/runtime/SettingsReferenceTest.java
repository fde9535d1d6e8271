package io.newsflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    @Test
    void everySettingStandsInItsChapterWithItsDefault() {
        // When
        String text = SettingsReference.markdown(Map.of(
                "tester",
                List.of(
                        Setting.duration("fetch.pause", "5m", "Time between fetches."),
                        Setting.secret("fetch.token", "", "Token to send: a|b."),
                        Settings.HTTP_PORT)));

        // Then
        assertThat(text)
                .contains("## All services")
                .contains("| `kafka.bootstrap.servers` | must be given |")
                .contains("## tester")
                .contains("| `fetch.pause` | `5m` | Time between fetches. |")
                .contains("| `fetch.token` |  | Token to send: a\\|b. Secret: not shown in logs and reports. |");
        assertThat(text.split("http\\.port", -1)).hasSize(2);
    }
}
