package io.memscope.tracker;

import java.lang.StackWalker.StackFrame;
import org.jspecify.annotations.Nullable;

/// The line of the application that called us. Takes about a microsecond: for what is rare.
final class CallSite {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String OURS = CallSite.class.getPackageName() + ".";

    private CallSite() {}

    static @Nullable StackTraceElement ofCaller() {
        return WALKER.walk(frames ->
                frames.filter(CallSite::isOfApplication)
                        .findFirst()
                        .map(StackFrame::toStackTraceElement)
                        .orElse(null));
    }

    static boolean isOfApplication(StackFrame frame) {
        String name = frame.getClassName();
        // Method handles bring their own frames where a contract is called by one.
        return !(name.startsWith(OURS) && isOurs(name)) && !name.startsWith("java.lang.invoke.");
    }

    /// Tests live in our package, too.
    private static boolean isOurs(String className) {
        return !className.endsWith("Test") && !className.contains("Test$");
    }
}
