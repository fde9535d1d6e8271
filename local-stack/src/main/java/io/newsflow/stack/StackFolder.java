package io.newsflow.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A stack's folder: data, logs, the ports used last, and a lock that keeps a second stack out. Temporary folders are
 * removed on close; those that a killed JVM left behind are removed by the next stack that starts.
 */
final class StackFolder implements AutoCloseable {
    private static final String PREFIX = "newsflow-stack-";
    private static final String LOCK = "stack.lock";

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
            Path path = folder == null ? temporary() : Files.createDirectories(folder);
            FileChannel channel = lock(path);
            if (channel == null) {
                throw new StackException("another stack is running in " + path);
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

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very JVM.
            channel.close();
            return null;
        }
        channel.close();
        return null;
    }

    private static void sweep() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : left) {
                // A folder without the lock file is one that is being made, or somebody else's.
                if (Files.isWritable(path.resolve(LOCK))) {
                    FileChannel channel = lock(path);
                    if (channel != null) {
                        channel.close();
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
            channel.close();
            if (temporary) {
                for (Path other : elsewhere) {
                    delete(other);
                }
                delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + path, e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
