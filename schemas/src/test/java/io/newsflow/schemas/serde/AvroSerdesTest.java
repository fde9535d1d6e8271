package io.newsflow.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.Samples;
import io.newsflow.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
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
                .isInstanceOf(RegistryRefusedException.class)
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
        GenericRecord record = new GenericData.Record(newer);
        GenericRecord source = generic(serde.serializer().serialize(TOPIC, Samples.article()));
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
                        "too few bytes")
                .entrySet()) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bad.getKey()))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(bad.getValue());
        }
        assertThat(serde.deserializer().deserialize(TOPIC, good)).isEqualTo(Samples.article());
    }

    @Test
    void aRecordOfAnOlderWriterTakesTheDefaultsOfWhatItLacks(TestInfo test) throws Exception {
        // Given
        Serde<RawArticle> serde = open(test, true);
        Schema ours = PublishedSchemas.of(RawArticle.class);
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : ours.getFields()) {
            if (!List.of("authors", "commentCount").contains(field.name())) {
                fields.add(new Schema.Field(field, field.schema()));
            }
        }
        Schema older = Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
        GenericRecord record = new GenericData.Record(older);
        GenericRecord source = generic(serde.serializer().serialize(TOPIC, Samples.article()));
        fields.forEach(field -> record.put(field.name(), source.get(field.name())));
        int id = serdes.registry().client().register("news.raw-value", new AvroSchema(older));

        // When
        RawArticle read = serde.deserializer().deserialize(TOPIC, confluent(id, older, record));

        // Then
        RawArticle expected = Samples.article();
        expected.setAuthors(List.of());
        expected.setCommentCount(null);
        assertThat(read).isEqualTo(expected);
    }

    /** A length that the record cannot hold must not be allocated: it would end the service. */
    @Test
    void lengthsThatPromiseTooMuchAreRefusedWithoutTheirMemory(TestInfo test) throws Exception {
        // Given
        Serde<RawArticle> serde = open(test, true);
        byte[] good = serde.serializer().serialize(TOPIC, Samples.article());
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        string.write(good, 0, 5);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(string, null);
        encoder.writeLong(Integer.MAX_VALUE - 100);
        encoder.flush();
        Schema wide = new Schema.Parser().parse("""
                {"type": "record", "name": "RawArticle", "namespace": "io.newsflow.model", "fields": [
                 {"name": "authors", "type": {"type": "array", "items": "string"}}]}""");
        int id = serdes.registry().client().register("wide", new AvroSchema(wide));
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write(new byte[] {0, 0, 0, 0, (byte) id});
        encoder = EncoderFactory.get().binaryEncoder(array, null);
        encoder.writeLong(Integer.MAX_VALUE - 100);
        encoder.flush();

        // When, Then
        for (byte[] bad : List.of(string.toByteArray(), array.toByteArray())) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bad))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void aSchemaNamedByAHeaderIsUsed(TestInfo test) throws Exception {
        // Given
        UUID guid = UUID.fromString("0d4a4e6f-6d51-4d14-8a3d-37b1f0f0a1c2");
        byte[] bare;
        try (FakeRegistry fake = new FakeRegistry()) {
            byte[] good = open(test, true).serializer().serialize(TOPIC, Samples.article());
            bare = Arrays.copyOfRange(good, 5, good.length);
            fake.serve("/schemas/guids/" + guid, PublishedSchemas.of(RawArticle.class));
            fake.serve("/schemas/ids/7", PublishedSchemas.of(RawArticle.class));
            byte[] name = ByteBuffer.allocate(17)
                    .put((byte) 1)
                    .putLong(guid.getMostSignificantBits())
                    .putLong(guid.getLeastSignificantBits())
                    .array();
            byte[] prefixed =
                    ByteBuffer.allocate(17 + bare.length).put(name).put(bare).array();
            try (AvroSerdes real = new AvroSerdes(Map.of("schema.registry.url", fake.url()))) {
                Deserializer<RawArticle> deserializer = real.deserializer(RawArticle.class);

                // When, Then: GUID in the header, id in the header, GUID before the value
                assertThat(deserializer.deserialize(TOPIC, header(name), bare)).isEqualTo(Samples.article());
                assertThat(deserializer.deserialize(TOPIC, header(new byte[] {0, 0, 0, 0, 7}), bare))
                        .isEqualTo(Samples.article());
                assertThat(deserializer.deserialize(TOPIC, prefixed)).isEqualTo(Samples.article());
            }
        }
    }

    @Test
    void aGuidThatTheRegistryDoesNotKnowIsRefusedByName(TestInfo test) throws Exception {
        // Given
        byte[] name =
                ByteBuffer.allocate(17).put((byte) 1).putLong(1).putLong(2).array();
        try (FakeRegistry fake = new FakeRegistry();
                AvroSerdes real = new AvroSerdes(
                        Map.of("schema.registry.url", fake.url(), "schema.registry.unknown.id.grace.ms", "0"))) {
            // When, Then
            assertThatThrownBy(() -> real.deserializer(RawArticle.class).deserialize(TOPIC, header(name), new byte[9]))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("version 1")
                    .hasMessageContaining("00000000-0000-0001-0000-000000000002");
        }
    }

    @Test
    void theSchemaHeaderOfAnotherRecordIsNotHandedOn(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);
        Headers headers = header(new byte[] {0, 0, 0, 0, 99}).add("kept", new byte[0]);

        // When
        byte[] bytes = serde.serializer().serialize(TOPIC, headers, Samples.article());

        // Then
        assertThat(headers).extracting(Header::key).containsExactly("kept");
        assertThat(serde.deserializer().deserialize(TOPIC, headers, bytes)).isEqualTo(Samples.article());
    }

    @Test
    void aRecordThatCannotBeWrittenLeavesNothingBehind(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);
        byte[] good = serde.serializer().serialize(TOPIC, Samples.article());
        RawArticle bad = Samples.article();
        bad.put("title", null);

        // When, Then
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, bad))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("title");
        assertThat(serde.serializer().serialize(TOPIC, Samples.article())).isEqualTo(good);
    }

    @Test
    void oneSerdeServesManyThreads(TestInfo test) {
        // Given
        Serde<RawArticle> serde = open(test, true);
        List<RawArticle> articles = IntStream.range(0, 2_000)
                .mapToObj(i -> {
                    RawArticle article = Samples.article();
                    article.setTitle("Title " + i);
                    article.setBody("x".repeat(i));
                    return article;
                })
                .toList();

        // When
        List<RawArticle> back = articles.parallelStream()
                .map(article -> serde.deserializer()
                        .deserialize(TOPIC, serde.serializer().serialize(TOPIC, article)))
                .toList();

        // Then
        assertThat(back).isEqualTo(articles);
    }

    private static Headers header(byte[] value) {
        return new RecordHeaders().add("__value_schema_id", value);
    }

    private static GenericRecord generic(byte[] wire) throws Exception {
        return new GenericDatumReader<GenericRecord>(PublishedSchemas.of(RawArticle.class))
                .read(null, DecoderFactory.get().binaryDecoder(wire, 5, wire.length - 5, null));
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
