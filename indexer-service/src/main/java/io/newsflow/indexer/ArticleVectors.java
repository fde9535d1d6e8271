package io.newsflow.indexer;

import io.newsflow.model.EnrichedArticle;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of articles: none, or those of the {@link Embedder} that the configuration names. An article whose vector
 * cannot be made, or could not be indexed, goes without.
 */
public final class ArticleVectors implements AutoCloseable {
    /** No vectors. */
    public static final ArticleVectors NONE = new ArticleVectors(null, null, () -> {});

    private static final Logger LOG = LoggerFactory.getLogger(ArticleVectors.class);
    private static final int MOST_DIMENSIONS = 4096;

    private final Embedder embedder;
    private final URLClassLoader loader;
    private final Runnable onFailure;

    private ArticleVectors(Embedder embedder, URLClassLoader loader, Runnable onFailure) {
        this.embedder = embedder;
        this.loader = loader;
        this.onFailure = onFailure;
    }

    /**
     * Vectors of a given embedder, which is closed with them.
     *
     * @param onFailure told of each article whose vector could not be made
     */
    public static ArticleVectors of(Embedder embedder, Runnable onFailure) {
        return new ArticleVectors(embedder, null, onFailure);
    }

    /**
     * Opens the embedder that the configuration names.
     *
     * @param onFailure told of each article whose vector could not be made
     * @throws ConfigException naming the setting when there is no such class, or it cannot be used
     */
    static ArticleVectors open(IndexerConfig.Embedding config, Runnable onFailure) {
        if (config.className().equals(IndexerConfig.NO_EMBEDDER)) {
            return NONE;
        }
        URLClassLoader loader = new URLClassLoader(urls(config.path()), ArticleVectors.class.getClassLoader());
        try {
            Embedder embedder = Class.forName(config.className(), true, loader)
                    .asSubclass(Embedder.class)
                    .getConstructor()
                    .newInstance();
            int dimensions = embedder.dimensions();
            if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
                embedder.close();
                throw new ConfigException(
                        IndexerConfig.EMBEDDER_CLASS.key(),
                        config.className() + " makes vectors of " + dimensions + " dimensions, not of 1 to "
                                + MOST_DIMENSIONS);
            }
            return new ArticleVectors(embedder, loader, onFailure);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            close(loader);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException(
                    IndexerConfig.EMBEDDER_CLASS.key(), "cannot make a " + config.className() + ": " + cause);
        } catch (ConfigException e) {
            close(loader);
            throw e;
        }
    }

    /**
     * Length of the vectors that the configuration asks for; 0 for none.
     *
     * @throws ConfigException as {@link #open}
     */
    public static int dimensions(IndexerConfig.Embedding config) {
        try (ArticleVectors vectors = open(config, () -> {})) {
            return vectors.dimensions();
        }
    }

    /** Length of the vectors; 0 for none. */
    int dimensions() {
        return embedder == null ? 0 : embedder.dimensions();
    }

    /** The vector of an article; null for none. */
    float[] of(EnrichedArticle article) {
        if (embedder == null) {
            return null;
        }
        try {
            float[] vector = embedder.embed(article);
            if (vector != null) {
                check(vector);
            }
            return vector;
        } catch (RuntimeException e) {
            onFailure.run();
            LOG.atWarn()
                    .addKeyValue("article", article.getArticleId())
                    .addKeyValue("error", e)
                    .log("Article goes into the index without a vector");
            return null;
        }
    }

    /** What Elasticsearch would refuse, and the article with it. */
    private void check(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (vector.length != embedder.dimensions() || !Double.isFinite(squares) || (float) squares == 0) {
            throw new IllegalStateException("the embedder made " + vector.length + " numbers with squares of " + squares
                    + "; expected " + embedder.dimensions() + " that are finite and not all zero");
        }
    }

    @Override
    public void close() {
        if (embedder != null) {
            embedder.close();
        }
        if (loader != null) {
            close(loader);
        }
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the embedder's files failed", e);
        }
    }

    private static URL[] urls(List<String> path) {
        List<URL> urls = new ArrayList<>();
        for (String entry : path) {
            Path file = Path.of(entry);
            if (!Files.exists(file)) {
                throw new ConfigException(IndexerConfig.EMBEDDER_PATH.key(), "there is no " + file);
            }
            try {
                urls.add(file.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new ConfigException(IndexerConfig.EMBEDDER_PATH.key(), "no file: " + entry);
            }
        }
        return urls.toArray(URL[]::new);
    }
}
