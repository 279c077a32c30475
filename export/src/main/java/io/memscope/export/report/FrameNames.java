package io.memscope.export.report;

import io.memscope.export.symbol.NativeFunction;
import io.memscope.export.symbol.NativeNames;
import io.memscope.export.symbol.SourceLines;
import io.memscope.export.symbol.SourcePlace;
import io.memscope.export.symbol.SymbolOptions;
import io.memscope.export.symbol.SymbolSource;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import io.memscope.store.Session;
import io.memscope.store.TickSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What frames are called.
public final class FrameNames {
    private static final double NS_PER_SECOND = 1e9;

    private final Model model;
    private final NativeNames natives;
    private final SiteLabels labels;

    private FrameNames(Model model, NativeNames natives) {
        this.model = model;
        this.natives = natives;
        this.labels = new SiteLabels(model.definitions().modules());
    }

    /// The names of all frames of a session: the files that it had mapped are read now.
    public static FrameNames of(Model model, SymbolOptions options) {
        NativeNames.Frames frames = new NativeNames.Frames();
        model.definitions().nativeFrames(frames::add);
        return new FrameNames(
                model,
                NativeNames.of(
                        model.definitions().modules(),
                        module -> firstSeenWallNs(model, module),
                        frames,
                        options));
    }

    private static long firstSeenWallNs(Model model, Module module) {
        Session session = model.session();
        long ticks = module.firstSeenTicks() - session.startTicks();
        if (session.tickSource() == TickSource.MONOTONIC_CLOCK) {
            return session.startWallNs() + ticks;
        }
        if (session.ticksPerSecond() <= 0) {
            return model.lastEventWallNs();
        }
        return session.startWallNs() + (long) (ticks * NS_PER_SECOND / session.ticksPerSecond());
    }

    /// The same names, with the source lines of some stacks.
    public FrameNames withSourceLines(IntStream stacks, SourceLines lines) {
        NativeNames.Frames frames = new NativeNames.Frames();
        stacks.forEach(stack -> {
            for (Frame frame : model.stack(stack).frames()) {
                if (frame instanceof Frame.Native(int module, long offset)) {
                    frames.add(module, offset);
                }
            }
        });
        return new FrameNames(model, natives.withSourceLines(frames, lines));
    }

    /// The frames of a stack, innermost first, those that a compiler inlined among them.
    public List<NamedFrame> frames(int stack) {
        List<NamedFrame> named = new ArrayList<>();
        for (Frame frame : model.stack(stack).frames()) {
            add(named, frame);
        }
        return named;
    }

    /// A frame by itself: the functions that were inlined into it first.
    public List<NamedFrame> named(Frame frame) {
        List<NamedFrame> named = new ArrayList<>();
        add(named, frame);
        return named;
    }

    private void add(List<NamedFrame> named, Frame frame) {
        switch (frame) {
            case Frame.Native code -> addNative(named, code);
            case Frame.Java(int method, _, int line) ->
                    named.add(
                            new NamedFrame.Java(method, model.definitions().method(method), line));
        }
    }

    private void addNative(List<NamedFrame> named, Frame.Native frame) {
        Module module = model.module(frame.module()).orElse(null);
        NativeFunction function = natives.function(frame.module(), frame.offset());
        String name = function == null ? null : function.name();
        long functionOffset = function == null ? -1 : function.offset();
        List<SourcePlace> places = natives.places(frame.module(), frame.offset());
        if (places.isEmpty()) {
            named.add(
                    new NamedFrame.Native(
                            module, frame.offset(), name, functionOffset, null, 0, null));
            return;
        }
        for (SourcePlace place : places.subList(0, places.size() - 1)) {
            named.add(
                    new NamedFrame.Native(
                            module,
                            frame.offset(),
                            place.function(),
                            -1,
                            place.file(),
                            place.line(),
                            true));
        }
        SourcePlace own = places.getLast();
        named.add(
                new NamedFrame.Native(
                        module,
                        frame.offset(),
                        name == null ? own.function() : name,
                        functionOffset,
                        own.file(),
                        own.line(),
                        false));
    }

    /// The function of native code, cheaply: null when it has no name.
    public @Nullable String function(Frame.Native frame) {
        NativeFunction function = natives.function(frame.module(), frame.offset());
        return function == null ? null : function.name();
    }

    /// Where the names of a module's functions come from; null when it is on no stack.
    public @Nullable SymbolSource symbols(Module module) {
        return natives.source(module.id());
    }

    /// How many files on stacks have that to tell of themselves.
    public long modulesWith(SymbolSource source) {
        return model.definitions().modules().stream()
                .filter(module -> symbols(module) == source)
                .count();
    }

    /// Whether source lines of a module were found.
    public boolean hasSourceLines(Module module) {
        return natives.hasSourceLines(module.id());
    }

    /// The short name of a site: where its memory was asked for.
    ///
    /// @param stack id of the site
    /// @param owner of the site
    public String siteLabel(int stack, @Nullable SiteOwner owner) {
        return labels.of(owner, frames(stack));
    }

    /// The same, and of native code also the Java method that called into it.
    ///
    /// @param stack id of what need not be an allocation
    /// @param owner as if it were one
    public String place(int stack, @Nullable SiteOwner owner) {
        return labels.place(owner, frames(stack));
    }
}
