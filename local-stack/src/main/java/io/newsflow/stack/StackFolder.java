package io.newsflow.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stack's folder: data, logs, the ports used last, and a lock that keeps a second stack out. Temporary folders are
 * removed on close; those that a killed JVM left behind are removed by the next stack that starts.
 */
final class StackFolder implements AutoCloseable {
    private static final String PREFIX = "newsflow-stack-";
    private static final String LOCK = "stack.lock";
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final boolean temporary;
    private final FileChannel channel;
    private final Properties ports = new Properties();
    private final List<Path> elsewhere = new ArrayList<>();

    private StackFolder(Path path, boolean temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Opens a folder, or a temporary one for null.
     *
     * @throws StackException when another stack uses it
     */
    static StackFolder open(Path folder) {
        try {
            if (folder == null) {
                sweep();
            }
            Path path = (folder == null ? temporary() : Files.createDirectories(folder)).toRealPath();
            FileChannel channel = lock(path);
            if (channel == null) {
                throw new StackException("another stack is running in " + folder);
            }
            StackFolder opened = new StackFolder(path, folder == null, channel);
            Files.createDirectories(path.resolve("logs"));
            opened.readPorts();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + (folder == null ? "a temporary folder" : folder), e);
        }
    }

    private static Path temporary() throws IOException {
        Path path = Files.createTempDirectory(PREFIX);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            // Elasticsearch may run as somebody else than us and must get through to its own folder.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return path;
    }

    /** Takes the folder's lock; null when somebody holds it. */
    private static FileChannel lock(Path path) throws IOException {
        // Systems drop a process's locks on a file when any of its channels to it closes: what this JVM holds must
        // not even be opened again.
        if (!HELD.add(path)) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return channel;
            }
            unlock(path, channel);
            return null;
        } catch (IOException e) {
            unlock(path, channel);
            throw e;
        }
    }

    private static void unlock(Path path, FileChannel channel) throws IOException {
        HELD.remove(path);
        if (channel != null) {
            channel.close();
        }
    }

    private static void sweep() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : left) {
                // A folder without the lock file is one that is being made, or somebody else's.
                if (Files.isWritable(path.resolve(LOCK))) {
                    FileChannel channel = lock(path);
                    if (channel != null) {
                        unlock(path, channel);
                        delete(path);
                    }
                }
            }
        }
    }

    Path path() {
        return path;
    }

    boolean isTemporary() {
        return temporary;
    }

    Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** The port that a server had in this folder before, if it is free, or else a free one. */
    int port(String server) {
        String before = ports.getProperty(server);
        int port = before != null && Ports.isFree(Integer.parseInt(before)) ? Integer.parseInt(before) : Ports.free();
        ports.setProperty(server, Integer.toString(port));
        writePorts();
        return port;
    }

    /** Names a folder in another place that belongs to this one and goes with it. */
    void belongs(Path other) {
        elsewhere.add(other);
    }

    private Path portsFile() {
        return path.resolve("ports.properties");
    }

    private void readPorts() throws IOException {
        if (Files.exists(portsFile())) {
            try (Reader in = Files.newBufferedReader(portsFile())) {
                ports.load(in);
            }
        }
    }

    private void writePorts() {
        try (Writer out = Files.newBufferedWriter(portsFile())) {
            ports.store(out, "Ports used last");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + portsFile(), e);
        }
    }

    @Override
    public void close() {
        try {
            if (temporary) {
                for (Path other : elsewhere) {
                    delete(other);
                }
                delete(path);
            }
            unlock(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + path, e);
        }
    }

    /** Removes a folder and what is in it; what somebody else removes meanwhile is gone just as well. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                if (e != null && !(e instanceof NoSuchFileException)) {
                    throw e;
                }
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
