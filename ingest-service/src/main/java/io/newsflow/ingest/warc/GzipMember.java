package io.newsflow.ingest.warc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One member of a gzip file (RFC 1952), unpacked. Unlike the JDK's stream it ends where the member ends, and takes no byte of
 * the next one. The check sum is not verified: what could be unpacked is worth having.
 */
final class GzipMember extends InputStream {
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECK = 2;
    private static final int TRAILER = 8;

    private final RawBytes raw;
    private final Inflater inflater;
    private final byte[] input = new byte[8 * 1024];
    private final byte[] one = new byte[1];
    private boolean ended;

    /**
     * Opens the member that begins here.
     *
     * @param raw bytes, at the member's first, which is marked
     * @param inflater is reset, and not closed here
     * @throws IOException when its header is not one
     */
    GzipMember(RawBytes raw, Inflater inflater) throws IOException {
        this.raw = raw;
        this.inflater = inflater;
        inflater.reset();
        skip(3);
        int flags = next();
        if ((flags & 0xE0) != 0) {
            throw new IOException("reserved flags in a gzip header");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            int length = next();
            skip(length | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECK) != 0) {
            skip(2);
        }
    }

    private int next() throws IOException {
        int value = raw.read();
        if (value < 0) {
            throw new EOFException("the archive ends inside a gzip header");
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int left = 64 * 1024;
        while (next() != 0) {
            if (--left == 0) {
                throw new IOException("endless text in a gzip header");
            }
        }
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            try {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    return count;
                }
            } catch (DataFormatException e) {
                ended = true;
                throw new IOException("damaged gzip data: " + e.getMessage(), e);
            }
            if (inflater.finished() || inflater.needsDictionary()) {
                ended = true;
                raw.back(raw.position() - inflater.getRemaining());
                for (int i = 0; i < TRAILER && raw.read() >= 0; i++) {
                    // The check sum and length.
                }
            } else {
                feed();
            }
        }
        return -1;
    }

    /** Gives the inflater bytes; those that it leaves stay in the archive's. */
    private void feed() throws IOException {
        int count = raw.available(input);
        if (count == 0) {
            ended = true;
            throw new EOFException("the archive ends inside a record");
        }
        inflater.setInput(input, 0, count);
        raw.consume(count);
    }
}
