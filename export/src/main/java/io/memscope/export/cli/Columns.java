package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.Printable;

/// Text for a terminal of 80 columns.
final class Columns {
    static final int WIDTH = 80;

    private Columns() {}

    /// The text, fit to be shown, cut where it is longer than so many columns.
    static String fit(String text, int columns) {
        String shown = Printable.text(text);
        if (shown.codePointCount(0, shown.length()) <= columns) {
            return shown;
        }
        return shown.substring(0, shown.offsetByCodePoints(0, columns - 1)) + "…";
    }

    /// Bytes with their sign: `+1.20 MiB`.
    static String change(long bytes) {
        return (bytes > 0 ? "+" : "") + Quantity.bytes(bytes).text();
    }

    /// A number with its sign.
    static String changed(long count) {
        return (count > 0 ? "+" : "") + Quantity.number(count).text();
    }

    /// Bytes and the blocks they are in.
    static String amount(long bytes, long blocks) {
        return Quantity.bytes(bytes).text()
                + " in "
                + Quantity.count(blocks, "block", "blocks").exact();
    }
}
