package io.newsflow.enrich.stream;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.PageLink;
import io.newsflow.model.Provenance;
import io.newsflow.model.RawArticle;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Joins what several sightings say of one article. A feed has the categories, the page the authors, an aggregator the
 * neighbours: none of it is lost, and the result does not depend on how often a sighting is repeated.
 */
final class ArticleMerge {
    private static final int MAX_PROVENANCES = 200;
    private static final int MAX_PAGE_LINKS = 50;
    private static final Comparator<Provenance> OLDEST_FIRST = Comparator.comparing(Provenance::getFetchedAt)
            .thenComparing(Provenance::getSourceId)
            .thenComparing(Provenance::getLocation);

    private ArticleMerge() {}

    /**
     * What a merge changed.
     *
     * @param record whether anything did
     * @param analysis whether something did that the text analysis looks at
     */
    record Change(boolean record, boolean analysis) {}

    /** Adds a sighting, unless its source and location are known; false where they are. */
    static boolean addProvenance(List<Provenance> provenances, Provenance sighting) {
        for (Provenance known : provenances) {
            if (known.getSourceId().equals(sighting.getSourceId())
                    && known.getLocation().equals(sighting.getLocation())) {
                return false;
            }
        }
        if (provenances.size() >= MAX_PROVENANCES) {
            return false;
        }
        provenances.add(sighting);
        provenances.sort(OLDEST_FIRST);
        return true;
    }

    /**
     * When an article was first seen, by what is known and a further sighting: the earlier time, but never one of another
     * month. The index keeps an article in the month in which it was first seen, so that its id is there once; a sighting
     * that comes late, as from an archive, must not move it.
     */
    static Instant firstSeen(Instant known, Instant sighting) {
        return sighting.isBefore(known) && month(sighting).equals(month(known)) ? sighting : known;
    }

    private static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    /** Fills in an article what it lacks and another sighting of the same article has. The text stays as it is. */
    static Change fill(RawArticle article, RawArticle other) {
        boolean analysis = fill(article, other, RawArticle::getLanguage, RawArticle::setLanguage)
                | fill(article, other, RawArticle::getSection, RawArticle::setSection)
                | fill(article, other, RawArticle::getDateline, RawArticle::setDateline)
                | fill(article, other, RawArticle::getByline, RawArticle::setByline)
                | fillList(article, other, RawArticle::getTags, RawArticle::setTags)
                | fillList(article, other, RawArticle::getSubjects, RawArticle::setSubjects);
        boolean record = analysis
                | fill(article, other, RawArticle::getUrl, RawArticle::setUrl)
                | fill(article, other, RawArticle::getCanonicalUrl, RawArticle::setCanonicalUrl)
                | fillList(article, other, RawArticle::getAuthors, RawArticle::setAuthors)
                | fillList(article, other, RawArticle::getImages, RawArticle::setImages)
                | fillList(article, other, RawArticle::getPageFeatures, RawArticle::setPageFeatures)
                | fill(article, other, RawArticle::getModified, RawArticle::setModified)
                | fill(article, other, RawArticle::getCommentCount, RawArticle::setCommentCount)
                | fill(article, other, RawArticle::getPaywalled, RawArticle::setPaywalled)
                | fill(article, other, RawArticle::getRights, RawArticle::setRights)
                | fillTime(article, other)
                | fillExtra(article, other)
                | addLinks(article, other.getRelatedOnPage());
        if (article.getArchive() && !other.getArchive()) {
            article.setArchive(false);
            record = true;
        }
        return new Change(record, analysis);
    }

    private static boolean fillTime(RawArticle article, RawArticle other) {
        ArticleTime published = article.getPublished();
        ArticleTime offered = other.getPublished();
        if (offered == null
                || published != null
                        && offered.getPrecision().ordinal()
                                <= published.getPrecision().ordinal()) {
            return false;
        }
        article.setPublished(offered);
        return true;
    }

    private static boolean fillExtra(RawArticle article, RawArticle other) {
        boolean changed = false;
        for (Map.Entry<String, String> entry : other.getExtra().entrySet()) {
            changed |= article.getExtra().putIfAbsent(entry.getKey(), entry.getValue()) == null;
        }
        return changed;
    }

    private static boolean addLinks(RawArticle article, List<PageLink> links) {
        Set<String> known = new HashSet<>();
        article.getRelatedOnPage().forEach(link -> known.add(link.getArticleId()));
        List<PageLink> all = new ArrayList<>(article.getRelatedOnPage());
        for (PageLink link : links) {
            if (all.size() < MAX_PAGE_LINKS && known.add(link.getArticleId())) {
                all.add(link);
            }
        }
        boolean changed = all.size() > article.getRelatedOnPage().size();
        article.setRelatedOnPage(all);
        return changed;
    }

    private static <T> boolean fill(
            RawArticle article, RawArticle other, Function<RawArticle, T> get, BiConsumer<RawArticle, T> set) {
        if (get.apply(article) != null || get.apply(other) == null) {
            return false;
        }
        set.accept(article, Objects.requireNonNull(get.apply(other)));
        return true;
    }

    private static <T> boolean fillList(
            RawArticle article,
            RawArticle other,
            Function<RawArticle, List<T>> get,
            BiConsumer<RawArticle, List<T>> set) {
        if (!get.apply(article).isEmpty() || get.apply(other).isEmpty()) {
            return false;
        }
        set.accept(article, get.apply(other));
        return true;
    }
}
