package io.newsflow.ingest.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.newsflow.runtime.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of the push API: a JSON file that holds, for each key, its name and the SHA-256 of the key, never the key itself.
 * Keys are random and 256 bits long, so that the plain hash cannot be reversed. The file is read again when it changes; a
 * changed file that is wrong is reported, and the keys from before stay in force. Thread-safe.
 */
public final class PushKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PushKeys.class);
    private static final int KEY_BYTES = 32;
    private static final String PREFIX = "nf_";
    private static final long LOOK_EVERY_NS = 2_000_000_000L;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private List<Entry> entries;
    private FileTime read;
    private long looked = System.nanoTime();

    /**
     * A key, as the file has it.
     *
     * @param name name, for logs and metrics
     * @param sha256 SHA-256 of the key's text, in hexadecimal
     * @param source source id of the articles, "push" and the name where it is null
     * @param publisher the only publisher whose articles it may hand over; any where it is null
     * @param domains registrable domains that addresses of articles must be on; any where it is null or empty
     * @param retractAny whether it may retract articles that its source has not handed over
     */
    public record Entry(
            String name, String sha256, String source, String publisher, List<String> domains, boolean retractAny) {
        /** Fills in defaults; does not check. */
        public Entry {
            source = source == null && name != null ? "push-" + name : source;
            domains = domains == null
                    ? List.of()
                    : domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).toList();
        }
    }

    /**
     * A new key.
     *
     * @param key its text, to be given to the sender and kept nowhere else
     * @param entry its entry, for the file
     */
    public record Generated(String key, Entry entry) {}

    /**
     * Reads the keys.
     *
     * @param file the file
     * @throws ConfigException when it cannot be read, saying why
     */
    public PushKeys(Path file) {
        this.file = file;
        try {
            this.read = Files.getLastModifiedTime(file);
            this.entries = load(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("push.keys.file", file + ": " + reason(e));
        }
    }

    /**
     * Makes a key.
     *
     * @param name its name
     * @return the key and its entry, bound to nothing
     */
    public static Generated generate(String name) {
        return generate(name, null, null, List.of(), false);
    }

    /**
     * Makes a key that may do only so much.
     *
     * @param name its name
     * @param source source id, or null
     * @param publisher the only publisher, or null
     * @param domains the only domains; any where it is empty
     * @param retractAny whether it may retract any article
     * @return the key and its entry
     */
    public static Generated generate(
            String name, String source, String publisher, List<String> domains, boolean retractAny) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String hash = HexFormat.of().formatHex(sha256(key));
        return new Generated(key, new Entry(name, hash, source, publisher, domains, retractAny));
    }

    /**
     * Adds a key to a file, which is made where it is missing. Only its owner may read a new file.
     *
     * @param file the file
     * @param entry the entry
     * @throws IOException when it cannot be read or written
     * @throws IllegalArgumentException when the keys are then wrong, such as two of one name
     */
    public static void add(Path file, Entry entry) throws IOException {
        List<Entry> entries = new ArrayList<>(Files.exists(file) ? load(file) : List.of());
        entries.add(entry);
        check(entries);
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".keys", ".json");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), entries);
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * The entry of a key. Takes the same time whichever key it is, and for one that is none.
     *
     * @param key what the sender gave
     * @return its entry, or nothing
     */
    public Optional<Entry> find(String key) {
        byte[] hash = sha256(key);
        Entry found = null;
        for (Entry entry : current()) {
            if (MessageDigest.isEqual(HexFormat.of().parseHex(entry.sha256()), hash)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    private synchronized List<Entry> current() {
        if (System.nanoTime() - looked >= LOOK_EVERY_NS) {
            looked = System.nanoTime();
            reload();
        }
        return entries;
    }

    /** Reads the file again if it changed. */
    synchronized void reload() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            if (!modified.equals(read)) {
                read = modified;
                entries = load(file);
                LOG.atInfo().addKeyValue("keys", entries.size()).log("push keys read again");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", reason(e))
                    .log("push keys cannot be read, those from before stay in force");
        }
    }

    private static List<Entry> load(Path file) throws IOException {
        List<Entry> entries = Arrays.asList(JSON.readValue(Files.readAllBytes(file), Entry[].class));
        check(entries);
        return List.copyOf(entries);
    }

    private static void check(List<Entry> entries) {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (entry == null || entry.name() == null || !entry.name().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                throw new IllegalArgumentException("every key needs a name of letters, digits, '.', '_' and '-'");
            }
            if (entry.sha256() == null || !entry.sha256().matches("(?i)[0-9a-f]{64}")) {
                throw new IllegalArgumentException("the key " + entry.name() + " needs sha256, 64 hexadecimal digits");
            }
            if (!entry.source().matches("[^/\\p{Cntrl}]{1,200}")) {
                throw new IllegalArgumentException(
                        "the source of the key " + entry.name() + " has a '/' or is too long");
            }
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException("two keys have the name " + entry.name());
            }
        }
    }

    private static String reason(Exception e) {
        if (e instanceof JsonProcessingException json) {
            return json.getOriginalMessage()
                    + (json.getLocation() == null
                            ? ""
                            : " at line " + json.getLocation().getLineNr());
        }
        return e instanceof IOException ? e.toString() : e.getMessage();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
