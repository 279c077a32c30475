package io.memscope.export.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of Rust before its own scheme: a C++ path of plain parts, the last of which is a hash.
/// Tools for C++ leave the hash and, many of them, the escapes in it.
final class LegacyRust {
    private static final Pattern SUFFIX = Pattern.compile("(\\.[A-Za-z0-9_.]*)?");
    private static final Pattern HASH = Pattern.compile("h[0-9a-f]{16}");
    private static final Pattern ESCAPE = Pattern.compile("\\$(\\w+)\\$|\\.\\.");
    private static final Map<String, String> SIGNS =
            Map.of(
                    "SP", "@", "BP", "*", "RF", "&", "LT", "<", "GT", ">", "LP", "(", "RP", ")",
                    "C", ",");
    private static final int HEXADECIMAL = 16;
    private static final int MAX_HEX_DIGITS = 5;

    private LegacyRust() {}

    /// The path without its hash; empty when the symbol is none of Rust's.
    static Optional<String> demangle(String symbol) {
        if (!symbol.startsWith("_ZN")) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        int at = 3;
        while (at < symbol.length() && Character.isDigit(symbol.charAt(at))) {
            int length = 0;
            while (at < symbol.length() && isDigit(symbol.charAt(at)) && length < symbol.length()) {
                length = 10 * length + symbol.charAt(at++) - '0';
            }
            if (length == 0 || length > symbol.length() - at) {
                return Optional.empty();
            }
            parts.add(symbol.substring(at, at + length));
            at += length;
        }
        boolean whole =
                symbol.startsWith("E", at) && SUFFIX.matcher(symbol.substring(at + 1)).matches();
        if (!whole || parts.size() < 2 || !HASH.matcher(parts.removeLast()).matches()) {
            return Optional.empty();
        }
        return Optional.of(String.join("::", parts.stream().map(LegacyRust::plain).toList()));
    }

    private static boolean isDigit(char sign) {
        return sign >= '0' && sign <= '9';
    }

    /// `_$LT$T$u20$as$u20$core..any..Any$GT$` is `<T as core::any::Any>`.
    private static String plain(String part) {
        String escaped = part.startsWith("_$") ? part.substring(1) : part;
        return ESCAPE.matcher(escaped)
                .replaceAll(
                        escape -> Matcher.quoteReplacement(sign(escape.group(), escape.group(1))));
    }

    private static String sign(String escape, String name) {
        if (escape.equals("..")) {
            return "::";
        }
        String sign = SIGNS.get(name);
        if (sign != null) {
            return sign;
        }
        return name.matches("u[0-9a-f]{1," + MAX_HEX_DIGITS + "}")
                ? Character.toString(Integer.parseInt(name.substring(1), HEXADECIMAL))
                : escape;
    }
}
