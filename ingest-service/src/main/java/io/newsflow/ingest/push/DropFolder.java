package io.newsflow.ingest.push;

import io.newsflow.ingest.extract.Documents;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.Extraction.Withdrawal;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.ExtractorRegistry;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.push.HandOver.Outcome;
import io.newsflow.ingest.push.HandOver.Unavailable;
import io.newsflow.ingest.service.Letters;
import io.newsflow.ingest.warc.WarcArchive;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.DeadLetter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the files that are put into a folder, and moves each to {@code done} or {@code failed} beneath it.
 *
 * <p>A file is read when its size and time have not changed for a while. Names that begin with a dot, or end as unfinished files do
 * ({@code .part}, {@code .tmp}, ...), are left alone, and so are folders and symbolic links. A file is moved after Kafka has
 * acknowledged its articles; after a kill in between it is read again, and its articles are then known and not published again
 * (only a dead letter may be there twice). While Kafka is away, files stay where they are. Of several services that watch one
 * folder one takes its files, and another steps in when that one ends: it holds a lock on {@code .newsflow.lock}.
 *
 * <p>A web archive may be of any size: it is read record by record and handed over part by part. Up to where that has happened
 * is kept beside it in {@code .NAME.offset}, and reading goes on there after a stop, a kill, or Kafka's absence.
 *
 * <p>A document that cannot be read goes to the dead letters and the file to {@code failed}; one of which parts cannot be read
 * goes to {@code done}. Beside either a file {@code NAME.reason.txt} says what was wrong.
 */
final class DropFolder implements Runnable {
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String REASON = ".reason.txt";

    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final String LOCK = ".newsflow.lock";
    private static final List<String> UNFINISHED =
            List.of(".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~");
    private static final int HEAD_OF_LARGE = 64 * 1024;
    private static final String OFFSET = ".offset";
    /** Articles of an archive that are handed over at once. */
    private static final int ARTICLES_OF_PART = 200;
    /** Records of an archive after which its offset is kept, whether they had articles or not. */
    private static final int RECORDS_OF_PART = 2_000;

    private final DropConfig config;
    private final HandOver handOver;
    private final ExtractorRegistry extractors;
    /** What reads the documents of an archive. */
    private final ExtractorRegistry documents;

    private final PushMetrics metrics;
    private final Clock clock;
    private final Thread thread = new Thread(this, "ingest-drop");
    private final Map<Path, Look> looks = new HashMap<>();
    private FileChannel channel;
    private FileLock lock;
    private volatile boolean stopping;

    /** A file as it was at the last look. */
    private record Look(long size, Instant modified, Instant since, boolean handled, Instant notBefore) {
        boolean mayBeRead(Instant now) {
            return !handled && (notBefore == null || !now.isBefore(notBefore));
        }
    }

    DropFolder(
            DropConfig config,
            HandOver handOver,
            ExtractorRegistry extractors,
            ExtractorRegistry documents,
            PushMetrics metrics,
            Clock clock) {
        this.config = config;
        this.handOver = handOver;
        this.extractors = extractors;
        this.documents = documents;
        this.metrics = metrics;
        this.clock = clock;
    }

