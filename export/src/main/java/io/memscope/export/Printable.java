package io.memscope.export;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes text that a recorded program chose fit to be shown: a name may hold terminal commands, or
/// signs that turn the direction of what follows.
public final class Printable {
    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_./=:,@%+-]+");

    private Printable() {}

    /// The text with everything invisible spelt out: `\x1b`, `\u202e`.
    public static String text(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int next = i + Character.charCount(character);
            if (isHidden(character)) {
                shown = shown == null ? new StringBuilder(text.substring(0, i)) : shown;
                shown.append(String.format(character < 0x100 ? "\\x%02x" : "\\u%04x", character));
            } else if (shown != null) {
                shown.appendCodePoint(character);
            }
            i = next;
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    /// A command line as one would type it into a shell.
    public static String command(List<String> arguments) {
        return arguments.stream().map(Printable::argument).collect(Collectors.joining(" "));
    }

    private static String argument(String argument) {
        if (PLAIN_ARGUMENT.matcher(argument).matches()) {
            return argument;
        }
        return "'" + text(argument.replace("'", "'\\''")) + "'";
    }
}
