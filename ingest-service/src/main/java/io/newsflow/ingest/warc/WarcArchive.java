package io.newsflow.ingest.warc;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.RawArticle;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/**
 * The articles of a web archive. Successful responses and resources with a text type are documents; each is read with the
 * extractor that recognises it. The rest of an archive (requests, metadata, redirects, pictures, pages without an article) is
 * passed over.
 *
 * <p>Articles are marked as archive loads. Their revision is the time of capture, so that loading an archive twice, or in
 * parts, changes nothing, and never replaces what was seen later. Not thread-safe.
 */
public final class WarcArchive implements AutoCloseable {
    /** Connector in the provenance. */
    static final String CONNECTOR = "warc";

    private static final int OK = 200;
    private static final int HEAD = 4 * 1024;

    private final WarcReader reader;
    private final String location;
    private final ExtractorRegistry extractors;
    private final UnaryOperator<InputDocument.Builder> settings;

    /**
     * What a record of the archive gave.
     *
     * @param offset where the record begins, in bytes
     * @param url address of the capture, or null
     * @param articles its articles; empty where there are none
     * @param passedOver why there are none, null where there are or where the record is of no interest
     */
    public record Entry(long offset, String url, List<RawArticle> articles, String passedOver) {}

    /**
     * Opens an archive.
     *
     * @param in the archive, from a position on; closed with this
     * @param position that position: an offset that an earlier {@link Entry} had, or 0
     * @param location file or address, for the provenance
     * @param extractors reads the documents
     * @param settings sets what is the same for all documents: source, publisher
     */
    public WarcArchive(
            InputStream in,
            long position,
            String location,
            ExtractorRegistry extractors,
            UnaryOperator<InputDocument.Builder> settings) {
        this.reader = new WarcReader(in, position);
        this.location = location;
        this.extractors = extractors;
        this.settings = settings;
    }

    /**
     * Opens a file.
     *
     * @param file the archive
     * @param position where to begin, in bytes
     * @param extractors reads the documents
     * @param settings sets what is the same for all documents
     * @throws IOException when it cannot be opened
     */
    public static WarcArchive open(
            Path file, long position, ExtractorRegistry extractors, UnaryOperator<InputDocument.Builder> settings)
            throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        channel.position(position);
        return new WarcArchive(Channels.newInputStream(channel), position, file.toString(), extractors, settings);
    }

    /**
     * Whether a file is a web archive, by its first bytes.
     *
     * @param file any file
     * @throws IOException when it cannot be read
     */
    public static boolean isArchive(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return isArchive(in.readNBytes(HEAD));
        }
    }

    /**
     * Whether what a stream holds from here on is a web archive. Nothing of it is lost: reading goes on where it was.
     *
     * @param in the stream
     * @throws IOException when it cannot be read
     */
    public static boolean isArchive(BufferedInputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return isArchive(head);
    }

    /**
     * Whether bytes are the beginning of a web archive.
     *
     * @param head the first few thousand bytes
     */
    public static boolean isArchive(byte[] head) {
        byte[] first = new byte[8];
        if (head.length > 2 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
                in.readNBytes(first, 0, first.length);
            } catch (IOException e) {
                return false;
            }
        } else {
            System.arraycopy(head, 0, first, 0, Math.min(first.length, head.length));
        }
        return new String(first, StandardCharsets.ISO_8859_1).matches("WARC/[01]\\..");
    }

    /**
     * The next record.
     *
     * @return what it gave, or null at the archive's end
     * @throws IOException when the archive cannot be read any further
     */
    public Entry next() throws IOException {
        WarcRecord record = reader.next();
        if (record == null) {
            return null;
        }
        String url = record.header("WARC-Target-URI")
                .map(uri -> uri.replaceAll("^<|>$", ""))
                .orElse(null);
        InputDocument.Builder document;
        boolean cut = record.truncated();
        switch (record.type()) {
            case "response" -> {
                HttpRecord http = HttpRecord.of(record.block());
                if (http.status() != OK) {
                    return passedOver(record, url, "status " + http.status());
                }
                String type = http.headers().get("content-type");
                if (!isText(type)) {
                    return passedOver(record, url, "type " + type);
                }
                cut |= http.damaged();
                document = InputDocument.builder(http.body(), location)
                        .contentType(type)
                        .etag(http.headers().get("etag"));
            }
            case "resource" -> {
                String type = record.header("Content-Type").orElse(null);
                if (!isText(type)) {
                    return passedOver(record, url, "type " + type);
                }
                document = InputDocument.builder(record.block(), location).contentType(type);
            }
            default -> {
                return passedOver(record, url, null);
            }
        }
        Instant now = Instant.now();
        Instant captured = date(record.header("WARC-Date").orElse(null), now);
        InputDocument whole = settings.apply(document)
                .url(url)
                .capturedAt(captured)
                .fetchedAt(now)
                .itemId(record.header("WARC-Record-ID").orElse(null))
                .offset(record.offset())
                .archive(true)
                .build();
        try {
            Extraction extraction = extractors.extract(whole);
            for (RawArticle article : extraction.articles()) {
                complete(article, record, cut);
            }
            return new Entry(record.offset(), url, extraction.articles(), null);
        } catch (ExtractionException e) {
            return passedOver(record, url, e.getMessage());
        }
    }

    private static void complete(RawArticle article, WarcRecord record, boolean cut) {
        article.getProvenance().setConnector(CONNECTOR);
        article.getProvenance().setOffset(record.offset());
        if (article.getProvenance().getItemId() == null) {
            article.getProvenance().setItemId(record.header("WARC-Record-ID").orElse(null));
        }
        if (cut) {
            List<String> flags = new ArrayList<>(article.getFlags());
            flags.add("record-damaged");
            article.setFlags(flags);
        }
    }

    private static Entry passedOver(WarcRecord record, String url, String reason) {
        return new Entry(record.offset(), url, List.of(), reason);
    }

    /** Feeds, sitemaps and agency documents are archived too; what declares nothing may be any of them. */
    private static boolean isText(String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return type.isEmpty() || type.startsWith("text/") || type.contains("xml") || type.contains("json");
    }

    private static Instant date(String text, Instant now) {
        if (text == null) {
            return now;
        }
        try {
            Instant date = OffsetDateTime.parse(text.strip()).toInstant();
            return date.isAfter(now) ? now : date;
        } catch (DateTimeException e) {
            return now;
        }
    }

    /** Places so far at which the archive was damaged. */
    public int damaged() {
        return reader.damaged();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
