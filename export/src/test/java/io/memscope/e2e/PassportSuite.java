package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The labelled scenarios of `e2e-programs/passports`, played in one JVM under the shim.
///
/// @param expected what the scenarios said before any of them was played
/// @param cells what each scenario shows, a row of the transition table and a column
/// @param report what was exported
record PassportSuite(List<PassportVerdict> expected, List<ShownCells> cells, Report report) {
    /// The cells of the transition table that a scenario shows, as `STATE:EVENT`.
    record ShownCells(String scenario, List<String> cells) {}

    /// Plays all of it with these options of the JVM besides those that every one needs.
    static PassportSuite play(Path folder, List<String> options) {
        Path foreign =
                ForeignLibrary.compile(
                        "passports/foreign.c", folder, "-I" + Installation.headers());
        Path expectations = folder.resolve("expectations");
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dforeign=" + foreign));
        Program program =
                Jdk.current()
                        .program(
                                sources(),
                                folder.resolve("classes"),
                                all,
                                Libraries.tracker(),
                                expectations.toString());
        Path run = folder.resolve("run");
        Outcome outcome = program.runPreloaded(run);
        PassportSuite suite = read(expectations, folder.resolve("report"), run);
        assertThat(outcome)
                .as(outcome.stdout() + outcome.stderr())
                .isEqualTo(new Outcome(0, "played " + suite.cells().size() + "\n", ""));
        return suite;
    }

    private static PassportSuite read(Path expectations, Path report, Path run) {
        List<PassportVerdict> expected = new ArrayList<>();
        List<ShownCells> cells = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(expectations)) {
                String[] fields = line.split("\t", -1);
                switch (fields[0]) {
                    case "scenario" -> cells.add(new ShownCells(fields[1], words(fields[2])));
                    case "passport" -> {
                        PassportVerdict verdict =
                                new PassportVerdict(
                                        fields[1],
                                        fields[2],
                                        fields[4],
                                        fields[5],
                                        words(fields[6]));
                        for (int i = 0; i < Integer.parseInt(fields[3]); i++) {
                            expected.add(verdict);
                        }
                    }
                    default -> throw new IllegalStateException(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PassportSuite(
                List.copyOf(expected),
                List.copyOf(cells),
                Report.export(Recording.of(run).only().queue(), report));
    }

    /// What the reports say of every passport there is; one that belongs to no scenario counts too.
    List<PassportVerdict> reported() {
        return PassportVerdict.of(report, cells.stream().map(ShownCells::scenario).toList());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    /// The one with the main method first.
    private static List<String> sources() {
        Path folder = Installation.program("passports");
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = new ArrayList<>(List.of("passports/Suite"));
            files.map(file -> "passports/" + file.getFileName())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .filter(name -> !names.getFirst().equals(name))
                    .sorted()
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
