package io.memscope.owner;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The frames of a site, asked by their number: 0 is the innermost.
public final class CallStack {
    private final List<Frame> frames;
    private final ModuleOrigins origins;
    private final Function<Frame.Native, @Nullable String> functions;
    private final IntFunction<@Nullable JavaMethod> methods;

    public CallStack(
            List<Frame> frames,
            ModuleOrigins origins,
            Function<Frame.Native, @Nullable String> functions,
            IntFunction<@Nullable JavaMethod> methods) {
        this.frames = frames;
        this.origins = origins;
        this.functions = functions;
        this.methods = methods;
    }

    public int depth() {
        return frames.size();
    }

    public FrameOrigin origin(int at) {
        return origins.of(frames.get(at));
    }

    /// The first frame from this one outwards that is of none of these; the depth when all are.
    public int firstOutside(EnumSet<FrameOrigin> among, int from) {
        int at = from;
        while (at < depth() && among.contains(origin(at))) {
            at++;
        }
        return at;
    }

    /// The native function, without parameters; null when it has no name, or is Java.
    public @Nullable String function(int at) {
        String name = frames.get(at) instanceof Frame.Native code ? functions.apply(code) : null;
        return name == null ? null : FunctionNames.plain(name);
    }

    /// The Java method; null when it has no name, or is native code.
    public @Nullable JavaMethod method(int at) {
        return frames.get(at) instanceof Frame.Java(int method, _, _)
                ? methods.apply(method)
                : null;
    }
}
