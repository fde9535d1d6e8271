package io.newsflow.ingest.warc;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Inflater;

/**
 * Reads the records of a web archive (ISO 28500, WARC 0.17 to 1.1), plain or as gzip members, one after the other. Memory is
 * that of one record and a way back of at most {@link RawBytes#MOST_BACK} bytes.
 *
 * <p>Damage costs the record that it is in: what cannot be unpacked or is no record is passed over up to the next place where
 * one begins, and counted. A record that is cut off is given with what there is of it. Only the failure of the underlying
 * stream is an error. Not thread-safe.
 */
public final class WarcReader implements AutoCloseable {
    /** Longest block given, in bytes; the rest of a longer one is passed over. */
    public static final int MAX_BLOCK = 32 * 1024 * 1024;

    private static final int MAX_HEADERS = 64 * 1024;
    private static final int GZIP_1 = 0x1F;
    private static final int GZIP_2 = 0x8B;
    private static final int DEFLATE = 8;
    private static final byte[] MAGIC = "WARC/".getBytes(StandardCharsets.US_ASCII);

    private final RawBytes raw;
    private final Inflater inflater = new Inflater(true);
    private InputStream member;
    private long memberAt;
    private int damaged;

    /**
     * Reads from a position on.
     *
     * @param in the archive from that position on; closed with this
     * @param position the position, in bytes; 0 for the whole archive
     */
    public WarcReader(InputStream in, long position) {
        raw = new RawBytes(in, position);
    }

    /** Places so far at which there was no record where one should begin, or that broke off. */
    public int damaged() {
        return damaged;
    }

    /**
     * The next record.
     *
     * @return the record, or null at the archive's end
     * @throws IOException when the archive itself cannot be read any further
     */
    public WarcRecord next() throws IOException {
        while (true) {
            WarcRecord record = member == null ? begin() : goOn();
            if (record != null) {
                return record;
            }
            if (member == null && raw.peek(0) < 0) {
                return null;
            }
        }
    }

    /** A record at the archive's position, or null where there is none: then the position, or the member, is another. */
    private WarcRecord begin() throws IOException {
        while (isSpace(raw.peek(0))) {
            raw.read();
        }
        long at = raw.position();
        raw.mark();
        if (isGzip()) {
            try {
                member = new GzipMember(raw, inflater);
                memberAt = at;
            } catch (EOFException e) {
                damaged++;
                resync(at);
            } catch (IOException e) {
                resync(at);
            }
            return null;
        }
        if (isRecord()) {
            return plain(at);
        }
        if (raw.peek(0) >= 0) {
            damaged++;
            resync(at);
        }
        return null;
    }

    /** A record at the position in the gzip member at hand. */
    private WarcRecord goOn() throws IOException {
        Map<String, String> headers = null;
        Block block = null;
        try {
            int first = member.read();
            while (isSpace(first)) {
                first = member.read();
            }
            if (first < 0) {
                member = null;
                return null;
            }
            headers = headers(member, first);
            if (headers == null) {
                damaged++;
                member = null;
                resync(memberAt);
                return null;
            }
            block = block(member, length(headers));
            if (block.failure != null) {
                throw block.failure;
            }
            return new WarcRecord(memberAt, headers, block.bytes, block.cut);
        } catch (IOException e) {
            long at = memberAt;
            member = null;
            damaged++;
            resync(at);
            boolean useful = headers != null && block != null && block.bytes.length > 0;
            return useful ? new WarcRecord(at, headers, block.bytes, true) : null;
        }
    }

