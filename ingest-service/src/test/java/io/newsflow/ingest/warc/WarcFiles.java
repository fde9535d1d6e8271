package io.newsflow.ingest.warc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Makes web archives for tests. */
final class WarcFiles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean gzip;
    private int count;

    WarcFiles(boolean gzip) {
        this.gzip = gzip;
    }

    /** Bytes so far: the offset of the next record. */
    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    WarcFiles info() {
        return record("warcinfo", null, "application/warc-fields", utf8("software: test\r\n"));
    }

    /** A response with an article whose title is given, as a server would send it. */
    WarcFiles article(String url, String title) {
        return response(url, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", utf8(page(title)));
    }

    WarcFiles response(String url, String head, byte[] body) {
        return record("response", url, "application/http; msgtype=response", concat(utf8(head), body));
    }

    WarcFiles record(String type, String url, String contentType, byte[] block) {
        return raw(recordBytes(type, url, contentType, block, block.length));
    }

    byte[] recordBytes(String type, String url, String contentType, byte[] block, int length) {
        String head = "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:uuid:" + count++ + ">\r\n"
                + (url == null ? "" : "WARC-Target-URI: " + url + "\r\n")
                + "WARC-Date: 2026-01-31T08:15:00Z\r\nContent-Type: " + contentType + "\r\nContent-Length: " + length
                + "\r\n\r\n";
        return concat(utf8(head), block, utf8("\r\n\r\n"));
    }

    /** Adds a whole record, as a member where members are made. */
    WarcFiles raw(byte[] record) {
        return bytes(gzip ? member(record) : record);
    }

    /** Adds bytes as they are. */
    WarcFiles bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    static byte[] member(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String page(String title) {
        return "<!doctype html><html><head><title>" + title + "</title></head><body><article><h1>" + title + "</h1><p>"
                + "The ferry between Narvik and the islands will run all winter, the harbour board said on Friday, after"
                + " three seasons in which it stopped in November.</p><p>Pilots measured the ice every morning for a"
                + " month, and found it thinner than at any time since records began.</p></article></body></html>";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
