package io.memscope.store;

/// Takes frames of native code one by one.
@FunctionalInterface
public interface NativeFrames {
    /// A frame, as in {@link Frame.Native}.
    void accept(int module, long offset);
}
