package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;
import java.util.Locale;

/** Counts words by the bucket that their hash falls into: deterministic, and near for texts that share words. */
public final class ToyEmbedder implements Embedder {
    private static final int DIMENSIONS = 64;

    /** As the indexer makes one. */
    public ToyEmbedder() {}

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] embed(EnrichedArticle article) {
        return vector(
                article.getArticle().getTitle() + " " + article.getArticle().getBody());
    }

    /** The vector of a text; null where it has no words. */
    public static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        boolean any = false;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
            if (word.length() > 3) {
                vector[Math.floorMod(word.hashCode(), DIMENSIONS)]++;
                any = true;
            }
        }
        return any ? vector : null;
    }
}
