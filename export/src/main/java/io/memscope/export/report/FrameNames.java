package io.memscope.export.report;

import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import org.jspecify.annotations.Nullable;

/// What a frame is called. Symbols of a module will be looked up here; what has no name is told by
/// its place in its file, which stays true wherever the reports are read.
public final class FrameNames {
    private final Model model;

    /// For the frames of one session.
    public FrameNames(Model model) {
        this.model = model;
    }

    /// The path of the file that native code lies in; null for generated code and Java methods.
    public @Nullable String modulePath(Frame frame) {
        return switch (frame) {
            case Frame.Native(int module, _) -> model.module(module).map(Module::path).orElse(null);
            case Frame.Java _ -> null;
        };
    }

    /// The address in that file, or in the process where there is none: `0x1a2b`. Null for a Java
    /// method.
    public @Nullable String offset(Frame frame) {
        return switch (frame) {
            case Frame.Native(_, long offset) -> "0x" + Long.toHexString(offset);
            case Frame.Java _ -> null;
        };
    }

    /// The function's or method's name, `java.util.zip.Deflater.init`; null when not known.
    public @Nullable String function(Frame frame) {
        return switch (frame) {
            case Frame.Native _ -> null;
            case Frame.Java java -> {
                JavaMethod method = method(java);
                yield method == null ? null : JavaNames.className(method) + "." + method.name();
            }
        };
    }

    /// Name or path of the source file; null when not known.
    public @Nullable String file(Frame frame) {
        return switch (frame) {
            case Frame.Native _ -> null;
            case Frame.Java java -> {
                JavaMethod method = method(java);
                yield method == null || method.file().isEmpty() ? null : method.file();
            }
        };
    }

    /// The line in it, from 1; 0 when not known.
    public int line(Frame frame) {
        return switch (frame) {
            case Frame.Native _ -> 0;
            case Frame.Java java -> java.line();
        };
    }

    /// The Java method that a frame is in; null when it is no Java frame, or the method was not
    /// named.
    public @Nullable JavaMethod method(Frame frame) {
        return frame instanceof Frame.Java(int method, _, _)
                ? model.definitions().method(method)
                : null;
    }

    /// A short name to read: `libc.so.6+0x1a2b`, `shop.Orders.add(Orders.java:12)`.
    public String label(Frame frame) {
        return switch (frame) {
            case Frame.Native(int module, long offset) ->
                    model.module(module).map(Module::name).map(name -> name + "+").orElse("")
                            + "0x"
                            + Long.toHexString(offset);
            case Frame.Java java -> javaLabel(java);
        };
    }

    private String javaLabel(Frame.Java frame) {
        JavaMethod method = method(frame);
        if (method == null) {
            return "unnamed Java method " + frame.method();
        }
        return JavaNames.label(method, frame.line());
    }

    /// The short name of a site: that of its innermost frame.
    ///
    /// @param stack id of the site
    public String siteLabel(int stack) {
        var frames = model.stack(stack).frames();
        return frames.isEmpty() ? "unknown" : label(frames.getFirst());
    }
}
