package io.newsflow.ingest.fetch;

import io.newsflow.ingest.fetch.BoundedBody.Raw;
import io.newsflow.ingest.fetch.FetchException.Reason;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.StringAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches documents over HTTP within limits: time, size (as sent and decompressed), size of the headers, redirects; refuses
 * addresses that are not public, before each request and after each redirect, and connects to no address but those that it
 * has checked. Thread-safe.
 *
 * <p>A fetch that has a response, of whatever status, completes with it. One that has none completes with a
 * {@link FetchException}. Nothing is retried here: when to ask again is the scheduler's business.
 */
public final class HttpFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFetcher.class);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int LONGEST_HEADER = 32 * 1024;
    private static final int MOST_HEADERS = 200;
    /** Of the answer to a form, so much is of interest. */
    private static final int ANSWER_BYTES = 4_096;

    private static final String CONNECTION = "newsflow.connection";
    private static final String BODY = "newsflow.body";
    private static final int MOST_CONNECTIONS = 4_096;
    private static final int MOST_CONNECTIONS_OF_A_HOST = 64;
    /** Thousands of hosts are asked once in minutes: an idle connection to each is of no use to anybody. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(5);

    private final CloseableHttpAsyncClient client;
    private final AddressGuard guard;
    private final FetchLimits limits;
    private final String userAgent;
    private final Executor lookups;
    private final ExecutorService answers;
    private final Clock clock;
    private volatile boolean closed;
    /** Addresses that were looked up and checked, for the connections that are about to be made. */
    private final Map<String, InetAddress[]> checked = new ConcurrentHashMap<>();

    /**
     * A fetcher.
     *
     * @param guard which addresses are refused
     * @param limits limits of each fetch
     * @param userAgent who asks, with an address for complaints
     * @param lookups runs name look-ups, which may take many seconds and hold up nothing but each other
     * @param clock tells when a response came
     */
    public HttpFetcher(AddressGuard guard, FetchLimits limits, String userAgent, Executor lookups, Clock clock) {
        this.guard = guard;
        this.limits = limits;
        this.userAgent = userAgent;
        this.lookups = lookups;
        this.answers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "http-answers");
            thread.setDaemon(true);
            return thread;
        });
        this.clock = clock;
        this.client = client(limits);
        client.start();
    }

    private CloseableHttpAsyncClient client(FetchLimits of) {
        Timeout total = Timeout.of(of.total());
        return HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedAddresses())
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_CONNECTIONS_OF_A_HOST)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(of.connect()))
                                .setSocketTimeout(total)
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(Timeout.of(of.connect()))
                                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                .build())
                        .build())
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(Math.min(4, Runtime.getRuntime().availableProcessors()))
                        .setSelectInterval(TimeValue.ofMilliseconds(200))
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(LONGEST_HEADER)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(total)
                        .setResponseTimeout(total)
                        .setConnectionKeepAlive(IDLE)
                        .setDefaultKeepAlive(IDLE.getDuration(), IDLE.getTimeUnit())
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .build())
                .setIoReactorExceptionCallback(this::broken)
                .setRetryStrategy(new OnlyUnheard())
                .addExecInterceptorFirst("connection", HttpFetcher::noteConnection)
                .evictIdleConnections(IDLE)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent(userAgent)
                .build();
    }

    /** Lets the connection of an exchange be closed by whoever has its context. */
    private static void noteConnection(
            HttpRequest request,
            AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        scope.clientContext.setAttribute(CONNECTION, scope.execRuntime);
        chain.proceed(request, body, scope, callback);
    }

    /**
     * Gives an exchange up and closes its connection. To cancel alone is not enough: where the connection was made very quickly,
     * what is cancelled is the making of it, and the response would drip on for as long as the server likes.
     */
    private static void giveUp(Future<Void> exchange, HttpContext context) {
        exchange.cancel(true);
        if (context.getAttribute(CONNECTION) instanceof AsyncExecRuntime connection) {
            connection.discardEndpoint();
        }
    }

    private void broken(Exception failure) {
        if (!closed) {
            LOG.atError().setCause(failure).log("fetching broke down");
        }
    }

    /**
     * Sends again, once, what did not leave this machine, or was lost without a word over a connection that the other side
     * closed: that is how servers end connections that are kept open.
     */
    private static final class OnlyUnheard implements HttpRequestRetryStrategy {
        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int execution, HttpContext context) {
            if (execution > 1) {
                return false;
            }
            boolean unheard = context.getAttribute(BODY) instanceof BoundedBody body && !body.hasBegun();
            return failure instanceof RequestNotExecutedException
                    || unheard && "GET".equals(request.getMethod()) && isLostConnection(failure);
        }

        private static boolean isLostConnection(IOException failure) {
            return failure instanceof ConnectionClosedException
                    || failure instanceof SocketException
                            && !(failure instanceof ConnectException || failure instanceof NoRouteToHostException);
        }

        @Override
        public boolean retryRequest(HttpResponse response, int execution, HttpContext context) {
            return false;
        }

        @Override
        public TimeValue getRetryInterval(HttpResponse response, int execution, HttpContext context) {
            return TimeValue.ZERO_MILLISECONDS;
        }
    }

    /** What connections ask for the address of a name. */
    private final class CheckedAddresses implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = checked.get(host);
            if (addresses != null) {
                return addresses;
            }
            try {
                return guard.resolve(host);
            } catch (FetchException e) {
                UnknownHostException refused = new UnknownHostException(host);
                refused.initCause(e);
                throw refused;
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /**
     * Fetches.
     *
     * @param request what to fetch
     * @return the response, or a {@link FetchException}
     */
    public CompletableFuture<Fetched> fetch(FetchRequest request) {
        return fetch(request, Courtesy.NONE);
    }

    /** Fetches with a courtesy that is asked before each request. */
    CompletableFuture<Fetched> fetch(FetchRequest request, Courtesy courtesy) {
        return start(new Attempt(request, courtesy, limits.bytes(), false));
    }

    /** Fetches; of a document that is larger than some bytes, only its beginning. */
    CompletableFuture<Fetched> fetchBeginning(FetchRequest request, int bytes) {
        return start(new Attempt(request, Courtesy.NONE, bytes, true));
    }

    /**
     * Sends a form. Redirects are not followed.
     *
     * @param url absolute http or https address
     * @param form its fields, encoded
     * @return the response, or a {@link FetchException}
     */
    CompletableFuture<Fetched> post(String url, String form) {
        FetchRequest request = new FetchRequest(url, null, null, "*/*");
        Attempt attempt = new Attempt(request, Courtesy.NONE, ANSWER_BYTES, true);
        return CompletableFuture.supplyAsync(() -> attempt, answers)
                .thenComposeAsync(a -> a.post(form), lookups)
                .handle((fetched, failure) -> {
                    if (failure == null) {
                        return fetched;
                    }
                    throw new CompletionException(translate(failure, url));
                });
    }

    private CompletableFuture<Fetched> start(Attempt attempt) {
        String url = attempt.request.url();
        return CompletableFuture.supplyAsync(() -> attempt, answers)
                .thenCompose(a -> a.next(url))
                .handle((fetched, failure) -> {
                    if (failure == null) {
                        return fetched;
                    }
                    throw new CompletionException(translate(failure, url));
                });
    }

    private FetchException translate(Throwable failure, String url) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnknownHostException && cause.getCause() instanceof FetchException) {
            cause = cause.getCause();
        }
        if (cause instanceof FetchException) {
            return (FetchException) cause;
        }
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
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

    @Override
    public void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
        answers.shutdown();
    }

    /** One fetch with its redirects. */
    private final class Attempt {
        private final FetchRequest request;
        private final Courtesy courtesy;
        private final int bytes;
        private final boolean truncate;
        private final Set<String> visited = new HashSet<>();
        private String permanent;
        private boolean allPermanent = true;
        private long spentNanos;

        Attempt(FetchRequest request, Courtesy courtesy, int bytes, boolean truncate) {
            this.request = request;
            this.courtesy = courtesy;
            this.bytes = bytes;
            this.truncate = truncate;
        }

        CompletionStage<Fetched> next(String url) {
            try {
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
                return courtesy.before(request, uri)
                        .thenComposeAsync(leave -> exchange(uri), lookups)
                        .thenComposeAsync(response -> answer(url, response), answers);
            } catch (FetchException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        CompletionStage<Fetched> post(String form) {
            try {
                URI uri = uri(request.url());
                BasicHttpRequest http = new BasicHttpRequest("POST", uri);
                return send(
                                uri,
                                new BasicRequestProducer(
                                        http,
                                        new StringAsyncEntityProducer(form, ContentType.APPLICATION_FORM_URLENCODED)),
                                System.nanoTime())
                        .thenApply(raw -> new Fetched(
                                raw.status(),
                                request.url(),
                                null,
                                raw.headers(),
                                raw.body(),
                                clock.instant(),
                                Duration.ZERO));
            } catch (FetchException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private CompletionStage<Raw> exchange(URI uri) {
            long began = System.nanoTime();
            return send(uri, new BasicRequestProducer(httpRequest(uri), null), began)
                    .whenComplete((raw, failure) -> {
                        spentNanos += System.nanoTime() - began;
                        courtesy.after(
                                uri,
                                failure == null
                                        ? new HostGate.Reply(raw.status(), raw.header("retry-after"), null)
                                        : new HostGate.Reply(
                                                0,
                                                null,
                                                translate(failure, uri.toString())
                                                        .reason()));
                    });
        }

        /** Makes a request within what is left of the time. */
        private CompletableFuture<Raw> send(URI uri, AsyncRequestProducer producer, long began) {
            String host = uri.getHost();
            InetAddress[] addresses;
            try {
                addresses = guard.resolve(host);
            } catch (FetchException e) {
                return CompletableFuture.failedFuture(e);
            }
            long left = limits.total().toNanos() - spentNanos - (System.nanoTime() - began);
            if (left <= 0) {
                return CompletableFuture.failedFuture(new TimeoutException());
            }
            checked.put(host, addresses);
            BoundedBody body = new BoundedBody(bytes, truncate);
            HttpHost target = new HttpHost(uri.getScheme().toLowerCase(Locale.ROOT), host, uri.getPort());
            HttpClientContext context = HttpClientContext.create();
            context.setAttribute(BODY, body);
            Future<Void> exchange = client.execute(target, producer, body, null, context, new Outcome(body));
            // Past the limit the exchange itself is given up, not only the waiting for it.
            return body.result().orTimeout(left, TimeUnit.NANOSECONDS).whenComplete((ok, failure) -> {
                checked.remove(host, addresses);
                if (failure != null) {
                    giveUp(exchange, context);
                }
            });
        }

        private CompletionStage<Fetched> answer(String url, Raw response) {
            int status = response.status();
            if (!REDIRECTS.contains(status)) {
                try {
                    return CompletableFuture.completedFuture(complete(url, response));
                } catch (IOException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
            String location = response.header("location");
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

        private Fetched complete(String url, Raw response) throws IOException {
            byte[] body = decompress(response.body(), response.header("content-encoding"));
            Instant now = clock.instant();
            return new Fetched(
                    response.status(), url, permanent, response.headers(), body, now, Duration.ofNanos(spentNanos));
        }

        private HttpRequest httpRequest(URI uri) {
            BasicHttpRequest http = new BasicHttpRequest("GET", uri);
            http.setHeader("Accept", request.accept());
            http.setHeader("Accept-Encoding", "gzip, deflate");
            // Only for the address that the validators came from.
            if (visited.size() == 1) {
                if (isHeaderValue(request.etag())) {
                    http.setHeader("If-None-Match", request.etag());
                }
                if (isHeaderValue(request.lastModified())) {
                    http.setHeader("If-Modified-Since", request.lastModified());
                }
            }
            return http;
        }

        private byte[] decompress(byte[] body, String contentEncoding) throws IOException {
            String encoding =
                    contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
            boolean gzip = body.length > 2 && body[0] == 0x1F && body[1] == (byte) 0x8B;
            if (body.length == 0 || encoding.isEmpty() && !gzip || encoding.equals("identity")) {
                return body;
            }
            if (gzip) {
                // Also where the document itself is a .gz file, as sitemaps are.
                return inflate(new GZIPInputStream(new ByteArrayInputStream(body)));
            }
            if (encoding.equals("deflate")) {
                boolean zlib =
                        (body[0] & 0x0F) == 8 && ((body[0] & 0xFF) << 8 | body[1 % body.length] & 0xFF) % 31 == 0;
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
                    if (out.size() + n > bytes) {
                        if (truncate) {
                            out.write(buffer, 0, bytes - out.size());
                            return out.toByteArray();
                        }
                        throw new FetchException(
                                Reason.TOO_LARGE, "larger than " + bytes + " bytes when decompressed", null);
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
    }

    /** Failures that the body does not hear of, such as those before there is a connection. */
    private record Outcome(BoundedBody body) implements FutureCallback<Void> {
        @Override
        public void completed(Void nothing) {
            // The body has ended, and its result with it.
        }

        @Override
        public void failed(Exception failure) {
            body.failed(failure);
        }

        @Override
        public void cancelled() {
            body.failed(new TimeoutException());
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
}
