package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.newsflow.model.Story;
import io.newsflow.schemas.admin.SchemaAdmin.State;
import io.newsflow.schemas.admin.SchemaAdmin.Status;
import io.newsflow.schemas.serde.PublishedSchemas;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaAdminTest {
    private static final String SUBJECT = "news.stories-value";
    private static final Schema OURS = PublishedSchemas.of(Story.class);

    private final MockSchemaRegistryClient client = new MockSchemaRegistryClient();
    private final SchemaAdmin admin = new SchemaAdmin(client, Map.of(SUBJECT, Story.class));

    @Test
    void aMissingSubjectIsRegisteredAndProtected() throws Exception {
        // Given
        assertThat(admin.check()).extracting(State::status).containsExactly(Status.MISSING);

        // When
        State state = admin.register().get(0);

        // Then
        assertThat(state.status()).isEqualTo(Status.REGISTERED);
        assertThat(state.isReady()).isTrue();
        assertThat(state.version()).isEqualTo(1);
        assertThat(client.getCompatibility(SUBJECT)).isEqualTo("FULL_TRANSITIVE");
        assertThat(client.getSchemaById(state.id()).canonicalString()).isEqualTo(OURS.toString());
    }

    @Test
    void registeringAgainChangesNothing() throws Exception {
        // Given
        State first = admin.register().get(0);

        // When
        State second = admin.register().get(0);

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(client.getAllVersions(SUBJECT)).hasSize(1);
    }

    @Test
    void aCompatibleChangeBecomesANewVersion() throws Exception {
        // Given
        client.register(
                SUBJECT,
                new AvroSchema(OURS.toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"mood\",\"type\":\"string\",\"default\":\"\"},")));
        assertThat(admin.check()).extracting(State::status).containsExactly(Status.NEWER);

        // When
        State state = admin.register().get(0);

        // Then
        assertThat(state.status()).isEqualTo(Status.REGISTERED);
        assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void aBreakIsRefusedAndNamed() throws Exception {
        // Given
        client.register(
                SUBJECT,
                new AvroSchema(OURS.toString()
                        .replaceFirst("\"fields\":\\[", "\"fields\":[{\"name\":\"mood\",\"type\":\"string\"},")));

        // When
        State state = admin.register().get(0);

        // Then
        assertThat(state.status()).isEqualTo(Status.INCOMPATIBLE);
        assertThat(state.problems()).anySatisfy(line -> assertThat(line).contains("mood"));
        assertThat(client.getAllVersions(SUBJECT)).hasSize(1);
    }
}
