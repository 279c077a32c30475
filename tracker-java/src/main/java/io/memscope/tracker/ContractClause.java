package io.memscope.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// One thing that a contract says of a function, as what it adds to the function's boundary.
interface ContractClause extends UnaryOperator<Boundary> {
    /// All of a line, after its colon.
    ///
    /// @throws IllegalArgumentException if one is none
    static List<ContractClause> parseAll(String text) {
        List<ContractClause> clauses = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            clauses.add(parse(clause.strip()));
        }
        return List.copyOf(clauses);
    }

    private static ContractClause parse(String text) {
        List<String> words = List.of(text.split("\\s+"));
        String first = words.getFirst();
        String second = words.size() > 1 ? words.get(1) : "";
        return switch (first) {
            case "takes" -> takes(arguments(words, 1));
            case "borrows" ->
                    second.equals("read-only")
                            ? borrowsReadOnly(arguments(words, 2))
                            : borrows(arguments(words, 1));
            case "releases" -> releases(words);
            case "returns" -> returned(words);
            default -> throw unknown(text);
        };
    }

    private static ContractClause takes(int[] arguments) {
        return boundary -> boundary.takes(arguments);
    }

    private static ContractClause borrows(int[] arguments) {
        return boundary -> boundary.borrows(arguments);
    }

    private static ContractClause borrowsReadOnly(int[] arguments) {
        return boundary -> boundary.borrowsReadOnly(arguments);
    }

    private static ContractClause releases(List<String> words) {
        int[] arguments = arguments(words, 1);
        if (arguments.length != 1) {
            throw unknown(String.join(" ", words));
        }
        return boundary -> boundary.releases(arguments[0]);
    }

    private static ContractClause returned(List<String> words) {
        if (words.size() == 4 && words.get(1).equals("owned") && words.get(2).equals("by")) {
            String releaseFunction = words.get(3);
            return boundary -> boundary.returnsOwned(releaseFunction);
        }
        if (words.size() == 2 && words.get(1).equals("borrowed")) {
            return Boundary::returnsBorrowed;
        }
        throw unknown(String.join(" ", words));
    }

    private static int[] arguments(List<String> words, int from) {
        if (words.size() <= from
                || !words.stream().skip(from).allMatch(word -> word.matches("\\d{1,3}"))) {
            throw unknown(String.join(" ", words));
        }
        return words.stream().skip(from).mapToInt(Integer::parseInt).toArray();
    }

    private static IllegalArgumentException unknown(String clause) {
        return new IllegalArgumentException("'" + clause + "' is not a clause of a contract");
    }
}