    void start(Thread.UncaughtExceptionHandler handler) {
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Finishes the file that is being read. */
    void stop() throws InterruptedException {
        stopping = true;
        synchronized (this) {
            notifyAll();
        }
        thread.join();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    look();
                } catch (IOException | UncheckedIOException e) {
                    LOG.atWarn()
                            .addKeyValue("folder", config.folder())
                            .addKeyValue("cause", e.toString())
                            .log("drop folder cannot be read");
                }
                synchronized (this) {
                    if (!stopping) {
                        wait(Math.max(1, config.interval().toMillis()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            unlock();
        }
    }

    /** One look: takes in what has settled. */
    void look() throws IOException, InterruptedException {
        if (!locked()) {
            return;
        }
        List<Path> files = files();
        looks.keySet().retainAll(files);
        for (Path file : files) {
            if (stopping) {
                return;
            }
            try {
                if (isSettled(file) && !take(file)) {
                    return;
                }
            } catch (NoSuchFileException e) {
                looks.remove(file);
            }
        }
    }

    private boolean locked() throws IOException {
        if (lock != null) {
            return true;
        }
        Files.createDirectories(config.folder().resolve(DONE));
        Files.createDirectories(config.folder().resolve(FAILED));
        channel = FileChannel.open(config.folder().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.atDebug().setCause(e).log("another thread of this process has the folder");
        }
        if (lock == null) {
            channel.close();
            return false;
        }
        LOG.atInfo().addKeyValue("folder", config.folder()).log("drop folder is watched");
        return true;
    }

    private void unlock() {
        try {
            if (lock != null) {
                lock.release();
                channel.close();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("drop folder not unlocked");
        }
    }

    /** Oldest first. */
    private List<Path> files() throws IOException {
        Map<Path, Instant> times = new HashMap<>();
        try (Stream<Path> entries = Files.list(config.folder())) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
                if (!name.startsWith(".")
                        && UNFINISHED.stream().noneMatch(name::endsWith)
                        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    times.put(entry, Files.getLastModifiedTime(entry).toInstant());
                }
            }
        }
        return times.keySet().stream()
                .sorted(Comparator.comparing((Path p) -> times.get(p)).thenComparing(p -> p))
                .toList();
    }

    private boolean isSettled(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Instant modified = now.lastModifiedTime().toInstant();
        Look before = looks.get(file);
        if (before == null || before.size() != now.size() || !before.modified().equals(modified)) {
            looks.put(file, new Look(now.size(), modified, clock.instant(), false, null));
            return config.settle().isZero();
        }
        return before.mayBeRead(clock.instant())
                && !before.since().plus(config.settle()).isAfter(clock.instant());
    }

    /** Takes a file in; false where Kafka is away, or this stops, and no further one is to be tried now. */
    private boolean take(Path file) throws IOException, InterruptedException {
        return WarcArchive.isArchive(file) ? takeArchive(file) : takeDocument(file);
    }

    private boolean takeArchive(Path file) throws IOException, InterruptedException {
        Path offset = file.resolveSibling("." + file.getFileName() + OFFSET);
        List<RawArticle> articles = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        String target = DONE;
        int count = 0;
        long from = offsetIn(offset, file);
        try (WarcArchive archive = WarcArchive.open(file, from, documents, this::settings)) {
            int records = 0;
            WarcArchive.Entry entry = archive.next();
            while (entry != null) {
                articles.addAll(entry.articles());
                records++;
                entry = archive.next();
                if (articles.size() >= ARTICLES_OF_PART || records >= RECORDS_OF_PART || entry == null) {
                    if (!handOver(file, articles, List.of())) {
                        return false;
                    }
                    count += articles.size();
                    articles.clear();
                    records = 0;
                    if (entry != null) {
                        Files.writeString(offset, entry.offset() + " " + stamp(file));
                    }
                    if (stopping && entry != null) {
                        return false;
                    }
                }
            }
            if (archive.damaged() > 0) {
                reasons.add(archive.damaged() + " damaged places were passed over"
                        + (from == 0 ? "" : " from offset " + from + " on"));
            }
        } catch (IOException | RuntimeException e) {
            Instant now = clock.instant();
            if (!handOver(file, articles, List.of(Letters.of(config.source(), head(file), file.toString(), e, now)))) {
                return false;
            }
            reasons.add(e.getMessage() == null ? e.toString() : e.getMessage());
            target = FAILED;
        }
        taken(file, target, count, reasons);
        Files.deleteIfExists(offset);
        return true;
    }

    private InputDocument.Builder settings(InputDocument.Builder document) {
        return document.sourceId(config.source()).publisher(config.publisher());
    }

    /** Where to go on in an archive; its beginning, where nothing is known of this very file. */
    private static long offsetIn(Path kept, Path file) throws IOException {
        try {
            String[] words = Files.readString(kept).split(" ", 2);
            return words.length == 2 && words[1].equals(stamp(file)) ? Long.parseLong(words[0]) : 0;
        } catch (NoSuchFileException | NumberFormatException e) {
            return 0;
        }
    }

    /** Tells a file from another one of the same name. */
    private static String stamp(Path file) throws IOException {
        return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
    }

    private boolean takeDocument(Path file) throws IOException, InterruptedException {
        Instant now = clock.instant();
        List<RawArticle> articles = List.of();
        List<DeadLetter> letters = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        String target = DONE;
        InputDocument document = null;
        List<Withdrawal> withdrawals = List.of();
        Instant heldUntil = null;
        try {
            document = Documents.file(file)
                    .fetchedAt(now)
                    .sourceId(config.source())
                    .publisher(config.publisher())
                    .archive(config.archive())
                    .build();
            Extraction extraction = extractors.extract(document);
            articles = extraction.articles();
            withdrawals = extraction.withdrawals();
            heldUntil = extraction.heldUntil().orElse(null);
            for (Problem problem : extraction.problems()) {
                String what = problem.where() + ": " + problem.what();
                byte[] bytes = problem.bytes() == null ? document.bytes() : problem.bytes();
                letters.add(Letters.of(
                        config.source(),
                        bytes,
                        file + " (" + problem.where() + ")",
                        new ExtractionException(what),
                        now));
                reasons.add(what);
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (ExtractionException | IOException | RuntimeException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            byte[] bytes = document == null ? head(file) : document.bytes();
            letters.add(Letters.of(config.source(), bytes, file.toString(), e, now));
            reasons.add(reason);
            target = FAILED;
        }
        if (!handOver(file, articles, letters) || !retract(file, withdrawals)) {
            return false;
        }
        Look look = looks.get(file);
        if (heldUntil != null && look != null) {
            // What else the file holds is known when it is read again.
            looks.put(file, new Look(look.size(), look.modified(), look.since(), false, heldUntil));
            LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("until", heldUntil)
                    .log("file is under an embargo and stays");
            return true;
        }
        taken(file, target, articles.size(), reasons);
        return true;
    }

    /** Retracts what this folder handed over before; false where Kafka is away. */
    private boolean retract(Path file, List<Withdrawal> withdrawals) throws InterruptedException {
        for (Withdrawal withdrawal : withdrawals) {
            for (String articleId : withdrawal.articleIds()) {
                Outcome outcome = answer(file, handOver.retract(config.source(), articleId, false));
                if (outcome == null) {
                    return false;
                }
                metrics.article(outcome.result(), null);
            }
        }
        return true;
    }

    /** False where Kafka is away. */
    private boolean handOver(Path file, List<RawArticle> articles, List<DeadLetter> letters)
            throws InterruptedException {
        List<Outcome> outcomes = answer(file, handOver.publish(config.source(), List.copyOf(articles), letters));
        if (outcomes == null) {
            return false;
        }
        for (int i = 0; i < outcomes.size(); i++) {
            metrics.article(outcomes.get(i).result(), articles.get(i));
        }
        return true;
    }

    /** Null where Kafka is away. */
    private static <T> T answer(Path file, CompletableFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unavailable) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("cause", e.getCause().getMessage())
                        .log("file waits");
                return null;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void taken(Path file, String target, int articles, List<String> reasons) {
        metrics.dropped(target);
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("articles", articles)
                .addKeyValue("problems", reasons.size())
                .log("file taken in");
        move(file, target, reasons);
    }

    /** A file that cannot be moved is not read again until it changes. */
    private void move(Path file, String folder, List<String> reasons) {
        Look look = looks.get(file);
        if (look != null) {
            looks.put(file, new Look(look.size(), look.modified(), look.since(), true, null));
        }
        try {
            Path target = config.folder().resolve(folder).resolve(file.getFileName());
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                target = target.resolveSibling(file.getFileName() + "." + clock.millis());
            }
            if (!reasons.isEmpty()) {
                Files.write(target.resolveSibling(target.getFileName() + REASON), reasons);
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", e.toString())
                    .log("file was taken in and cannot be moved");
        }
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD_OF_LARGE);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
