package io.memscope.export.cli;

import io.memscope.export.ExportListener;
import io.memscope.export.Printable;
import io.memscope.replay.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One line on a terminal that says how far the export has come, redrawn in place and gone at the
/// end. (A library for this brings a second one for terminals; all that is needed is a carriage
/// return.)
final class ProgressLine implements ExportListener, AutoCloseable {
    private static final int BAR_WIDTH = 30;
    private static final int NAME_WIDTH = 28;
    private static final long REDRAW_NS = 100_000_000;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final @Nullable PrintStream terminal;
    private long drawnAtNs = System.nanoTime();
    private boolean drawn;

    ProgressLine(@Nullable PrintStream terminal) {
        this.terminal = terminal;
    }

    /// Draws only where standard error is a terminal.
    static ProgressLine onStandardError() {
        return new ProgressLine(isTerminal() ? System.err : null);
    }

    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Progress starts(String queue) {
        PrintStream out = terminal;
        if (out == null) {
            return Progress.NONE;
        }
        String name = Printable.text(queue);
        String shown = name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
        return (doneBytes, totalBytes) -> advanced(out, shown, doneBytes, totalBytes);
    }

    private void advanced(PrintStream out, String name, long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        // A short export draws nothing at all.
        if (now - drawnAtNs < REDRAW_NS) {
            return;
        }
        drawnAtNs = now;
        drawn = true;
        double part = totalBytes == 0 ? 1 : Math.clamp((double) doneBytes / totalBytes, 0.0, 1.0);
        int filled = (int) (part * BAR_WIDTH);
        out.print(
                ERASE_LINE
                        + name
                        + " ["
                        + "#".repeat(filled)
                        + " ".repeat(BAR_WIDTH - filled)
                        + "] "
                        + (int) (part * 100)
                        + " %");
        out.flush();
    }

    @Override
    public void close() {
        if (terminal != null && drawn) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
