package io.newsflow.ingest.warc;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes of an archive with their position in it, and a way back to where the record at hand began. Memory is bounded: the
 * way back is at most {@link #MOST_BACK} bytes long. Not thread-safe.
 */
final class RawBytes extends InputStream {
    /** The longest way back, in bytes. */
    static final int MOST_BACK = 4 * 1024 * 1024;

    private static final int START_SIZE = 128 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[START_SIZE];
    private int at;
    private int end;
    private long base;
    private int mark = -1;
    private boolean ended;

    /**
     * Bytes from some position on.
     *
     * @param in the archive from there on
     * @param position the position
     */
    RawBytes(InputStream in, long position) {
        this.in = in;
        this.base = position;
    }

    /** Position in the archive of the byte that comes next. */
    long position() {
        return base + at;
    }

    /** Remembers the position, to come back to. */
    void mark() {
        mark = at;
    }

    /** Position of the earliest byte that can be gone back to. */
    private long earliest() {
        return base + (mark < 0 ? at : mark);
    }

    /** Goes back, to the position given or the earliest that is still there. */
    void back(long position) {
        at = (int) (Math.max(position, earliest()) - base);
    }

    /** The byte that is so far ahead, or -1 where the archive ends before. */
    int peek(int ahead) throws IOException {
        while (end - at <= ahead) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[at + ahead] & 0xFF;
    }

    @Override
    public int read() throws IOException {
        int next = peek(0);
        if (next >= 0) {
            at++;
        }
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (end == at && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, target, offset, count);
        at += count;
        return count;
    }

    /** The bytes that are there already without reading more; at least one unless the archive has ended. */
    int available(byte[] target) throws IOException {
        if (end == at && !fill()) {
            return 0;
        }
        int count = Math.min(target.length, end - at);
        System.arraycopy(buffer, at, target, 0, count);
        return count;
    }

    /** Passes over bytes that {@link #available} gave. */
    void consume(int count) {
        at += count;
    }

    /** Reads more; false at the end. A cut-off download ends like a file. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        int keep = mark < 0 ? at : mark;
        if (at - keep > MOST_BACK) {
            keep = at - MOST_BACK / 2;
            mark = keep;
        }
        if (keep > 0 && (end == buffer.length || keep > buffer.length / 2)) {
            System.arraycopy(buffer, keep, buffer, 0, end - keep);
            base += keep;
            at -= keep;
            end -= keep;
            mark = mark < 0 ? -1 : 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            ended = true;
            return false;
        }
        end += count;
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
