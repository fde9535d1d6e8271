package io.newsflow.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.Samples;
import io.newsflow.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class AvroSerdesTest {
    private static final String TOPIC = Topics.RAW.name();

    private AvroSerdes serdes;

    private Serde<RawArticle> open(TestInfo test, boolean autoRegister) {
        serdes = new AvroSerdes(Map.of(
                "schema.registry.url",
                "mock://" + test.getDisplayName().replaceAll("\\W", ""),
                "schema.registry.auto.register",
                String.valueOf(autoRegister),
                "schema.registry.unknown.id.grace.ms",
                "0"));
        return serdes.valueSerde(Topics.RAW);
    }

    @AfterEach
    void close() {
        if (serdes != null) {
            serdes.close();
        }
    }

    @Test
    void aRecordComesBackAsItWas(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, Samples.article());

        // Then
        assertThat(bytes[0]).isZero();
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.article());
        assertThat(serde.serializer().serialize(TOPIC, Samples.article())).isEqualTo(bytes);
    }

    @Test
    void theRegisteredSchemaIsFreeOfJava(TestInfo test) throws Exception {
        // Given
        Serde<RawArticle> serde = open(test, true);

        // When
        serde.serializer().serialize(TOPIC, Samples.article());

        // Then
        String registered = serdes.registry()
                .client()
                .getLatestSchemaMetadata("news.raw-value")
                .getSchema();
        assertThat(registered).contains("\"doc\"").doesNotContain("avro.java");
    }

    @Test
    void anUnregisteredSchemaIsRefusedWithWhatToDo(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, false);

        // When, Then
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, Samples.article()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("news.raw-value")
                .hasMessageContaining("newsflow schemas register");
    }

    @Test
    void aRecordOfANewerWriterIsReadWithoutItsNewField(TestInfo test) throws Exception {
        // Given
        Serde<RawArticle> serde = open(test, true);
        Schema ours = PublishedSchemas.of(RawArticle.class);
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : ours.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        fields.add(0, new Schema.Field("mood", Schema.create(Schema.Type.STRING), "New.", ""));
        Schema newer = Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
        byte[] old = serde.serializer().serialize(TOPIC, Samples.article());
        GenericRecord record = new GenericData.Record(newer);
        GenericRecord source = new org.apache.avro.generic.GenericDatumReader<GenericRecord>(ours)
                .read(null, org.apache.avro.io.DecoderFactory.get().binaryDecoder(old, 5, old.length - 5, null));
        ours.getFields().forEach(field -> record.put(field.name(), source.get(field.name())));
        record.put("mood", "calm");
        int id = serdes.registry().client().register("news.raw-value", new AvroSchema(newer));

        // When
        RawArticle read = serde.deserializer().deserialize(TOPIC, confluent(id, newer, record));

        // Then
        assertThat(read).isEqualTo(Samples.article());
    }

    @Test
    void damagedRecordsAreRefusedWithTheReason(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);
        byte[] good = serde.serializer().serialize(TOPIC, Samples.article());
        byte[] badMagic = good.clone();
        badMagic[0] = 7;
        byte[] unknownId = good.clone();
        unknownId[1] = 99;
        byte[] truncated = Arrays.copyOf(good, good.length - 3);
        byte[] trailing = Arrays.copyOf(good, good.length + 3);

        // When, Then
        for (var bad : Map.of(
                        badMagic,
                        "magic byte",
                        unknownId,
                        "knows no schema with id",
                        truncated,
                        "do not fit schema",
                        trailing,
                        "behind the end",
                        new byte[] {0, 0},
                        "too few")
                .entrySet()) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bad.getKey()))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(bad.getValue());
        }
        assertThat(serde.deserializer().deserialize(TOPIC, good)).isEqualTo(Samples.article());
    }

    @Test
    void aSchemaNamedByAHeaderIsRefusedByName(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);
        byte[] good = serde.serializer().serialize(TOPIC, Samples.article());
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17});

        // When, Then
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, headers, good))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("version 1")
                .hasMessageContaining("__value_schema_id");
    }

    private static byte[] confluent(int id, Schema schema, GenericRecord record) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
