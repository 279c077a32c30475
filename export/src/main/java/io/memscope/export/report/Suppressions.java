package io.memscope.export.report;

import io.memscope.store.Module;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Leaks that somebody knows of and does not want to be told again: the rules of a suppression file
/// of LeakSanitizer's. A rule is a line `leak:PATTERN`; it takes out what was allocated by a stack
/// of which any frame has the pattern in its function, its source file or its module's path. `*`
/// stands for anything, `^` at the beginning and `$` at the end for the beginning and the end.
/// Lines that begin with `#` and empty ones say nothing.
public final class Suppressions {
    /// Takes out nothing.
    public static final Suppressions NONE = new Suppressions(List.of());

    private static final String TYPE = "leak:";

    /// @param text as it stands in the file, without its type
    private record Rule(String text, Pattern pattern) {}

    private final List<Rule> rules;

    private Suppressions(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Reads a file.
    ///
    /// @throws IOException if it cannot be read, or a line is no rule: the message names file and
    ///   line
    public static Suppressions read(Path file) throws IOException {
        try {
            return of(file.toString(), Files.readAllLines(file));
        } catch (MalformedInputException e) {
            throw new IOException(file + ": no text in UTF-8", e);
        }
    }

    /// Rules from lines.
    ///
    /// @param name of their file, for messages
    /// @throws IOException if a line is no rule
    public static Suppressions of(String name, List<String> lines) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String text = line.startsWith(TYPE) ? line.substring(TYPE.length()) : "";
            if (text.isEmpty()) {
                throw new IOException(
                        name + ":" + (i + 1) + ": not a rule: leak:PATTERN is expected: " + line);
            }
            rules.add(new Rule(text, pattern(text)));
        }
        return new Suppressions(rules);
    }

    private static Pattern pattern(String text) {
        boolean fromStart = text.startsWith("^");
        boolean toEnd = text.length() > 1 && text.endsWith("$");
        String inner = text.substring(fromStart ? 1 : 0, text.length() - (toEnd ? 1 : 0));
        StringBuilder regex = new StringBuilder(fromStart ? "^" : "");
        String between = "";
        for (String part : inner.split("\\*", -1)) {
            regex.append(between).append(part.isEmpty() ? "" : Pattern.quote(part));
            between = ".*";
        }
        return Pattern.compile(regex + (toEnd ? "$" : ""), Pattern.DOTALL);
    }

    /// Whether there is no rule.
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /// The patterns, in the order of the file.
    public List<String> rules() {
        return rules.stream().map(Rule::text).toList();
    }

    /// Which rule takes a stack out, as its place in {@link #rules()}: the first one.
    ///
    /// @param frames innermost first
    public OptionalInt match(List<NamedFrame> frames) {
        for (int i = 0; i < rules.size(); i++) {
            Pattern pattern = rules.get(i).pattern();
            if (frames.stream().anyMatch(frame -> matches(pattern, frame))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private static boolean matches(Pattern pattern, NamedFrame frame) {
        return found(pattern, frame.function())
                || found(pattern, frame.file())
                || found(pattern, module(frame));
    }

    private static @Nullable String module(NamedFrame frame) {
        return switch (frame) {
            case NamedFrame.Java _ -> null;
            case NamedFrame.Native code -> {
                Module module = code.module();
                yield module == null ? null : module.path();
            }
        };
    }

    private static boolean found(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).find();
    }
}
