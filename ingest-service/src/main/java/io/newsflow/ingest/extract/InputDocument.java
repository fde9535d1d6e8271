package io.newsflow.ingest.extract;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A document as it came in, before anything is known of its kind.
 *
 * <p>It is bounded: whoever reads it has applied the size limit. Archives that hold many documents (WARC) are read record
 * by record, each record giving one of these.
 *
 * @param bytes the document, decompressed; not copied, must not be changed
 * @param location address, path or archive it was read from; "-" for standard input
 * @param url absolute address of the document after redirects, where it has one
 * @param contentType media type as declared by server or file, without judging it; null where none was declared
 * @param charset charset declared outside the document (HTTP header), else null
 * @param capturedAt when the document looked like this: relative times ("2 hours ago") are resolved against it
 * @param fetchedAt when it was read; becomes the revision of the articles, for archive loads the capture time does
 * @param sourceId id of the source, or of the connector where there is none ("cli", "push")
 * @param itemId id of this document at its source (WARC-Record-ID), else null
 * @param offset position of this document in its location, else null
 * @param publisher publisher to assume for articles that name none, else null
 * @param language BCP 47 language to assume for articles that declare none, else null
 * @param country ISO 3166-1 alpha-2 code of that publisher, else null
 * @param etag HTTP ETag, else null
 * @param lastModified HTTP Last-Modified, else null
 * @param archive true for an archive load
 */
public record InputDocument(
        byte[] bytes,
        String location,
        String url,
        String contentType,
        Charset charset,
        Instant capturedAt,
        Instant fetchedAt,
        String sourceId,
        String itemId,
        Long offset,
        String publisher,
        String language,
        String country,
        String etag,
        Instant lastModified,
        boolean archive) {

    /** Checks what must be there. */
    public InputDocument {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(capturedAt, "capturedAt");
        Objects.requireNonNull(fetchedAt, "fetchedAt");
        Objects.requireNonNull(sourceId, "sourceId");
    }

    /**
     * Starts a document; capture and fetch time default to now, the source to "cli".
     *
     * @param bytes the document
     * @param location where it was read
     * @return a builder
     */
    public static Builder builder(byte[] bytes, String location) {
        return new Builder(bytes, location);
    }

    /** The address, where there is one. */
    public Optional<String> address() {
        return Optional.ofNullable(url);
    }

    /**
     * The declared media type in lower case without parameters ("text/html"), or the empty string.
     *
     * @return bare media type
     */
    public String mediaType() {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String bare = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return bare.strip().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Decodes the bytes as {@link TextDecoder} finds right for them.
     *
     * @return the text, with the charset used and whether it was guessed
     */
    public TextDecoder.Decoded decode() {
        return TextDecoder.decode(bytes, charset);
    }

    /** A builder with all of this document's values. */
    public Builder toBuilder() {
        return toBuilder(bytes);
    }

    /** A builder for a part of this document, with all of its values but the bytes. */
    public Builder toBuilder(byte[] part) {
        Builder copy = new Builder(part, location);
        copy.url = url;
        copy.contentType = contentType;
        copy.charset = charset;
        copy.capturedAt = capturedAt;
        copy.fetchedAt = fetchedAt;
        copy.sourceId = sourceId;
        copy.itemId = itemId;
        copy.offset = offset;
        copy.publisher = publisher;
        copy.language = language;
        copy.country = country;
        copy.etag = etag;
        copy.lastModified = lastModified;
        copy.archive = archive;
        return copy;
    }

    @Override
    public String toString() {
        return "InputDocument[" + location + ", " + bytes.length + " bytes, " + contentType + "]";
    }

    /** Builds an {@link InputDocument}. */
    public static final class Builder {
        private final byte[] bytes;
        private final String location;
        private String url;
        private String contentType;
        private Charset charset;
        private Instant capturedAt;
        private Instant fetchedAt;
        private String sourceId = "cli";
        private String itemId;
        private Long offset;
        private String publisher;
        private String language;
        private String country;
        private String etag;
        private Instant lastModified;
        private boolean archive;

        private Builder(byte[] bytes, String location) {
            this.bytes = bytes;
            this.location = location;
        }

        /** Absolute address after redirects. */
        public Builder url(String value) {
            url = value;
            return this;
        }

        /** Declared media type; a charset parameter in it is taken over unless {@link #charset} says otherwise. */
        public Builder contentType(String value) {
            contentType = value;
            return this;
        }

        /** Charset declared outside the document. */
        public Builder charset(Charset value) {
            charset = value;
            return this;
        }

        /** When the document looked like this. */
        public Builder capturedAt(Instant value) {
            capturedAt = value;
            return this;
        }

        /** When it was read. */
        public Builder fetchedAt(Instant value) {
            fetchedAt = value;
            return this;
        }

        /** Source or connector id. */
        public Builder sourceId(String value) {
            sourceId = value;
            return this;
        }

        /** Id of the document at its source. */
        public Builder itemId(String value) {
            itemId = value;
            return this;
        }

        /** Position in its location. */
        public Builder offset(Long value) {
            offset = value;
            return this;
        }

        /** Publisher to assume. */
        public Builder publisher(String value) {
            publisher = value;
            return this;
        }

        /** Language to assume. */
        public Builder language(String value) {
            language = value;
            return this;
        }

        /** Country to assume. */
        public Builder country(String value) {
            country = value;
            return this;
        }

        /** HTTP ETag. */
        public Builder etag(String value) {
            etag = value;
            return this;
        }

        /** HTTP Last-Modified. */
        public Builder lastModified(Instant value) {
            lastModified = value;
            return this;
        }

        /** Whether this is an archive load. */
        public Builder archive(boolean value) {
            archive = value;
            return this;
        }

        /** Builds the document. */
        public InputDocument build() {
            Instant fetched = fetchedAt == null ? Instant.now() : fetchedAt;
            Instant captured = capturedAt == null ? fetched : capturedAt;
            Charset declared = charset == null ? TextDecoder.charsetOf(contentType) : charset;
            return new InputDocument(
                    bytes,
                    location,
                    url,
                    contentType,
                    declared,
                    captured,
                    fetched,
                    sourceId,
                    itemId,
                    offset,
                    publisher,
                    language,
                    country,
                    etag,
                    lastModified,
                    archive);
        }
    }
}
