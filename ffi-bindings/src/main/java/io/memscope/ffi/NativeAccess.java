package io.memscope.ffi;

/// Whether the JVM was told that this module may make the calls that Java restricts. While it was
/// not, none is made: the first one would print a warning, or be refused.
public final class NativeAccess {
    private NativeAccess() {}

    /// Whether it was, by `--enable-native-access`, or by a manifest or layer that says the same.
    public static boolean isEnabled() {
        return NativeAccess.class.getModule().isNativeAccessEnabled();
    }

    /// The option to be added to the command line: what it names depends on where the class is
    /// loaded from.
    public static String option() {
        Module module = NativeAccess.class.getModule();
        return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /// Does nothing where native access is enabled.
    ///
    /// @throws IllegalCallerException saying what it is needed for and which option gives it
    public static void require(String what) {
        if (!isEnabled()) {
            throw new IllegalCallerException(
                    what + " needs native access: run java with " + option());
        }
    }
}
