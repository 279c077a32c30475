package io.memscope.export.symbol;

/// Function names short enough for a line: without parameters, and cut where even that is long.
public final class FunctionLabel {
    private static final int MAX_LENGTH = 160;
    private static final String CLONE = " [clone ";
    private static final String ANONYMOUS = "(anonymous namespace)";
    private static final String CALL_OPERATOR = "operator()";

    private FunctionLabel() {}

    /// `os::malloc` of `os::malloc(unsigned long, MemTag)`.
    public static String of(String function) {
        String label = withoutParameters(function);
        if (label.length() <= MAX_LENGTH) {
            return label;
        }
        int end = MAX_LENGTH - 1;
        return label.substring(0, Character.isHighSurrogate(label.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    /// The parameters are the last thing in brackets that only qualifiers follow.
    private static String withoutParameters(String function) {
        int clone = function.indexOf(CLONE);
        String name = clone < 0 ? function : function.substring(0, clone);
        int close = name.lastIndexOf(')');
        if (close < 0 || !isQualifiers(name.substring(close + 1))) {
            return name;
        }
        int open = opening(name, close);
        if (open <= 0
                || name.startsWith(ANONYMOUS, open)
                || name.substring(0, close + 1).endsWith(CALL_OPERATOR)) {
            return name;
        }
        return name.substring(0, open);
    }

    private static boolean isQualifiers(String text) {
        return text.isEmpty()
                || text.startsWith(" const")
                || text.startsWith(" &")
                || text.startsWith(" volatile")
                || text.startsWith(" noexcept");
    }

    private static int opening(String name, int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            depth += name.charAt(i) == ')' ? 1 : name.charAt(i) == '(' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