    private WarcRecord plain(long at) throws IOException {
        Map<String, String> headers = headers(raw, raw.read());
        if (headers == null) {
            damaged++;
            resync(at);
            return null;
        }
        long begin = raw.position();
        Block block = block(raw, length(headers));
        int spaces = 0;
        while (spaces < 4 && isSpace(raw.peek(spaces))) {
            spaces++;
        }
        if (raw.peek(spaces) < 0 || isRecordAt(spaces) || isGzipAt(spaces)) {
            damaged += block.cut ? 1 : 0;
            return new WarcRecord(at, headers, block.bytes, block.cut);
        }
        // The next record does not begin where it should: it may stand inside what was taken for this one's block.
        damaged++;
        int next = indexOfRecord(block.bytes);
        if (next < 0) {
            return new WarcRecord(at, headers, block.bytes, true);
        }
        raw.back(begin + next);
        byte[] bytes = Arrays.copyOf(block.bytes, next);
        return new WarcRecord(at, headers, bytes, true);
    }

    /** Goes to the next place behind the one given where a record or a member may begin, or to the end. */
    private void resync(long at) throws IOException {
        raw.back(at + 1);
        raw.mark();
        int value = raw.peek(0);
        while (value >= 0) {
            if (value == GZIP_1 && isGzip() || value == MAGIC[0] && isRecord()) {
                return;
            }
            raw.read();
            raw.mark();
            value = raw.peek(0);
        }
    }

    private boolean isGzip() throws IOException {
        return isGzipAt(0);
    }

    private boolean isGzipAt(int ahead) throws IOException {
        return raw.peek(ahead) == GZIP_1 && raw.peek(ahead + 1) == GZIP_2 && raw.peek(ahead + 2) == DEFLATE;
    }

    private boolean isRecord() throws IOException {
        return isRecordAt(0);
    }

    private boolean isRecordAt(int ahead) throws IOException {
        for (int i = 0; i < MAGIC.length; i++) {
            if (raw.peek(ahead + i) != MAGIC[i]) {
                return false;
            }
        }
        int major = raw.peek(ahead + MAGIC.length);
        return major == '0' || major == '1';
    }

    private static int indexOfRecord(byte[] bytes) {
        byte[] sign = "\nWARC/1.".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + sign.length <= bytes.length; i++) {
            int matching = 0;
            while (matching < sign.length && bytes[i + matching] == sign[matching]) {
                matching++;
            }
            if (matching == sign.length) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isSpace(int value) {
        return value == '\r' || value == '\n';
    }

    /** The version line and named fields, or null where they are none; the first byte has been read. */
    private static Map<String, String> headers(InputStream in, int first) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.write(first);
        int breaks = 0;
        while (breaks < 2) {
            int value = in.read();
            if (value < 0 || bytes.size() > MAX_HEADERS) {
                return null;
            }
            bytes.write(value);
            if (value == '\n') {
                breaks++;
            } else if (value != '\r') {
                breaks = 0;
            }
            if (bytes.size() == MAGIC.length
                    && !bytes.toString(StandardCharsets.US_ASCII).equals("WARC/")) {
                return null;
            }
        }
        Map<String, String> headers = new HashMap<>();
        String name = null;
        for (String line : bytes.toString(StandardCharsets.UTF_8).split("\r?\n")) {
            int colon = line.indexOf(':');
            if ((line.startsWith(" ") || line.startsWith("\t")) && name != null) {
                headers.merge(name, line.strip(), (before, more) -> before + " " + more);
            } else if (colon > 0) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                headers.putIfAbsent(name, line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static long length(Map<String, String> headers) {
        String length = headers.getOrDefault("content-length", "0");
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    /** What there is of a block. */
    private record Block(byte[] bytes, boolean cut, IOException failure) {}

    private static Block block(InputStream in, long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(length, 64 * 1024));
        byte[] chunk = new byte[16 * 1024];
        long left = length;
        try {
            while (left > 0) {
                int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    return new Block(bytes.toByteArray(), true, null);
                }
                bytes.write(chunk, 0, Math.min(count, MAX_BLOCK - bytes.size()));
                left -= count;
            }
        } catch (IOException e) {
            return new Block(bytes.toByteArray(), true, e);
        }
        return new Block(bytes.toByteArray(), length > MAX_BLOCK, null);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        raw.close();
    }
}
