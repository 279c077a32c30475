package io.memscope.dashboard;

import java.util.Locale;

/// A number as a page shows it: short to read, exact in the `title`.
///
/// @param text rounded, with its unit: `1.20 MiB`
/// @param exact all digits, with the unit: `1,258,291 bytes`
public record Quantity(String text, String exact) {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /// What is shown where a value cannot be known.
    public static final Quantity UNKNOWN = new Quantity("–", "not known");

    /// An amount of memory.
    public static Quantity bytes(long bytes) {
        return new Quantity(shortBytes(bytes), digits(bytes) + (bytes == 1 ? " byte" : " bytes"));
    }

    /// A number of things, all digits shown.
    ///
    /// @param singular what one of them is called
    /// @param plural what several are called
    public static Quantity count(long count, String singular, String plural) {
        return new Quantity(digits(count), digits(count) + " " + (count == 1 ? singular : plural));
    }

    /// A bare number.
    public static Quantity number(long number) {
        return new Quantity(digits(number), digits(number));
    }

    /// A span of time.
    public static Quantity durationNs(long ns) {
        return new Quantity(shortDuration(ns), digits(ns) + " ns");
    }

    private static String shortBytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        // 1023.996 KiB would print as 1024 KiB.
        if (unit > 0 && Math.abs(value) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + " " + BYTE_UNITS[unit];
    }

    private static String shortDuration(long ns) {
        if (ns < 1_000) {
            return ns + " ns";
        }
        if (ns < 999_500) {
            return threeDigits(ns / 1e3) + " µs";
        }
        if (ns < 999_500_000) {
            return threeDigits(ns / 1e6) + " ms";
        }
        long seconds = Math.round(ns / 1e9);
        if (seconds < 60) {
            return threeDigits(ns / 1e9) + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        long minutes = Math.round(ns / 60e9);
        return minutes / 60 + " h " + minutes % 60 + " min";
    }

    private static String threeDigits(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value);
    }

    private static String digits(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
