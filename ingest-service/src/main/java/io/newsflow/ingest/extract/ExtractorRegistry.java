package io.newsflow.ingest.extract;

import io.newsflow.model.SourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The extractors, and the choice among them: the one most sure of a document reads it. Thread-safe. */
public final class ExtractorRegistry {
    private final List<ArticleExtractor> extractors;

    /**
     * A registry of the given extractors.
     *
     * @param extractors in order of preference at equal scores
     */
    public ExtractorRegistry(List<ArticleExtractor> extractors) {
        this.extractors = List.copyOf(extractors);
    }

    /**
     * The part of this registry that reads documents of a source.
     *
     * @param kind kind that the source declares
     * @return the extractors of that kind; all where it is AUTO or has none of its own
     */
    public ExtractorRegistry of(SourceKind kind) {
        List<ArticleExtractor> own =
                extractors.stream().filter(e -> e.kind() == kind).toList();
        return kind == SourceKind.AUTO || own.isEmpty() ? this : new ExtractorRegistry(own);
    }

    /** Names of the kinds read here, in order of preference. */
    public List<String> names() {
        return extractors.stream().map(ArticleExtractor::name).toList();
    }

    /**
     * The extractor that is most sure of the document.
     *
     * @param document any document
     * @return the extractor, or nothing where none gives it a chance
     */
    public Optional<ArticleExtractor> detect(InputDocument document) {
        return ranked(document).stream().findFirst().map(Candidate::extractor);
    }

    /**
     * Extracts with the most sure extractor; when it fails, with the next ones, as kinds can look alike in their head.
     *
     * @param document any document
     * @return what the first extractor gave that could read it
     * @throws ExtractionException of the most sure extractor, when none can read it; at once, when one finds that it must not be
     *     published
     */
    public Extraction extract(InputDocument document) throws ExtractionException {
        if (isBlank(document.bytes())) {
            throw new ExtractionException("the document is empty");
        }
        List<Candidate> candidates = ranked(document);
        if (candidates.isEmpty() && extractors.size() == 1) {
            // The kind is certain; what is wrong with the document is for its extractor to say.
            return extractors.get(0).extract(document);
        }
        if (candidates.isEmpty()) {
            throw new ExtractionException("no supported kind recognised in " + describe(document) + "; looked for: "
                    + String.join(", ", names()));
        }
        ExtractionException first = null;
        for (Candidate candidate : candidates) {
            try {
                return candidate.extractor().extract(document);
            } catch (NotForPublicationException e) {
                throw e;
            } catch (ExtractionException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first;
    }

    private List<Candidate> ranked(InputDocument document) {
        List<Candidate> candidates = new ArrayList<>();
        for (ArticleExtractor extractor : extractors) {
            double score = extractor.score(document);
            if (score > 0) {
                candidates.add(new Candidate(extractor, score));
            }
        }
        return candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .collect(Collectors.toList());
    }

    private static String describe(InputDocument document) {
        return document.mediaType().isEmpty()
                ? document.bytes().length + " bytes of undeclared type"
                : document.bytes().length + " bytes declared as " + document.mediaType();
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private record Candidate(ArticleExtractor extractor, double score) {}
}
