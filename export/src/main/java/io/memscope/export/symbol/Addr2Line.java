package io.memscope.export.symbol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `addr2line` of binutils: the address, then two lines for each function.
record Addr2Line(Path program) implements Symbolizer {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{16}");
    private static final Pattern PLACE =
            Pattern.compile("(.*):([0-9]+|\\?)(?: \\(discriminator [0-9]+\\))?");
    private static final int MAX_LINE_DIGITS = 9;

    static Optional<Symbolizer> find(Programs programs) {
        return programs.find(List.of("addr2line")).map(Addr2Line::new);
    }

    @Override
    public List<String> command(Path file) {
        return List.of(
                program.toString(), "-a", "-f", "-i", "-e", file.toAbsolutePath().toString());
    }

    @Override
    public List<List<SourcePlace>> read(List<String> answer) {
        List<List<SourcePlace>> all = new ArrayList<>();
        List<SourcePlace> places = new ArrayList<>();
        for (int i = 0; i < answer.size(); i++) {
            if (ADDRESS.matcher(answer.get(i)).matches()) {
                places = new ArrayList<>();
                all.add(places);
            } else if (i + 1 < answer.size()) {
                places.add(place(answer.get(i), answer.get(++i)));
            }
        }
        all.replaceAll(Addr2Line::told);
        return all;
    }

    /// Of an inlined function without a linker name it names the function that it became part of.
    private static List<SourcePlace> told(List<SourcePlace> places) {
        if (places.stream().allMatch(place -> place.file() == null)) {
            return List.of();
        }
        SourcePlace first = places.getFirst();
        if (places.size() > 1 && Objects.equals(first.function(), places.getLast().function())) {
            places.set(0, new SourcePlace(null, first.file(), first.line()));
        }
        return places;
    }

    private static SourcePlace place(String function, String place) {
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches()) {
            return new SourcePlace(known(function), null, 0);
        }
        String line = parts.group(2);
        boolean isNumber = !line.equals("?") && line.length() <= MAX_LINE_DIGITS;
        return new SourcePlace(
                known(function), known(parts.group(1)), isNumber ? Integer.parseInt(line) : 0);
    }

    private static @Nullable String known(String text) {
        return text.equals("??") ? null : text;
    }
}
