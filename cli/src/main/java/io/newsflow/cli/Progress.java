package io.newsflow.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Says on standard error what a long command is doing: one line that is rewritten on a terminal, plain lines
 * otherwise. Not thread-safe for steps; {@link #detail} may be called from any thread.
 */
final class Progress {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private String step;
    private long stepStarted;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On standard error, with a moving line where a terminal is attached. */
    static Progress onStandardError() {
        return new Progress(System.err, System.console() != null && System.getenv("NO_COLOR") == null);
    }

    /** Begins a step; the one before it must have been ended. */
    synchronized void begin(String what) {
        step = what;
        stepStarted = System.nanoTime();
        if (terminal) {
            out.print(CLEAR_LINE + "  ... " + what);
            out.flush();
        }
    }

    /** Adds a moving detail to the current step, shown on a terminal only. */
    synchronized void detail(String what) {
        if (terminal && step != null) {
            out.print(CLEAR_LINE + "  ... " + step + ": " + what);
            out.flush();
        }
    }

    /** Says how far a long step is where no terminal shows the {@link #detail}. */
    synchronized void note(String what) {
        if (!terminal && step != null) {
            out.printf(Locale.ROOT, "  [%5.1f s] %s: %s%n", seconds(started), step, what);
            out.flush();
        }
    }

    /** Ends the current step. */
    synchronized void done(String result) {
        String suffix = result.isEmpty() ? "" : ": " + result;
        out.printf(
                Locale.ROOT,
                "%s  [%5.1f s] %s%s (%.1f s)%n",
                terminal ? CLEAR_LINE : "",
                seconds(started),
                step,
                suffix,
                seconds(stepStarted));
        out.flush();
        step = null;
    }

    /** Time since this display was made. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
