package io.newsflow.ingest.fetch;

import io.newsflow.ingest.fetch.FetchException.Reason;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLException;

/**
 * Fetches documents over HTTP within limits: time, size (as sent and decompressed), redirects; refuses addresses that are not
 * public, before each request and after each redirect. Thread-safe.
 *
 * <p>A fetch that has a response, of whatever status, completes with it. One that has none completes with a
 * {@link FetchException}. Nothing is retried here: when to ask again is the scheduler's business.
 */
public final class HttpFetcher {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpClient client;
    private final AddressGuard guard;
    private final FetchLimits limits;
    private final String userAgent;
    private final Executor executor;
    private final Clock clock;

    /**
     * A fetcher.
     *
     * @param guard which addresses are refused
     * @param limits limits of each fetch
     * @param userAgent who asks, with an address for complaints
     * @param executor runs name look-ups and the client's callbacks
     * @param clock tells when a response came
     */
    public HttpFetcher(AddressGuard guard, FetchLimits limits, String userAgent, Executor executor, Clock clock) {
        this.guard = guard;
        this.limits = limits;
        this.userAgent = userAgent;
        this.executor = executor;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .version(HttpClient.Version.HTTP_1_1)
                .executor(executor)
                .build();
    }

    /**
     * Fetches.
     *
     * @param request what to fetch
     * @return the response, or a {@link FetchException}
     */
    public CompletableFuture<Fetched> fetch(FetchRequest request) {
        Instant start = clock.instant();
        Attempt attempt = new Attempt(request, start);
        CompletableFuture<Fetched> result =
                CompletableFuture.supplyAsync(() -> attempt, executor).thenCompose(a -> a.next(request.url()));
        // Past the limit the exchange itself is given up, not only the waiting for it.
        return result.orTimeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ok, failure) -> {
                    if (failure != null) {
                        attempt.cancel();
                    }
                })
                .handle((fetched, failure) -> {
                    if (failure == null) {
                        return fetched;
                    }
                    throw new CompletionException(translate(failure, request.url()));
                });
    }

    private FetchException translate(Throwable failure, String url) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FetchException) {
            return (FetchException) cause;
        }
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return new FetchException(
                    Reason.TIMEOUT,
                    "no complete response from " + url + " within "
                            + limits.total().toSeconds() + " s",
                    cause);
        }
        if (cause instanceof SSLException) {
            return new FetchException(Reason.TLS, "TLS with " + url + " failed: " + cause.getMessage(), cause);
        }
        if (cause instanceof ConnectException) {
            String detail = cause.getMessage() == null ? "connection refused" : cause.getMessage();
            return new FetchException(Reason.CONNECT, "cannot connect to " + url + ": " + detail, cause);
        }
        return new FetchException(Reason.IO, "fetching " + url + " failed: " + cause, cause);
    }

    /** One fetch with its redirects. */
    private final class Attempt {
        private final FetchRequest request;
        private final Instant start;
        private final Set<String> visited = new HashSet<>();
        private String permanent;
        private boolean allPermanent = true;
        private volatile CompletableFuture<HttpResponse<byte[]>> exchange;
        private volatile boolean cancelled;

        Attempt(FetchRequest request, Instant start) {
            this.request = request;
            this.start = start;
        }

        void cancel() {
            cancelled = true;
            CompletableFuture<HttpResponse<byte[]>> running = exchange;
            if (running != null) {
                running.cancel(true);
            }
        }

        CompletionStage<Fetched> next(String url) {
            try {
                if (cancelled) {
                    throw new TimeoutException();
                }
                if (!visited.add(url)) {
                    throw new FetchException(Reason.REDIRECT, request.url() + " redirects in a circle by " + url, null);
                }
                if (visited.size() > limits.redirects() + 1) {
                    throw new FetchException(
                            Reason.REDIRECT,
                            request.url() + " redirects more than " + limits.redirects() + " times",
                            null);
                }
                URI uri = uri(url);
                guard.check(uri.getHost());
                exchange = client.sendAsync(httpRequest(uri), info -> new BoundedBody(info.headers(), limits.bytes()));
                return exchange.thenCompose(response -> answer(url, response));
            } catch (FetchException | TimeoutException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private CompletionStage<Fetched> answer(String url, HttpResponse<byte[]> response) {
            int status = response.statusCode();
            if (!REDIRECTS.contains(status)) {
                try {
                    return CompletableFuture.completedFuture(complete(url, response));
                } catch (IOException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
            String location = response.headers().firstValue("location").orElse(null);
            String target = CanonicalUrl.resolve(url, location).orElse(null);
            if (target == null) {
                return CompletableFuture.failedFuture(new FetchException(
                        Reason.REDIRECT, url + " redirects (" + status + ") to no usable address: " + location, null));
            }
            allPermanent &= status == 301 || status == 308;
            if (allPermanent) {
                permanent = target;
            }
            return next(target);
        }

        private Fetched complete(String url, HttpResponse<byte[]> response) throws IOException {
            Map<String, List<String>> headers = new HashMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            byte[] body = decompress(response.body(), response.headers());
            Instant now = clock.instant();
            return new Fetched(
                    response.statusCode(),
                    url,
                    permanent,
                    Map.copyOf(headers),
                    body,
                    now,
                    Duration.between(start, now));
        }

        private HttpRequest httpRequest(URI uri) {
            HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                    .timeout(limits.total())
                    .header("User-Agent", userAgent)
                    .header("Accept", request.accept())
                    .header("Accept-Encoding", "gzip, deflate");
            // Only for the address that the validators came from.
            if (visited.size() == 1) {
                if (isHeaderValue(request.etag())) {
                    builder.header("If-None-Match", request.etag());
                }
                if (isHeaderValue(request.lastModified())) {
                    builder.header("If-Modified-Since", request.lastModified());
                }
            }
            return builder.GET().build();
        }
    }

    private static URI uri(String url) throws FetchException {
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return withoutFragment(uri);
            }
        } catch (URISyntaxException e) {
            throw new FetchException(Reason.BAD_ADDRESS, "not an address: " + url, e);
        }
        throw new FetchException(Reason.BAD_ADDRESS, "not an http or https address: " + url, null);
    }

    private static URI withoutFragment(URI uri) throws URISyntaxException {
        String text = uri.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? uri : new URI(text.substring(0, hash));
    }

    private static boolean isHeaderValue(String value) {
        return value != null && !value.isBlank() && value.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private byte[] decompress(byte[] body, HttpHeaders headers) throws IOException {
        String encoding =
                headers.firstValue("content-encoding").orElse("").strip().toLowerCase(Locale.ROOT);
        boolean gzip = body.length > 2 && body[0] == 0x1F && body[1] == (byte) 0x8B;
        if (body.length == 0 || encoding.isEmpty() && !gzip || encoding.equals("identity")) {
            return body;
        }
        if (gzip) {
            // Also where the document itself is a .gz file, as sitemaps are.
            return inflate(new GZIPInputStream(new ByteArrayInputStream(body)));
        }
        if (encoding.equals("deflate")) {
            boolean zlib = (body[0] & 0x0F) == 8 && ((body[0] & 0xFF) << 8 | body[1 % body.length] & 0xFF) % 31 == 0;
            return inflate(new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!zlib)));
        }
        if (encoding.contains("gzip")) {
            // Servers that say gzip and send plain text.
            return body;
        }
        throw new FetchException(
                Reason.IO, "the server sent content-encoding " + encoding + ", which was not asked for", null);
    }

    /** A stream that ends early gives what there was: a cut document may still hold whole items. */
    private byte[] inflate(InputStream in) throws FetchException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        try (in) {
            int n;
            while ((n = in.read(buffer)) >= 0) {
                if (out.size() + n > limits.bytes()) {
                    throw new FetchException(
                            Reason.TOO_LARGE, "larger than " + limits.bytes() + " bytes when decompressed", null);
                }
                out.write(buffer, 0, n);
            }
        } catch (FetchException e) {
            throw e;
        } catch (IOException e) {
            if (out.size() == 0) {
                throw new FetchException(Reason.IO, "cannot decompress the response: " + e.getMessage(), e);
            }
        }
        return out.toByteArray();
    }

    /** Collects a body and breaks off as soon as it is too large. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final int limit;
        private final boolean tooLarge;
        private Flow.Subscription subscription;

        BoundedBody(HttpHeaders headers, int limit) {
            this.limit = limit;
            this.tooLarge = headers.firstValueAsLong("content-length").orElse(-1) > limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
            if (tooLarge) {
                refuse();
            } else {
                s.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (out.size() + buffer.remaining() > limit) {
                    refuse();
                    return;
                }
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.writeBytes(bytes);
            }
        }

        private void refuse() {
            subscription.cancel();
            result.completeExceptionally(new FetchException(Reason.TOO_LARGE, "larger than " + limit + " bytes", null));
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(out.toByteArray());
        }
    }
}
