package io.memscope.export.report;

import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import org.jspecify.annotations.Nullable;

/// What a frame is called. Symbols of a module, and Java methods, will be looked up here; what has
/// no name is told by its place in its file, which stays true wherever the reports are read.
public final class FrameNames {
    private final Model model;

    /// For the frames of one session.
    public FrameNames(Model model) {
        this.model = model;
    }

    /// The path of the file that the code lies in; null for generated code.
    public @Nullable String modulePath(Frame frame) {
        return model.module(frame.module()).map(Module::path).orElse(null);
    }

    /// The address in that file, or in the process where there is none: `0x1a2b`.
    public String offset(Frame frame) {
        return "0x" + Long.toHexString(frame.offset());
    }

    /// A short name to read: `libc.so.6+0x1a2b`.
    public String label(Frame frame) {
        return model.module(frame.module()).map(Module::name).map(name -> name + "+").orElse("")
                + offset(frame);
    }

    /// The short name of a site: that of its innermost frame.
    ///
    /// @param stack id of the site
    public String siteLabel(int stack) {
        var frames = model.stack(stack).frames();
        return frames.isEmpty() ? "unknown" : label(frames.getFirst());
    }
}
