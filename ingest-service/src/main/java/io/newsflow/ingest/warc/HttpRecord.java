package io.newsflow.ingest.warc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An HTTP response as archives keep it. Crawlers differ in what they undo: a body may be said to be chunked or compressed and
 * not be, be so in part, or break off. What can be read is read.
 *
 * @param status status code, 0 where the first line has none
 * @param headers header fields, names in lower case; of a name that is repeated, the first
 * @param body body without chunks and compression, cut at {@link WarcReader#MAX_BLOCK} bytes
 * @param damaged whether chunks or compressed data were not as they should be
 */
record HttpRecord(int status, Map<String, String> headers, byte[] body, boolean damaged) {
    private static final int MAX_CHUNK_LINE = 1_024;

    /**
     * Reads a response.
     *
     * @param block block of the record
     * @return the response
     */
    static HttpRecord of(byte[] block) {
        int end = 0;
        int breaks = 0;
        while (end < block.length && breaks < 2) {
            byte value = block[end++];
            if (value == '\n') {
                breaks++;
            } else if (value != '\r') {
                breaks = 0;
            }
        }
        // With a limit, since a head of line breaks alone would have no lines otherwise.
        String[] lines = new String(block, 0, end, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        String[] words = lines[0].split(" ");
        boolean numbered = lines[0].startsWith("HTTP/") && words.length > 1 && words[1].matches("\\d{3}");
        byte[] body = new byte[block.length - end];
        System.arraycopy(block, end, body, 0, body.length);
        boolean[] damaged = new boolean[1];
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            body = withoutChunks(body, damaged);
        }
        body = unpacked(body, headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT), damaged);
        return new HttpRecord(numbered ? Integer.parseInt(words[1]) : 0, headers, body, damaged[0]);
    }

    /** The chunks' content. A body that does not begin with a chunk is taken as it is; a bad chunk ends the undoing. */
    static byte[] withoutChunks(byte[] body, boolean[] damaged) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        int at = 0;
        while (at < body.length) {
            int line = at;
            while (line < body.length && line - at < MAX_CHUNK_LINE && body[line] != '\n') {
                line++;
            }
            String size = new String(body, at, line - at, StandardCharsets.ISO_8859_1)
                    .replaceFirst(";.*", "")
                    .strip();
            if (line >= body.length || !size.matches("[0-9A-Fa-f]{1,7}")) {
                if (at == 0) {
                    return body;
                }
                damaged[0] = true;
                out.write(body, at, body.length - at);
                return out.toByteArray();
            }
            int length = Integer.parseInt(size, 16);
            at = line + 1;
            if (length == 0) {
                return out.toByteArray();
            }
            int there = Math.min(length, body.length - at);
            out.write(body, at, there);
            at += there;
            while (at < body.length && (body[at] == '\r' || body[at] == '\n')) {
                at++;
            }
        }
        damaged[0] = true;
        return out.toByteArray();
    }

    private static byte[] unpacked(byte[] body, String encoding, boolean[] damaged) {
        boolean gzip = body.length > 2 && body[0] == 0x1F && body[1] == (byte) 0x8B;
        boolean deflate = encoding.contains("deflate") && body.length > 2 && !gzip;
        if (!gzip && !deflate) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length * 4);
        Inflater bare = new Inflater((body[0] & 0x0F) != 8);
        try (InputStream in = gzip
                ? new GZIPInputStream(new ByteArrayInputStream(body))
                : new InflaterInputStream(new ByteArrayInputStream(body), bare)) {
            byte[] chunk = new byte[16 * 1024];
            int count = in.read(chunk);
            while (count >= 0 && out.size() < WarcReader.MAX_BLOCK) {
                out.write(chunk, 0, Math.min(count, WarcReader.MAX_BLOCK - out.size()));
                count = in.read(chunk);
            }
        } catch (IOException e) {
            damaged[0] = true;
            if (out.size() == 0) {
                return body;
            }
        } finally {
            bare.end();
        }
        return out.toByteArray();
    }
}
