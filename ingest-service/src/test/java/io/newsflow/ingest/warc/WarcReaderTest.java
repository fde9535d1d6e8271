package io.newsflow.ingest.warc;

import static io.newsflow.ingest.warc.WarcFiles.concat;
import static io.newsflow.ingest.warc.WarcFiles.member;
import static io.newsflow.ingest.warc.WarcFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcCompression;
import org.netpreserve.jwarc.WarcResource;
import org.netpreserve.jwarc.WarcWriter;

class WarcReaderTest {
    @Test
    void memoryIsThatOfARecordHoweverLongTheArchiveIs() throws Exception {
        // Given an archive of 256 MB
        int records = 1_000;
        byte[] record = new WarcFiles(false)
                .record("resource", "http://a.example/1", "text/html", new byte[256 * 1024])
                .bytes();
        InputStream archive = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at >= (long) records * record.length ? -1 : record[(int) (at++ % record.length)] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at >= (long) records * record.length) {
                    return -1;
                }
                int from = (int) (at % record.length);
                int count = Math.min(length, record.length - from);
                System.arraycopy(record, from, into, offset, count);
                at += count;
                return count;
            }
        };
        long before = used();

        // When
        WarcReader reader = new WarcReader(archive, 0);
        int read = 0;
        while (reader.next() != null) {
            read++;
        }
        long after = used();

        // Then
        assertThat(read).isEqualTo(records);
        assertThat(reader.damaged()).isZero();
        assertThat(after - before).isLessThan(2L * RawBytes.MOST_BACK);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static List<WarcRecord> read(byte[] archive) throws IOException {
        return read(new ByteArrayInputStream(archive), 0);
    }

    private static List<WarcRecord> read(InputStream archive, long position) throws IOException {
        List<WarcRecord> records = new ArrayList<>();
        try (WarcReader reader = new WarcReader(archive, position)) {
            for (WarcRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    private static List<String> urls(List<WarcRecord> records) {
        return records.stream()
                .map(record -> record.header("WARC-Target-URI").orElse("-"))
                .toList();
    }

    /** Three articles, and where their records begin. */
    private static WarcFiles three(boolean gzip, List<Integer> offsets) {
        WarcFiles archive = new WarcFiles(gzip).info();
        for (int i = 1; i <= 3; i++) {
            offsets.add(archive.size());
            archive.article("http://a.example/" + i, "Article " + i);
        }
        return archive;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsAreReadWithTheirOffsets(boolean gzip) throws Exception {
        // Given
        List<Integer> offsets = new ArrayList<>();
        byte[] archive = three(gzip, offsets).bytes();

        // When
        List<WarcRecord> records = read(archive);

        // Then
        assertThat(urls(records))
                .containsExactly("-", "http://a.example/1", "http://a.example/2", "http://a.example/3");
        assertThat(records.get(2).offset()).isEqualTo(offsets.get(1).longValue());
        assertThat(records).noneMatch(WarcRecord::truncated);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readingBeginsAtAnyOffsetThatARecordHad(boolean gzip) throws Exception {
        // Given
        List<Integer> offsets = new ArrayList<>();
        byte[] archive = three(gzip, offsets).bytes();
        int from = offsets.get(1);

        // When
        List<WarcRecord> records =
                read(new ByteArrayInputStream(Arrays.copyOfRange(archive, from, archive.length)), from);

        // Then
        assertThat(urls(records)).containsExactly("http://a.example/2", "http://a.example/3");
        assertThat(records.get(1).offset()).isEqualTo(offsets.get(2).longValue());
    }

    @Test
    void whatAnotherImplementationWritesIsRead() throws Exception {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (WarcWriter writer = new WarcWriter(Channels.newChannel(bytes), WarcCompression.GZIP)) {
            for (int i = 1; i <= 3; i++) {
                writer.write(new WarcResource.Builder(URI.create("http://a.example/" + i))
                        .date(Instant.parse("2026-01-31T08:15:00Z"))
                        .body(MediaType.HTML, utf8(WarcFiles.page("Article " + i)))
                        .build());
            }
        }

        // When
        List<WarcRecord> records = read(bytes.toByteArray());

        // Then
        assertThat(urls(records)).containsExactly("http://a.example/1", "http://a.example/2", "http://a.example/3");
        assertThat(records.get(2).block()).isEqualTo(utf8(WarcFiles.page("Article 3")));
    }

    @Test
    void aMemberThatIsCutOffCostsItselfAlone() throws Exception {
        // Given
        WarcFiles archive = new WarcFiles(true).article("http://a.example/1", "Article 1");
        byte[] second = member(archive.recordBytes(
                "response", "http://a.example/2", "application/http", utf8("x".repeat(9_000)), 9_000));
        archive.bytes(Arrays.copyOf(second, second.length / 2));
        archive.article("http://a.example/3", "Article 3").article("http://a.example/4", "Article 4");

        // When
        List<WarcRecord> records = read(archive.bytes());

        // Then
        assertThat(urls(records)).startsWith("http://a.example/1").endsWith("http://a.example/3", "http://a.example/4");
    }

    @Test
    void aPlainRecordThatIsShorterThanItSaysGivesWayToTheNext() throws Exception {
        // Given
        WarcFiles archive = new WarcFiles(false).article("http://a.example/1", "Article 1");
        archive.raw(archive.recordBytes("response", "http://a.example/2", "application/http", utf8("short"), 400));
        archive.article("http://a.example/3", "Article 3").article("http://a.example/4", "Article 4");

        // When
        List<WarcRecord> records = read(archive.bytes());

        // Then
        assertThat(urls(records))
                .containsExactly(
                        "http://a.example/1", "http://a.example/2", "http://a.example/3", "http://a.example/4");
        assertThat(records.get(1).truncated()).isTrue();
    }

    @Test
    void theEndMayBeCutOffAnywhere() throws Exception {
        // Given
        byte[] archive = three(true, new ArrayList<>()).bytes();

        for (int length = 0; length < archive.length; length += 7) {
            // When
            List<WarcRecord> records = read(Arrays.copyOf(archive, length));

            // Then
            assertThat(records.size()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void rubbishBetweenRecordsIsPassedOver() throws Exception {
        // Given
        byte[] rubbish = new byte[70_000];
        new Random(1).nextBytes(rubbish);
        WarcFiles archive = new WarcFiles(true).article("http://a.example/1", "Article 1");
        archive.bytes(rubbish)
                .bytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0})
                .article("http://a.example/2", "Article 2");

        // When
        List<WarcRecord> records = read(archive.bytes());

        // Then
        assertThat(urls(records)).containsExactly("http://a.example/1", "http://a.example/2");
    }

    @Test
    void severalRecordsInOneMemberAreRead() throws Exception {
        // Given
        byte[] archive = member(three(false, new ArrayList<>()).bytes());

        // When
        List<WarcRecord> records = read(archive);

        // Then
        assertThat(urls(records))
                .containsExactly("-", "http://a.example/1", "http://a.example/2", "http://a.example/3");
    }

    @Test
    void aLongArchiveNeedsNoMoreMemoryThanAShortOne() throws Exception {
        // Given
        byte[] body = new byte[200_000];
        new Random(2).nextBytes(body);
        WarcFiles once = new WarcFiles(true);
        once.response("http://a.example/1", "HTTP/1.1 200 OK\r\n\r\n", body);
        byte[] unit = once.bytes();
        int repeats = 2_000;
        InputStream endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == (long) unit.length * repeats ? -1 : unit[(int) (at++ % unit.length)] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                long left = (long) unit.length * repeats - at;
                if (left == 0) {
                    return -1;
                }
                int from = (int) (at % unit.length);
                int count = (int) Math.min(Math.min(length, unit.length - from), left);
                System.arraycopy(unit, from, target, offset, count);
                at += count;
                return count;
            }
        };
        Runtime runtime = Runtime.getRuntime();
        int records = 0;
        long most = 0;

        // When
        try (WarcReader reader = new WarcReader(endless, 0)) {
            for (WarcRecord record = reader.next(); record != null; record = reader.next()) {
                records++;
                if (records % 500 == 0) {
                    runtime.gc();
                    most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
                }
            }
        }

        // Then
        assertThat(records).isEqualTo(repeats);
        assertThat(most).as("400 MB were read").isLessThan(150L * 1024 * 1024);
    }

    @Test
    void chunksAreUndoneAsFarAsTheyAreChunks() {
        // Given
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

        // When
        assertThat(HttpRecord.of(utf8("\r\n\r\n")).status()).isZero();
        HttpRecord good = HttpRecord.of(utf8(head + "5\r\nThe f\r\n4;x=y\r\nerry\r\n0\r\n\r\n"));
        HttpRecord undone = HttpRecord.of(utf8(head + "The ferry"));
        HttpRecord bad = HttpRecord.of(utf8(head + "5\r\nThe f\r\nzz\r\nerry"));
        HttpRecord cut = HttpRecord.of(utf8(head + "ff\r\nThe ferry"));

        // Then
        assertThat(new String(good.body())).isEqualTo("The ferry");
        assertThat(new String(undone.body())).isEqualTo("The ferry");
        assertThat(new String(bad.body())).isEqualTo("The fzz\r\nerry");
        assertThat(new String(cut.body())).isEqualTo("The ferry");
        assertThat(List.of(good.damaged(), undone.damaged(), bad.damaged(), cut.damaged()))
                .containsExactly(false, false, true, true);
    }

    @Test
    void compressedBodiesAreUnpackedWhateverIsLeftOfThem() {
        // Given
        byte[] page = utf8("The ferry runs. ".repeat(5_000));
        byte[] packed = member(page);

        // When
        HttpRecord whole = HttpRecord.of(concat(utf8("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), packed));
        HttpRecord already = HttpRecord.of(concat(utf8("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), page));

        // Then
        assertThat(whole.body()).isEqualTo(page);
        assertThat(already.body()).isEqualTo(page);
    }
}
