package io.newsflow.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whom a component runs as: the user of this JVM or, for Elasticsearch under root, somebody without privileges. */
public sealed interface RunAs {
    /** What to put before a command. */
    List<String> prefix();

    /** Hands a folder and what is in it to the user. */
    void own(Path folder);

    /** Whether the user can read a file or enter a folder, as far as this JVM's own user can. */
    boolean reaches(Path path);

    /** The user of this JVM. */
    static RunAs self() {
        return new Self();
    }

    /** This JVM's user, or {@code nobody} when that is root. Elasticsearch refuses to run as root. */
    static RunAs unprivileged() {
        return isRoot() ? new Nobody() : new Self();
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // No Linux.
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /** No change of user. */
    record Self() implements RunAs {
        @Override
        public List<String> prefix() {
            return Tools.deathSignal()
                    ? List.of(Tools.setpriv().orElseThrow(), "--pdeathsig", "KILL", "--")
                    : List.of();
        }

        @Override
        public void own(Path folder) {
            // It is ours already.
        }

        @Override
        public boolean reaches(Path path) {
            return true;
        }
    }

    /** The system's {@code nobody}. */
    final class Nobody implements RunAs {
        /** Debian's and most other systems' number. */
        private static final String NUMBER = "65534";

        private final String user = entry("/etc/passwd");
        private final String group = entry("/etc/group");

        @Override
        public List<String> prefix() {
            List<String> prefix = new ArrayList<>();
            if (Tools.setpriv().isPresent()) {
                prefix.addAll(List.of(Tools.setpriv().get(), "--reuid", user, "--regid", group, "--clear-groups"));
                if (Tools.deathSignal()) {
                    prefix.addAll(List.of("--pdeathsig", "KILL"));
                }
                prefix.add("--");
                return prefix;
            }
            String su = Tools.find("su")
                    .orElseThrow(() -> new StackException(
                            "Elasticsearch must not run as root, and neither setpriv nor su is there to change the"
                                    + " user: run as an ordinary user"));
            return List.of(su, "-s", "/bin/sh", "nobody", "-c", "exec \"$0\" \"$@\"");
        }

        @Override
        public void own(Path folder) {
            UserPrincipalLookupService names = folder.getFileSystem().getUserPrincipalLookupService();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    PosixFileAttributeView view =
                            Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
                    view.setOwner(names.lookupPrincipalByName(user));
                    view.setGroup(names.lookupPrincipalByGroupName(group));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot hand " + folder + " to nobody", e);
            }
        }

        @Override
        public boolean reaches(Path path) {
            try {
                Path real = path.toRealPath();
                Set<PosixFilePermission> own = Files.getPosixFilePermissions(real);
                boolean readable = own.contains(PosixFilePermission.OTHERS_READ);
                if (!readable) {
                    return false;
                }
                for (Path dir = real.getParent(); dir != null; dir = dir.getParent()) {
                    if (!Files.getPosixFilePermissions(dir).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                        return false;
                    }
                }
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        private static String entry(String file) {
            String name = file.endsWith("group") ? "nogroup" : "nobody";
            try (Stream<String> lines = Files.lines(Path.of(file))) {
                return lines.filter(line -> line.startsWith(name + ":"))
                        .map(line -> line.split(":")[2])
                        .findFirst()
                        .orElse(NUMBER);
            } catch (IOException e) {
                return NUMBER;
            }
        }
    }
}
