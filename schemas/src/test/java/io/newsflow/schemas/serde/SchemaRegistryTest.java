package io.newsflow.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.newsflow.model.RawArticle;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {
    private static final Schema SCHEMA = PublishedSchemas.of(RawArticle.class);

    private FakeRegistry fake;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws Exception {
        fake = new FakeRegistry();
        fake.serve("/schemas/ids/7", SCHEMA);
        fake.serve("/subjects/news.raw-value", SCHEMA);
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
        fake.close();
    }

    private SchemaRegistry open(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "schema.registry.url", fake.url(),
                "schema.registry.retry.budget.ms", "30000",
                "schema.registry.unknown.id.grace.ms", "0"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        registry = new SchemaRegistry(RegistryConfig.of(settings));
        return registry;
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void aPassingFaultIsWaitedThrough(int status) {
        // Given
        fake.fail(3, status);

        // When
        Schema schema = open().byId(7);

        // Then
        assertThat(schema).isEqualTo(SCHEMA);
        assertThat(fake.requests()).isEqualTo(4);
        assertThat(registry.outage()).isEmpty();
    }

    @Test
    void answersAreKept() {
        // Given
        open().byId(7);
        int before = fake.requests();

        // When
        registry.byId(7);

        // Then
        assertThat(fake.requests()).isEqualTo(before);
    }

    @Test
    void anOutageBeyondTheBudgetIsRetriableAndNoFaultOfTheRecord() throws Exception {
        // Given
        open("schema.registry.url", FakeRegistry.deadUrl(), "schema.registry.retry.budget.ms", "200");

        // When, Then
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .isInstanceOf(RetriableException.class)
                .isNotInstanceOf(SerializationException.class)
                .hasMessageContaining("schema 7")
                .hasMessageContaining("200 ms");
    }

    @Test
    void anOutageIsVisibleWhileSomebodyWaits() throws Exception {
        // Given
        fake.fail(Integer.MAX_VALUE, 503);
        open();

        // When
        CompletableFuture<Schema> asked = CompletableFuture.supplyAsync(() -> registry.byId(7));

        // Then
        await().untilAsserted(() -> assertThat(registry.outage())
                .hasValueSatisfying(outage ->
                        assertThat(outage.detail()).contains("schema 7").contains("out of order")));
        fake.fail(0, 0);
        assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo(SCHEMA);
        assertThat(registry.outage()).isEmpty();
    }

    @Test
    void theNextAddressIsTriedWhenOneIsDownOrFaulty() throws Exception {
        // Given
        try (FakeRegistry faulty = new FakeRegistry()) {
            faulty.fail(Integer.MAX_VALUE, 500);
            open("schema.registry.url", FakeRegistry.deadUrl() + "," + faulty.url() + "," + fake.url());

            // When, Then
            assertThat(registry.byId(7)).isEqualTo(SCHEMA);
        }
    }

    @Test
    void anUnknownIdIsTheRecordsFaultAfterTheGrace() {
        // Given
        open("schema.registry.unknown.id.grace.ms", "30000");

        // When: a follower catches up
        CompletableFuture<Schema> asked = CompletableFuture.supplyAsync(() -> registry.byId(8));
        await().until(() -> fake.requests() > 1);
        fake.serve("/schemas/ids/8", SCHEMA);

        // Then
        assertThat(asked.join()).isEqualTo(SCHEMA);
        assertThatThrownBy(() -> open().byId(9))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("id 9");
    }

    @Test
    void aMissingSubjectIsNotTheRecordsFault() {
        // Given
        open();

        // When, Then
        assertThat(registry.idOf("news.raw-value", SCHEMA)).isEqualTo(7);
        assertThatThrownBy(() -> registry.idOf("news.stories-value", SCHEMA))
                .isInstanceOf(RegistryRefusedException.class)
                .isNotInstanceOf(SerializationException.class)
                .hasMessageContaining("news.stories-value")
                .hasMessageContaining("newsflow schemas register");
    }

    @Test
    void refusedCredentialsAreNotTheRecordsFault() {
        // Given
        fake.demand("Basic bWU6aHVzaA==");

        // When, Then
        assertThatThrownBy(() -> open().byId(7))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("Unauthorized");
        assertThat(open(
                                "schema.registry.basic.auth.credentials.source",
                                "USER_INFO",
                                "schema.registry.basic.auth.user.info",
                                "me:hush")
                        .byId(7))
                .isEqualTo(SCHEMA);
    }

    @Test
    void aBearerTokenIsSent() {
        // Given
        fake.demand("Bearer hush");

        // When, Then
        assertThat(open(
                                "schema.registry.bearer.auth.credentials.source",
                                "STATIC_TOKEN",
                                "schema.registry.bearer.auth.token",
                                "hush")
                        .byId(7))
                .isEqualTo(SCHEMA);
    }

    @Test
    void credentialsThatTheClientWouldSilentlyLeaveOutAreRefused() {
        assertThatThrownBy(() -> open("schema.registry.basic.auth.credentials.source", "USERINFO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.basic.auth.credentials.source")
                .hasMessageContaining("USERINFO");
        assertThatThrownBy(() -> open("schema.registry.bearer.auth.credentials.source", "OAUTHBEARER"))
                .hasMessageContaining("schema.registry.bearer.auth.credentials.source");
        assertThatThrownBy(() -> open("schema.registry.bearer.auth.credentials.source", "STATIC_TOKEN"))
                .hasMessageContaining("schema.registry.bearer.auth.token");
        assertThatThrownBy(() -> open("schema.registry.retry.bugdet.ms", "1"))
                .hasMessageContaining("schema.registry.retry.bugdet.ms");
        assertThatThrownBy(() -> open("schema.registry.url", "localhost:8081")).hasMessageContaining("localhost:8081");
    }

    @Test
    void credentialsInAnAddressAreSentAndNotShown() {
        // Given
        fake.demand("Basic bWU6aHVzaA==");
        String url = fake.url().replace("//", "//me:hush@");

        // When
        open("schema.registry.url", url, "schema.registry.basic.auth.credentials.source", "URL");

        // Then
        assertThat(registry.byId(7)).isEqualTo(SCHEMA);
        fake.fail(Integer.MAX_VALUE, 503);
        assertThatThrownBy(() -> open(
                                "schema.registry.url",
                                url,
                                "schema.registry.basic.auth.credentials.source",
                                "URL",
                                "schema.registry.retry.budget.ms",
                                "0")
                        .byId(7))
                .hasMessageContaining("127.0.0.1")
                .hasMessageNotContaining("hush");
    }

    @Test
    void tlsSettingsReachTheClientWithTrustAndOwnCertificate(@TempDir Path folder) throws Exception {
        // Given: one key pair that both sides show and trust
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "hushhush",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        try (FakeRegistry secure = new FakeRegistry(tls(store))) {
            secure.serve("/schemas/ids/7", SCHEMA);
            String[] trust = {
                "schema.registry.url", secure.url(),
                "schema.registry.ssl.truststore.location", store.toString(),
                "schema.registry.ssl.truststore.password", "hushhush",
                "schema.registry.ssl.truststore.type", "PKCS12",
                "schema.registry.retry.budget.ms", "0"
            };
            String[] trustAndKey = Stream.concat(
                            Stream.of(trust),
                            Stream.of(
                                    "schema.registry.ssl.keystore.location", store.toString(),
                                    "schema.registry.ssl.keystore.password", "hushhush",
                                    "schema.registry.ssl.keystore.type", "PKCS12",
                                    "schema.registry.ssl.key.password", "hushhush"))
                    .toArray(String[]::new);

            // When, Then
            assertThat(open(trustAndKey).byId(7)).isEqualTo(SCHEMA);
            assertThatThrownBy(() -> open(trust).byId(7)).isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> open("schema.registry.url", secure.url(), "schema.registry.retry.budget.ms", "0")
                            .byId(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("certificat");
        }
    }

    private static SSLContext tls(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "hushhush".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "hushhush".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return tls;
    }
}
