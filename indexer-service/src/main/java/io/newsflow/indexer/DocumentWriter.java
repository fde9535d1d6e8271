package io.newsflow.indexer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.GeoPoint;
import io.newsflow.model.Image;
import io.newsflow.model.Keyword;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.Mention;
import io.newsflow.model.Place;
import io.newsflow.model.Provenance;
import io.newsflow.model.PublisherIdentity;
import io.newsflow.model.Quote;
import io.newsflow.model.RawArticle;
import io.newsflow.model.RelatedArticle;
import io.newsflow.model.Story;
import io.newsflow.model.StoryEntity;
import io.newsflow.model.StoryMember;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes records as documents of the index; {@code docs/index.md} tells the fields. For one thread: the buffer is used
 * again.
 */
public final class DocumentWriter {
    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(64 * 1024);

    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    /** An article's document, in UTF-8, without a vector. */
    public byte[] article(EnrichedArticle enriched) {
        return article(enriched, null);
    }

    /** An article's document, in UTF-8, with a vector unless that is null. */
    byte[] article(EnrichedArticle enriched, float[] vector) {
        return document(out -> {
            writeArticle(enriched, out);
            if (vector != null) {
                out.writeArrayFieldStart("vector");
                for (float value : vector) {
                    out.writeNumber(value);
                }
                out.writeEndArray();
            }
        });
    }

    /** A story's document, in UTF-8. */
    public byte[] story(Story story) {
        return document(out -> writeStory(story, out));
    }

