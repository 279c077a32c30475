package io.memscope.export.symbol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Spells linker names as they stand in the program's source. C++ and today's Rust names are given
/// to the machine's own tool, all of them at once; where it has none they stay as they are.
final class Demangler {
    /// What a tool answers line by line: anything else could not be told from its neighbours.
    private static final Pattern MANGLED = Pattern.compile("_[ZR][A-Za-z0-9_$]{1,4000}");

    private static final Pattern CRATE_HASH = Pattern.compile("(?<=[A-Za-z0-9_])\\[[0-9a-f]+\\]");
    private static final List<String> FOR_CPP = List.of("c++filt", "llvm-cxxfilt");
    private static final List<String> FOR_RUST = List.of("llvm-cxxfilt", "c++filt");

    /// Sixty thousand names take a sixth of a second.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Programs programs;

    Demangler(Programs programs) {
        this.programs = programs;
    }

    /// The names as they are in the source, by linker name. Those that mean nothing else are not in
    /// it.
    Map<String, String> demangle(Collection<String> symbols) {
        Map<String, String> demangled = new HashMap<>();
        Map<String, String> stems = new HashMap<>();
        List<String> cpp = new ArrayList<>();
        List<String> rust = new ArrayList<>();
        for (String symbol : symbols) {
            Optional<String> legacy = LegacyRust.demangle(symbol);
            String stem = stem(symbol);
            if (legacy.isPresent()) {
                demangled.put(symbol, legacy.get());
            } else if (MANGLED.matcher(stem).matches()) {
                stems.put(symbol, stem);
                (stem.startsWith("_R") ? rust : cpp).add(stem);
            }
        }
        Map<String, String> answers = new HashMap<>();
        ask(FOR_CPP, cpp, answers);
        ask(FOR_RUST, rust, answers);
        answers.replaceAll(Demangler::withoutCrateHash);
        stems.forEach((symbol, stem) -> {
            String answer = answers.get(stem);
            if (answer != null && !answer.equals(stem)) {
                demangled.put(symbol, answer + clone(symbol.substring(stem.length())));
            }
        });
        return demangled;
    }

    /// A name without what compilers append to a part or a copy of a function: `.cold`, `.isra.0`.
    private static String stem(String symbol) {
        int dot = symbol.indexOf('.');
        return dot < 0 ? symbol : symbol.substring(0, dot);
    }

    private static String clone(String suffix) {
        return suffix.isEmpty() ? "" : " [clone " + suffix + "]";
    }

    private static String withoutCrateHash(String stem, String answer) {
        return stem.startsWith("_R") ? CRATE_HASH.matcher(answer).replaceAll("") : answer;
    }

    private void ask(List<String> tools, List<String> mangled, Map<String, String> answers) {
        if (mangled.isEmpty()) {
            return;
        }
        programs.find(tools)
                .ifPresent(tool -> {
                    List<String> lines = programs.ask(List.of(tool.toString()), mangled, LIMIT);
                    // One that stopped half-way has answered the first of them.
                    for (int i = 0; i < Math.min(lines.size(), mangled.size()); i++) {
                        answers.put(mangled.get(i), lines.get(i));
                    }
                });
    }
}
