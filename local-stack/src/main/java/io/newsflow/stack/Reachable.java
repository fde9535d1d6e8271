package io.newsflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Places that an unprivileged user can reach when this JVM runs as root in a folder that only root may enter, such as
 * a checkout under {@code /root}: server and JDK are copied to a cache once, and data is kept there with a link to it.
 * An ordinary user's own files are used where they are.
 */
final class Reachable {
    private static final List<Path> SYSTEM_JDKS = List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"));

    private static final String ORIGIN = "of-";

    private final RunAs user;

    Reachable(RunAs user) {
        this.user = user;
    }

    /** Elasticsearch's home, or a copy of it. */
    Path server(Path home) {
        Path sample = home.resolve("modules/newsflow-analysis/newsflow-analysis.jar");
        return user.reaches(home) && user.reaches(home.resolve("lib")) && user.reaches(sample)
                ? home
                : copy(home, "elasticsearch");
    }

    /** A {@code java} program: this JVM's, or one of the system, or a copy. */
    Path java() {
        Path own = Path.of(System.getProperty("java.home"));
        if (user.reaches(own.resolve("lib/modules"))) {
            return own.resolve("bin/java");
        }
        return systemJdk().orElseGet(() -> copy(own, "jdk")).resolve("bin/java");
    }

    /** A JDK of the system that the user can read, of this JVM's version if there is one. */
    private Optional<Path> systemJdk() {
        int wanted = Runtime.version().feature();
        Map<Integer, Path> found = new TreeMap<>();
        for (Path folder : SYSTEM_JDKS) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> jdks = Files.list(folder)) {
                for (Path jdk : (Iterable<Path>) jdks.sorted()::iterator) {
                    if (user.reaches(jdk.resolve("lib/modules")) && Files.isExecutable(jdk.resolve("bin/java"))) {
                        found.putIfAbsent(version(jdk), jdk);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + folder, e);
            }
        }
        // 17 is what Elasticsearch 8 asks for; the oldest from there on is the one that it was most surely tried with.
        return found.containsKey(wanted)
                ? Optional.of(found.get(wanted))
                : found.entrySet().stream()
                        .filter(jdk -> jdk.getKey() >= 17)
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    private static int version(Path jdk) {
        try (Stream<String> lines = Files.lines(jdk.resolve("release"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.substring("JAVA_VERSION=\"".length()).split("[.\"-]")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** A folder for data: inside the stack's, or in the cache with a link from there. */
    Path folder(StackFolder stack, String name) {
        Path inside = stack.path().resolve(name);
        try {
            if (!Files.isSymbolicLink(inside)) {
                Files.createDirectories(inside);
                if (enterable(stack.path())) {
                    return inside;
                }
                sweep();
                String outside = "data-" + hash(inside.toString());
                Files.delete(inside);
                // The link comes first: without it another stack would take the rest for something left behind.
                Files.createSymbolicLink(inside, cache().resolve(outside));
                Files.writeString(cache().resolve(ORIGIN + outside), inside.toString());
            }
            Path outside = Files.createDirectories(Files.readSymbolicLink(inside));
            stack.belongs(outside);
            return outside;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for " + name, e);
        }
    }

    /** Removes data in the cache whose stack's folder is no more. */
    private static void sweep() throws IOException {
        Path cache = cache();
        try (DirectoryStream<Path> origins = Files.newDirectoryStream(cache, ORIGIN + "*")) {
            for (Path origin : origins) {
                if (!Files.isSymbolicLink(Path.of(Files.readString(origin)))) {
                    StackFolder.delete(
                            cache.resolve(origin.getFileName().toString().substring(ORIGIN.length())));
                    Files.deleteIfExists(origin);
                }
            }
        }
    }

    private boolean enterable(Path folder) throws IOException {
        if (user instanceof RunAs.Self) {
            return true;
        }
        for (Path dir = folder.toRealPath(); dir != null; dir = dir.getParent()) {
            if (!Files.getPosixFilePermissions(dir).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static Path copy(Path source, String name) {
        try {
            Path cache = cache();
            Path target = cache.resolve(name + "-" + fingerprint(source));
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(target)) {
                    Path part = cache.resolve(name + ".part");
                    StackFolder.delete(part);
                    copyTree(source, part);
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + source + " to where nobody can read it", e);
        }
    }

    /** Root's own folder for this: the system's cache. */
    private static Path cache() throws IOException {
        String given = System.getProperty("newsflow.stack.cache");
        Path cache = given != null ? Path.of(given) : Path.of("/var/cache/newsflow");
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
        return cache;
    }

    private static void copyTree(Path source, Path target) throws IOException {
        Files.walkFileTree(source.toRealPath(), new SimpleFileVisitor<>() {
            private final Path root = source.toRealPath();

            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(root.relativize(dir).toString());
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(root.relativize(file).toString());
                Files.copy(file, copy);
                Set<PosixFilePermission> permissions =
                        EnumSet.copyOf(Files.getPosixFilePermissions(copy, LinkOption.NOFOLLOW_LINKS));
                permissions.add(PosixFilePermission.OTHERS_READ);
                permissions.add(PosixFilePermission.GROUP_READ);
                if (permissions.contains(PosixFilePermission.OWNER_EXECUTE)) {
                    permissions.add(PosixFilePermission.GROUP_EXECUTE);
                    permissions.add(PosixFilePermission.OTHERS_EXECUTE);
                }
                Files.setPosixFilePermissions(copy, permissions);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Of names and sizes, and of the contents of what this project builds. */
    private static String fingerprint(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                text.append(folder.relativize(file)).append(' ').append(Files.size(file));
                if (file.toString().contains("newsflow-analysis")) {
                    text.append(' ').append(hash(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
                }
                text.append('\n');
            }
        }
        return hash(text.toString());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
