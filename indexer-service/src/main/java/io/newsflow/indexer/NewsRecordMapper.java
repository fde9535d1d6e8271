package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Story;
import io.newsflow.schemas.RecordHeaders;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Maps enriched articles and stories. A record without value deletes: its revision is in the header
 * {@value RecordHeaders#REVISION}, or else its timestamp stands for it, since revisions are times in milliseconds. An
 * article's index follows from when it was first seen, which a retraction names in the header
 * {@value RecordHeaders#FIRST_SEEN}; one without is for an article that the stream does not know any more, or was written
 * by hand, and deletes in all article indices. Articles of months that the index does not keep ask for nothing.
 *
 * <p>For one thread.
 */
final class NewsRecordMapper implements RecordMapper {
    private final Deserializer<EnrichedArticle> articles;
    private final Deserializer<Story> stories;
    private final IndexNames names;
    private final Retention retention;
    private final ArticleVectors vectors;
    private final DocumentWriter documents = new DocumentWriter();

    NewsRecordMapper(AvroSerdes serdes, IndexNames names, Retention retention, ArticleVectors vectors) {
        this.articles = serdes.deserializer(EnrichedArticle.class);
        this.stories = serdes.deserializer(Story.class);
        this.names = names;
        this.retention = retention;
        this.vectors = vectors;
    }

    @Override
    public Optional<IndexOperation> map(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new IllegalArgumentException("the record has no key, so there is no id to index it under");
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        boolean isStory = record.topic().equals(Topics.STORIES.name());
        if (record.value() == null) {
            return deletion(record, isStory, id);
        }
        if (isStory) {
            Story story = stories.deserialize(record.topic(), record.headers(), record.value());
            return Optional.of(
                    new IndexOperation(record, names.stories(), id, story.getRevision(), documents.story(story)));
        }
        EnrichedArticle article = articles.deserialize(record.topic(), record.headers(), record.value());
        if (!retention.keeps(article.getArticle().getFirstSeen())) {
            return Optional.empty();
        }
        return Optional.of(new IndexOperation(
                record,
                names.articles(article.getArticle().getFirstSeen()),
                id,
                article.getRevision(),
                documents.article(article, vectors.of(article))));
    }

    private Optional<IndexOperation> deletion(ConsumerRecord<byte[], byte[]> record, boolean isStory, String id) {
        String index = names.stories();
        if (!isStory) {
            Optional<Instant> firstSeen = firstSeen(record);
            if (firstSeen.isPresent() && !retention.keeps(firstSeen.get())) {
                return Optional.empty();
            }
            index = firstSeen.map(names::articles).orElse(names.articlesPattern());
        }
        return Optional.of(new IndexOperation(record, index, id, revision(record), null));
    }

    private static long revision(ConsumerRecord<byte[], byte[]> record) {
        String text = header(record, RecordHeaders.REVISION);
        try {
            return text == null ? record.timestamp() : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + RecordHeaders.REVISION + " is no number: " + text, e);
        }
    }

    private static Optional<Instant> firstSeen(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(header(record, RecordHeaders.FIRST_SEEN)).map(Instant::parse);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
