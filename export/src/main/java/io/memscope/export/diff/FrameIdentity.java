package io.memscope.export.diff;

import io.memscope.export.report.NamedFrame;
import io.memscope.store.Module;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of a frame is the same in another run, on another machine and mostly in another build:
/// file, function and source line; no address.
///
/// @param function with its file; null where it has no name
/// @param place the function and the line, or the offset in the file; null where nothing stays
record FrameIdentity(@Nullable String function, @Nullable String place) {
    /// `libfoo.so.1.2.3` and what is unpacked under a name of its own, such as
    /// `librocksdbjni1234567890.so`.
    private static final Pattern VERSION = Pattern.compile("(\\.so)(\\.\\d+)+$");

    private static final Pattern UNIQUE =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d{6,}");

    /// What compilers put behind the names of parts and copies of a function, and Rust behind all.
    private static final Pattern CLONE =
            Pattern.compile(
                    "( \\[clone [^]]*])+$|(\\.(constprop|isra|part|cold|llvm|lto_priv)(\\.\\d+)*)+$"
                            + "|::h[0-9a-f]{16}$");

    /// Classes that are made while the program runs, in no fixed order.
    private static final Pattern GENERATED =
            Pattern.compile(
                    "(\\$Proxy|Generated(?:Method|Constructor|SerializationConstructor)Accessor"
                            + "|\\$jnr\\$ffi\\$)\\d+");

    static FrameIdentity of(NamedFrame frame) {
        return switch (frame) {
            case NamedFrame.Native code -> of(code);
            case NamedFrame.Java java -> of(java);
        };
    }

    private static FrameIdentity of(NamedFrame.Native frame) {
        Module module = frame.module();
        String file = module == null ? "" : file(module.name());
        String name = frame.function();
        if (name == null) {
            // Generated code lies somewhere else in each run.
            return new FrameIdentity(null, module == null ? null : file + "+" + frame.address());
        }
        String function = file + "!" + CLONE.matcher(name).replaceFirst("");
        // What was inlined is there or not, as the compiler pleases.
        boolean inlined = Boolean.TRUE.equals(frame.inlined());
        return new FrameIdentity(inlined ? null : function, at(function, frame.line()));
    }

    private static FrameIdentity of(NamedFrame.Java frame) {
        String name = frame.function();
        if (name == null) {
            return new FrameIdentity(null, null);
        }
        String function = GENERATED.matcher(name).replaceAll("$1#");
        return new FrameIdentity(function, at(function, frame.line()));
    }

    private static String at(String function, int line) {
        return line == 0 ? function : function + ":" + line;
    }

    private static String file(String name) {
        String plain = VERSION.matcher(name).replaceFirst("$1");
        return UNIQUE.matcher(plain).replaceAll("#");
    }
}
