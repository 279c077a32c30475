package io.memscope.owner;

import java.util.ArrayList;
import java.util.List;

/// Spells the names of native functions so that they can be compared.
final class FunctionNames {
    private static final String MANGLED = "_Z";

    private FunctionNames() {}

    /// The name without parameters, `os::malloc`, be it demangled or, where the machine had no tool
    /// for that, `_ZN2os6mallocEm6MemTag`.
    static String plain(String name) {
        if (name.startsWith(MANGLED)) {
            return demangled(name);
        }
        int end = name.indexOf('(');
        return end <= 0 ? name : name.substring(0, end);
    }

    /// Classes and function of a mangled name, which is all that is asked for: lengths and names
    /// one after the other.
    private static String demangled(String name) {
        List<String> parts = new ArrayList<>();
        int at = MANGLED.length();
        while (at < name.length() && "NKLVT".indexOf(name.charAt(at)) >= 0) {
            at++;
        }
        while (at < name.length() && Character.isDigit(name.charAt(at))) {
            int length = 0;
            while (at < name.length() && Character.isDigit(name.charAt(at)) && length < 1_000) {
                length = 10 * length + name.charAt(at++) - '0';
            }
            int end = Math.min(name.length(), at + length);
            parts.add(name.substring(at, end));
            at = end;
        }
        return parts.isEmpty() ? name : String.join("::", parts);
    }
}
