package io.memscope.export.symbol;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Source lines and inlined functions, from whichever symbolizer this machine has. One for a whole
/// export: processes of one recording share most of their libraries, and what was answered once is
/// not asked again.
///
/// Answers are not kept on disk: two thousand addresses take a tenth of a second, and a run of the
/// symbolizer that takes long is one that has much debug information to read, which is ended.
public final class SourceLines {
    /// A symbolizer that stays silent for so long in all is not asked any more.
    private static final Duration BUDGET = Duration.ofSeconds(30);

    /// Beyond this the oldest file's answers are forgotten.
    private static final int MAX_FILES = 64;

    private final Programs programs;
    private final Optional<Symbolizer> symbolizer;
    private final Map<Path, Map<Long, List<SourcePlace>>> known =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<Path, Map<Long, List<SourcePlace>>> eldest) {
                    return size() > MAX_FILES;
                }
            };

    private long budgetNs = BUDGET.toNanos();

    private SourceLines(Programs programs, Optional<Symbolizer> symbolizer) {
        this.programs = programs;
        this.symbolizer = symbolizer;
    }

    /// Asks nobody.
    public static SourceLines none() {
        return new SourceLines(new Programs(""), Optional.empty());
    }

    /// Asks this machine's symbolizer, if there is one.
    public static SourceLines installed() {
        return of(Programs.installed());
    }

    static SourceLines of(Programs programs) {
        return new SourceLines(programs, Symbolizer.find(programs));
    }

    /// The places of some addresses, those of inlined functions first. What is not known is not in
    /// it.
    Map<Long, List<SourcePlace>> at(Path file, Set<Long> addresses) {
        if (symbolizer.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<SourcePlace>> ofFile = known.computeIfAbsent(file, _ -> new HashMap<>());
        List<Long> missing = new ArrayList<>(new TreeSet<>(addresses));
        missing.removeAll(ofFile.keySet());
        if (!missing.isEmpty() && budgetNs > 0) {
            ask(symbolizer.get(), file, missing, ofFile);
        }
        Map<Long, List<SourcePlace>> found = new HashMap<>();
        for (long address : addresses) {
            List<SourcePlace> places = ofFile.getOrDefault(address, List.of());
            if (!places.isEmpty()) {
                found.put(address, places);
            }
        }
        return found;
    }

    private void ask(
            Symbolizer asked,
            Path file,
            List<Long> addresses,
            Map<Long, List<SourcePlace>> answers) {
        long startNs = System.nanoTime();
        List<String> lines =
                programs.ask(
                        asked.command(file),
                        addresses.stream()
                                .map(address -> "0x" + Long.toHexString(address))
                                .toList(),
                        Duration.ofNanos(budgetNs));
        budgetNs -= System.nanoTime() - startNs;
        List<List<SourcePlace>> places = asked.read(lines);
        Map<String, String> names = new Demangler(programs).demangle(functions(places));
        for (int i = 0; i < addresses.size(); i++) {
            List<SourcePlace> mangled = i < places.size() ? places.get(i) : List.of();
            answers.put(
                    addresses.get(i), mangled.stream().map(place -> named(place, names)).toList());
        }
    }

    private static Set<String> functions(List<List<SourcePlace>> places) {
        Set<String> functions = new HashSet<>();
        for (List<SourcePlace> frames : places) {
            for (SourcePlace frame : frames) {
                if (frame.function() != null) {
                    functions.add(frame.function());
                }
            }
        }
        return functions;
    }

    private static SourcePlace named(SourcePlace place, Map<String, String> names) {
        String function = place.function();
        return function == null
                ? place
                : new SourcePlace(
                        names.getOrDefault(function, function), place.file(), place.line());
    }
}
