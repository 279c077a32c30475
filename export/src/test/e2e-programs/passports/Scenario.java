package passports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A small piece of Java and C, and beside it what reports have to say of it. Its name is the label of its arenas and
 * the beginning of the labels of its functions, so that rows are found by it.
 */
final class Scenario {
    /** What a scenario does. */
    interface Body {
        void run(Stage stage) throws Throwable;
    }

    /** What reports must say of one passport. */
    record Expected(String variable, int count, String status, Collection<String> violations, String leak) {}

    private final String name;
    private final List<String> cells = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private Body body = stage -> {};

    private Scenario(String name) {
        this.name = name;
    }

    static Scenario scenario(String name) {
        return new Scenario(name);
    }

    /** A cell of the table in the design that it shows: a row and a column. */
    Scenario shows(State state, Event event) {
        cells.add(state + ":" + event);
        return this;
    }

    /** A passport that ends well, or is as it should be when the session ends. */
    Scenario expects(String variable, Status status, String... violations) {
        return expects(1, variable, status, violations);
    }

    /** So many passports of this variable. */
    Scenario expects(int count, String variable, Status status, String... violations) {
        expected.add(new Expected(variable, count, status.json(), List.of(violations), ""));
        return this;
    }

    /** A passport whose block leaks. */
    Scenario expectsLeak(Leak leak, String variable, Status status, String... violations) {
        expected.add(new Expected(variable, 1, status.json(), List.of(violations), leak.json()));
        return this;
    }

    /** So many passports whose blocks leak. */
    Scenario expectsLeaks(int count, Leak leak, String variable, Status status) {
        expected.add(new Expected(variable, count, status.json(), List.of(), leak.json()));
        return this;
    }

    Scenario does(Body newBody) {
        body = newBody;
        return this;
    }

    String name() {
        return name;
    }

    Body body() {
        return body;
    }

    /** One line for the scenario, and one for each passport: fields with tabs between. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.join("\t", "scenario", name, String.join(" ", cells)));
        for (Expected row : expected) {
            lines.add(
                    String.join(
                            "\t",
                            "passport",
                            name,
                            row.variable(),
                            Integer.toString(row.count()),
                            row.status(),
                            row.leak(),
                            String.join(" ", row.violations())));
        }
        return lines;
    }
}
