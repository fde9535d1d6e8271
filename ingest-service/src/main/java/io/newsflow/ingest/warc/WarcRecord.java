package io.newsflow.ingest.warc;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A record of a web archive.
 *
 * @param offset position of the record in the archive, in bytes: that of its gzip member where it is compressed. Reading can
 *     begin there again
 * @param headers named fields, names in lower case; of a name that is repeated, the first
 * @param block content, cut at {@link WarcReader#MAX_BLOCK} bytes
 * @param truncated whether the block is shorter than the record says, or damaged from some place on
 */
public record WarcRecord(long offset, Map<String, String> headers, byte[] block, boolean truncated) {
    /** Copies the headers. */
    public WarcRecord {
        headers = Map.copyOf(headers);
    }

    /**
     * A named field.
     *
     * @param name in any case, such as "WARC-Date"
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The record's type in lower case, such as "response"; empty where it has none. */
    public String type() {
        return header("WARC-Type").orElse("").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "WarcRecord[" + type() + " at " + offset + ", " + block.length + " bytes]";
    }
}
