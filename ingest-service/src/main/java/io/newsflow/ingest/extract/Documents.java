package io.newsflow.ingest.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads documents from files and streams, within a size limit. */
public final class Documents {
    /** Largest document read, in bytes after decompression. */
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html"),
            Map.entry("htm", "text/html"),
            Map.entry("xhtml", "application/xhtml+xml"),
            Map.entry("xml", "application/xml"),
            Map.entry("rss", "application/rss+xml"),
            Map.entry("atom", "application/atom+xml"),
            Map.entry("rdf", "application/rdf+xml"),
            Map.entry("json", "application/json"),
            Map.entry("jsonl", "application/x-ndjson"),
            Map.entry("ndjson", "application/x-ndjson"),
            Map.entry("txt", "text/plain"));

    private Documents() {}

    /**
     * Reads a file. Its modification time is the capture time; gzip is unpacked.
     *
     * @param file a regular file
     * @return a builder, to which the caller adds what it knows better
     * @throws IOException when it cannot be read or is larger than {@link #MAX_BYTES}
     */
    public static InputDocument.Builder file(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        try (InputStream in = Files.newInputStream(file)) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
            String extension = plain.substring(plain.lastIndexOf('.') + 1);
            return InputDocument.builder(bounded(in), file.toString())
                    .capturedAt(modified)
                    .contentType(TYPES.get(extension));
        }
    }

    /**
     * Reads a stream; gzip is unpacked.
     *
     * @param in the stream; not closed
     * @param location what to call it, "-" for standard input
     * @return a builder
     * @throws IOException when it cannot be read or is larger than {@link #MAX_BYTES}
     */
    public static InputDocument.Builder stream(InputStream in, String location) throws IOException {
        return InputDocument.builder(bounded(in), location);
    }

    private static byte[] bounded(InputStream in) throws IOException {
        byte[] bytes = atMost(in, MAX_BYTES);
        if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return atMost(unpacked, MAX_BYTES);
            }
        }
        return bytes;
    }

    /**
     * Reads a stream to its end.
     *
     * @param in the stream; not closed
     * @param limit most bytes to accept
     * @return the bytes
     * @throws IOException when there are more
     */
    public static byte[] atMost(InputStream in, int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit);
        if (bytes.length == limit && in.read() >= 0) {
            throw new IOException("larger than " + limit + " bytes");
        }
        return bytes;
    }
}
