package io.newsflow.enrich.stream;

import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.Fingerprint;
import io.newsflow.model.Language;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.RawArticle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An analysis that a test can foresee: capitalised words are entities, the declared language is the detected one, the
 * section is the topic. An article titled {@link #POISON} cannot be analysed.
 */
public final class FakeAnalyzer implements ArticleAnalyzer {
    /** Title of an article that fails. */
    public static final String POISON = "POISON";

    private static final int SHINGLE = 3;
    private static final int SIGNATURE = 32;

    private final AtomicInteger calls = new AtomicInteger();

    /** How many articles were analysed. */
    public int calls() {
        return calls.get();
    }

    @Override
    public EnrichedArticle analyze(RawArticle raw) {
        calls.incrementAndGet();
        if (raw.getTitle().equals(POISON)) {
            throw new IllegalStateException("poisoned text");
        }
        String text = raw.getTitle() + " " + raw.getBody();
        Set<String> names = new LinkedHashSet<>();
        for (String word : text.split("[^\\p{L}]+")) {
            if (!word.isEmpty() && Character.isUpperCase(word.charAt(0))) {
                names.add(word);
            }
        }
        List<Entity> entities = new ArrayList<>();
        for (String name : names) {
            entities.add(Entity.newBuilder()
                    .setId("nf:misc:" + name.toLowerCase(java.util.Locale.ROOT))
                    .setType(EntityType.MISC)
                    .setName(name)
                    .setMentionCount(1)
                    .setSalience(0.5f)
                    .setConfidence(1)
                    .build());
        }
        List<MediaTopic> topics = new ArrayList<>();
        if (raw.getSection() != null) {
            topics.add(MediaTopic.newBuilder()
                    .setCode("medtop:" + raw.getSection())
                    .setLabel(raw.getSection())
                    .setLabelEn(raw.getSection())
                    .setLevel(1)
                    .setScore(1)
                    .build());
        }
        String[] words = text.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}]+");
        return EnrichedArticle.newBuilder()
                .setArticleId(raw.getArticleId())
                .setRevision(raw.getRevision())
                .setArticle(raw)
                .setProvenances(new ArrayList<>(List.of(raw.getProvenance())))
                .setLanguage(new Language(raw.getLanguage() == null ? "und" : raw.getLanguage(), 1f))
                .setEntities(entities)
                .setTopics(topics)
                .setFingerprint(new Fingerprint(raw.getContentHash(), 0L, signature(words), words.length))
                .build();
    }

    private static List<Integer> signature(String[] words) {
        List<Integer> signature = new ArrayList<>();
        if (words.length < 2 * SHINGLE) {
            return signature;
        }
        for (int i = 0; i < SIGNATURE; i++) {
            int least = Integer.MAX_VALUE;
            for (int w = 0; w + SHINGLE <= words.length; w++) {
                int hash = i * 0x9E3779B9 + 17;
                for (int k = 0; k < SHINGLE; k++) {
                    hash = (hash ^ words[w + k].hashCode()) * 0x85EBCA6B;
                    hash ^= hash >>> 15;
                }
                least = Math.min(least, hash);
            }
            signature.add(least);
        }
        return signature;
    }
}