    private byte[] document(Body body) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeStartObject();
            body.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot fail to be written", e);
        }
        return buffer.toByteArray();
    }

    private static void writeArticle(EnrichedArticle enriched, JsonGenerator out) throws IOException {
        RawArticle article = enriched.getArticle();
        text(out, "articleId", enriched.getArticleId());
        out.writeNumberField("revision", enriched.getRevision());
        text(out, "url", article.getUrl());
        text(out, "canonicalUrl", article.getCanonicalUrl());
        out.writeObjectFieldStart("publisher");
        text(out, "name", article.getPublisher().getName());
        text(out, "domain", article.getPublisher().getDomain());
        PublisherIdentity publisher = enriched.getPublisher();
        text(out, "id", publisher == null ? null : publisher.getId());
        text(out, "country", publisher == null ? article.getPublisher().getCountry() : publisher.getCountry());
        out.writeEndObject();
        writeTexts(article, enriched.getLanguage().getTag(), out);
        texts(out, "authors", article.getAuthors());
        text(out, "section", article.getSection());
        texts(out, "tags", article.getTags());
        text(out, "language", enriched.getLanguage().getTag());
        time(out, "published", article.getPublished());
        time(out, "modified", article.getModified());
        instant(out, "firstSeen", article.getFirstSeen());
        // What lists and recency are sorted by: publication where it is known, otherwise first sight.
        instant(out, "date", date(article));
        out.writeBooleanField("archive", article.getArchive());
        if (article.getCommentCount() != null) {
            out.writeNumberField("commentCount", article.getCommentCount());
        }
        if (article.getPaywalled() != null) {
            out.writeBooleanField("paywalled", article.getPaywalled());
        }
        out.writeArrayFieldStart("images");
        for (Image image : article.getImages()) {
            out.writeStartObject();
            text(out, "url", image.getUrl());
            text(out, "caption", image.getCaption());
            text(out, "credit", image.getCredit());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeSources(enriched.getProvenances(), out);
        writeEntities(enriched.getEntities(), out);
        writeTopics(enriched.getTopics(), out);
        out.writeArrayFieldStart("keywords");
        for (Keyword keyword : enriched.getKeywords()) {
            out.writeString(keyword.getText());
        }
        out.writeEndArray();
        texts(out, "hashtags", enriched.getHashtags());
        text(
                out,
                "summary",
                enriched.getSummary() == null ? null : enriched.getSummary().getText());
        writeQuotes(enriched.getQuotes(), out);
        out.writeArrayFieldStart("places");
        for (Place place : enriched.getPlaces()) {
            out.writeStartObject();
            writePlace(place, out);
            out.writeNumberField("score", place.getScore());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (enriched.getDateline() != null) {
            out.writeObjectFieldStart("dateline");
            writePlace(enriched.getDateline(), out);
            out.writeEndObject();
        }
        out.writeNumberField("wordCount", enriched.getWordCount());
        out.writeNumberField("readingSeconds", enriched.getReadingSeconds());
        text(out, "storyId", enriched.getStoryId());
        text(out, "group", group(enriched));
        text(out, "duplicateOf", enriched.getDuplicateOf());
        writeRelated(enriched.getRelated(), out);
        texts(out, "flags", enriched.getFlags());
    }

    /**
     * The text, and once more where the mapping stems it by its language; Elasticsearch indexes that and keeps no copy. It is
     * most of the document, so it is turned into JSON once.
     */
    private static void writeTexts(RawArticle article, String language, JsonGenerator out) throws IOException {
        SerializableString title = quoted(article.getTitle());
        SerializableString standfirst = quoted(article.getStandfirst());
        SerializableString body = quoted(article.getBody());
        writeTexts(title, standfirst, body, out);
        out.writeObjectFieldStart("text");
        out.writeObjectFieldStart(LanguageFields.of(language));
        writeTexts(title, standfirst, body, out);
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void writeTexts(
            SerializableString title, SerializableString standfirst, SerializableString body, JsonGenerator out)
            throws IOException {
        quoted(out, "title", title);
        quoted(out, "standfirst", standfirst);
        quoted(out, "body", body);
    }

    private static SerializableString quoted(String text) {
        return text == null ? null : new SerializedString(text);
    }

    private static void quoted(JsonGenerator out, String name, SerializableString value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            out.writeString(value);
        }
    }

    private static void writeSources(List<Provenance> provenances, JsonGenerator out) throws IOException {
        Set<String> sources = new LinkedHashSet<>();
        Set<String> connectors = new LinkedHashSet<>();
        for (Provenance provenance : provenances) {
            sources.add(provenance.getSourceId());
            connectors.add(provenance.getConnector());
        }
        texts(out, "sources", sources);
        texts(out, "connectors", connectors);
    }

    private static void writeEntities(List<Entity> entities, JsonGenerator out) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        Set<String> surfaces = new LinkedHashSet<>();
        Set<String> surfacesHere = new LinkedHashSet<>();
        out.writeArrayFieldStart("entities");
        for (Entity entity : entities) {
            out.writeStartObject();
            text(out, "id", entity.getId());
            text(out, "wikidataId", entity.getWikidataId());
            text(out, "type", entity.getType().name());
            text(out, "name", entity.getName());
            text(out, "country", entity.getCountry());
            if (entity.getLocation() != null) {
                location(out, entity.getLocation());
            }
            out.writeNumberField("salience", entity.getSalience());
            out.writeNumberField("confidence", entity.getConfidence());
            out.writeNumberField("mentionCount", entity.getMentionCount());
            surfacesHere.clear();
            entity.getMentions().forEach(mention -> surfacesHere.add(mention.getSurface()));
            texts(out, "surfaces", surfacesHere);
            ids.add(entity.getId());
            names.add(entity.getName());
            surfaces.addAll(surfacesHere);
            out.writeArrayFieldStart("mentions");
            for (Mention mention : entity.getMentions()) {
                out.writeStartObject();
                text(out, "field", mention.getField().name());
                out.writeNumberField("start", mention.getStart());
                out.writeNumberField("end", mention.getEnd());
                text(out, "surface", mention.getSurface());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
        texts(out, "entityIds", ids);
        texts(out, "entityNames", names);
        texts(out, "entitySurfaces", surfaces);
    }

    private static void writePlace(Place place, JsonGenerator out) throws IOException {
        text(out, "id", place.getEntityId());
        text(out, "name", place.getName());
        text(out, "country", place.getCountry());
        location(out, place.getLocation());
    }

    private static void location(JsonGenerator out, GeoPoint point) throws IOException {
        out.writeObjectFieldStart("location");
        out.writeNumberField("lat", point.getLat());
        out.writeNumberField("lon", point.getLon());
        out.writeEndObject();
    }

    /** What lists collapse by: the story, or what it repeats, or itself. */
    private static String group(EnrichedArticle enriched) {
        if (enriched.getStoryId() != null) {
            return enriched.getStoryId();
        }
        return enriched.getDuplicateOf() == null ? enriched.getArticleId() : enriched.getDuplicateOf();
    }

    private static void writeTopics(List<MediaTopic> topics, JsonGenerator out) throws IOException {
        Set<String> codes = new LinkedHashSet<>();
        Set<String> labels = new LinkedHashSet<>();
        out.writeArrayFieldStart("topics");
        for (MediaTopic topic : topics) {
            out.writeStartObject();
            text(out, "code", topic.getCode());
            text(out, "label", topic.getLabel());
            text(out, "labelEn", topic.getLabelEn());
            out.writeNumberField("level", topic.getLevel());
            out.writeNumberField("score", topic.getScore());
            out.writeEndObject();
            codes.add(topic.getCode());
            codes.addAll(topic.getAncestors());
            labels.add(topic.getLabelEn());
        }
        out.writeEndArray();
        texts(out, "topicCodes", codes);
        texts(out, "topicLabels", labels);
    }

    private static void writeQuotes(List<Quote> quotes, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("quotes");
        for (Quote quote : quotes) {
            out.writeStartObject();
            text(out, "text", quote.getText());
            text(out, "speaker", quote.getSpeaker());
            text(out, "speakerEntityId", quote.getSpeakerEntityId());
            text(out, "field", quote.getField().name());
            out.writeNumberField("start", quote.getStart());
            out.writeNumberField("end", quote.getEnd());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeRelated(List<RelatedArticle> related, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("related");
        for (RelatedArticle article : related) {
            out.writeStartObject();
            text(out, "articleId", article.getArticleId());
            text(out, "reason", article.getReason().name());
            out.writeNumberField("score", article.getScore());
            text(out, "title", article.getTitle());
            text(out, "publisher", article.getPublisher());
            text(out, "url", article.getUrl());
            instant(out, "published", article.getPublished());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeStory(Story story, JsonGenerator out) throws IOException {
        text(out, "storyId", story.getStoryId());
        out.writeNumberField("revision", story.getRevision());
        text(out, "language", story.getLanguage());
        text(out, "title", story.getTitle());
        text(out, "summary", story.getSummary());
        text(out, "leadArticleId", story.getLeadArticleId());
        out.writeNumberField("size", story.getSize());
        out.writeNumberField("publishers", story.getPublishers());
        instant(out, "firstSeen", story.getFirstSeen());
        instant(out, "lastSeen", story.getLastSeen());
        out.writeArrayFieldStart("members");
        for (StoryMember member : story.getMembers()) {
            out.writeStartObject();
            text(out, "articleId", member.getArticleId());
            text(out, "title", member.getTitle());
            text(out, "publisher", member.getPublisher());
            text(out, "url", member.getUrl());
            instant(out, "published", member.getPublished());
            text(out, "duplicateOf", member.getDuplicateOf());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("entities");
        for (StoryEntity entity : story.getEntities()) {
            out.writeStartObject();
            text(out, "id", entity.getId());
            text(out, "type", entity.getType().name());
            text(out, "name", entity.getName());
            out.writeNumberField("articles", entity.getArticles());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeTopics(story.getTopics(), out);
    }

    private static Instant date(RawArticle article) {
        ArticleTime published = article.getPublished();
        boolean trusted = published != null && published.getFlags().isEmpty();
        return trusted ? published.getValue() : article.getFirstSeen();
    }

    private static void time(JsonGenerator out, String name, ArticleTime time) throws IOException {
        if (time == null) {
            return;
        }
        out.writeObjectFieldStart(name);
        instant(out, "value", time.getValue());
        text(out, "precision", time.getPrecision().name());
        text(out, "evidence", time.getEvidence());
        texts(out, "flags", time.getFlags());
        out.writeEndObject();
    }

    private static void instant(JsonGenerator out, String name, Instant value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value.toString());
        }
    }

    private static void text(JsonGenerator out, String name, String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static void texts(JsonGenerator out, String name, Iterable<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
