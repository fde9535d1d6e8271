package io.newsflow.bench;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Serde;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per record of the serdes, against plain Avro binary with reused encoder, decoder and buffer and nothing else: the
 * least that Avro takes. The difference is the price of the wire format, the registry's caches and thread safety.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(2)
public class SerdeBenchmark {
    private static final String TOPIC = Topics.ENRICHED.name();

    private EnrichedArticle article;
    private byte[] wire;
    private byte[] plain;
    private Serde<EnrichedArticle> serde;

    private SpecificDatumWriter<EnrichedArticle> plainWriter;
    private SpecificDatumReader<EnrichedArticle> plainReader;
    private ByteArrayOutputStream plainBuffer;
    private BinaryEncoder plainEncoder;
    private BinaryDecoder plainDecoder;

    /** Makes one record and its binary forms. */
    @Setup
    public void prepare() throws IOException {
        serde = new AvroSerdes(Map.of("schema.registry.url", "mock://bench", "schema.registry.auto.register", "true"))
                .valueSerde(Topics.ENRICHED);
        article = SampleArticles.enriched(1);
        wire = serde.serializer().serialize(TOPIC, article);
        Schema schema = EnrichedArticle.getClassSchema();
        plainWriter = new SpecificDatumWriter<>(schema);
        plainReader = new SpecificDatumReader<>(schema, schema);
        plainBuffer = new ByteArrayOutputStream(16 * 1024);
        plain = plainSerialize();
        System.out.println("# record: " + plain.length + " bytes of Avro binary");
    }

    /** Plain Avro binary, written. */
    @Benchmark
    public byte[] plainSerialize() throws IOException {
        plainBuffer.reset();
        plainEncoder = EncoderFactory.get().binaryEncoder(plainBuffer, plainEncoder);
        plainWriter.write(article, plainEncoder);
        plainEncoder.flush();
        return plainBuffer.toByteArray();
    }

    /** Our serializer. */
    @Benchmark
    public byte[] serdeSerialize() {
        return serde.serializer().serialize(TOPIC, article);
    }

    /** Plain Avro binary, read. */
    @Benchmark
    public EnrichedArticle plainDeserialize() throws IOException {
        plainDecoder = DecoderFactory.get().binaryDecoder(plain, plainDecoder);
        return plainReader.read(null, plainDecoder);
    }

    /** Our deserializer. */
    @Benchmark
    public EnrichedArticle serdeDeserialize() {
        return serde.deserializer().deserialize(TOPIC, wire);
    }

    /** The record as JSON, as the indexer and the command line write it. */
    @Benchmark
    public String jsonWrite() {
        return RecordJson.write(article);
    }
}
