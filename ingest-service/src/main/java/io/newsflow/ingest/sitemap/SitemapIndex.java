package io.newsflow.ingest.sitemap;

import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.fetch.Fetched;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Follows an index of sitemaps to those that have the news: the listed ones whose address says "news", or, where none does, the
 * ones that changed last; {@value #MOST} in all, indexes in the index included. What they hold is given as one sitemap in the
 * index's place, so that whoever reads sources need not know of indexes. It carries no validators: an index may stay the same
 * while a sitemap that it lists changes.
 */
public final class SitemapIndex {
    /** Most sitemaps fetched for an index. */
    static final int MOST = 10;
    /** Where what was fetched is longer, the rest is left out, in bytes. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    private SitemapIndex() {}

    /**
     * Follows an index.
     *
     * @param fetched any response
     * @param fetch fetches an address
     * @return for an index, what its sitemaps hold, or the last failure where none could be had; the response itself for all else
     */
    public static CompletableFuture<Fetched> follow(
            Fetched fetched, Function<String, CompletableFuture<Fetched>> fetch) {
        if (!fetched.ok()) {
            return CompletableFuture.completedFuture(fetched);
        }
        List<String> children = children(fetched);
        if (children.isEmpty()) {
            return CompletableFuture.completedFuture(fetched);
        }
        return new Run(fetched, children, fetch).next();
    }

    /** The addresses worth following, best first; empty for what is no index. */
    private static List<String> children(Fetched fetched) {
        InputDocument document = InputDocument.builder(fetched.body(), fetched.url())
                .url(fetched.url())
                .contentType(fetched.header("content-type").orElse(null))
                .build();
        if (!SitemapExtractor.isIndex(document)) {
            return List.of();
        }
        List<SitemapExtractor.Child> children = SitemapExtractor.children(document);
        List<SitemapExtractor.Child> news = children.stream()
                .filter(child -> child.address().toLowerCase(Locale.ROOT).contains("news"))
                .toList();
        return (news.isEmpty() ? children : news)
                .stream()
                        .sorted(Comparator.comparing(SitemapExtractor.Child::modified)
                                .reversed())
                        .map(SitemapExtractor.Child::address)
                        .toList();
    }

    /** One index. Its steps follow each other, on whatever threads. */
    private static final class Run {
        private final Fetched index;
        private final Function<String, CompletableFuture<Fetched>> fetch;
        private final Deque<String> open = new ArrayDeque<>();
        private final Set<String> known = new HashSet<>();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private int fetches;
        private boolean any;
        private Fetched refused;
        private Throwable failed;

        Run(Fetched index, List<String> children, Function<String, CompletableFuture<Fetched>> fetch) {
            this.index = index;
            this.fetch = fetch;
            known.add(index.url());
            add(children);
        }

        private void add(List<String> children) {
            for (String child : children) {
                if (known.add(child)) {
                    open.add(child);
                }
            }
        }

        CompletableFuture<Fetched> next() {
            if (open.isEmpty() || fetches == MOST || all.size() >= MOST_BYTES) {
                return end();
            }
            fetches++;
            return fetch.apply(open.remove()).handle(this::take).thenCompose(taken -> next());
        }

        private Void take(Fetched fetched, Throwable failure) {
            if (failure != null) {
                failed = failure;
            } else if (!fetched.ok()) {
                refused = fetched;
            } else {
                any = true;
                List<String> nested = children(fetched);
                if (nested.isEmpty()) {
                    InputDocument document = InputDocument.builder(fetched.body(), fetched.url())
                            .contentType(fetched.header("content-type").orElse(null))
                            .build();
                    all.writeBytes(document.decode().text().getBytes(StandardCharsets.UTF_8));
                } else {
                    add(new ArrayList<>(nested));
                }
            }
            return null;
        }

        private CompletableFuture<Fetched> end() {
            if (!any) {
                return refused == null
                        ? CompletableFuture.failedFuture(failed)
                        : CompletableFuture.completedFuture(refused);
            }
            Map<String, List<String>> headers = new HashMap<>(index.headers());
            headers.keySet().removeAll(Set.of("etag", "last-modified"));
            headers.put("content-type", List.of("application/xml; charset=utf-8"));
            return CompletableFuture.completedFuture(new Fetched(
                    index.status(),
                    index.url(),
                    index.permanentUrl(),
                    headers,
                    all.toByteArray(),
                    index.at(),
                    index.took()));
        }
    }
}
