package io.memscope.tracker;

/// One of several counted handles of a block. Closing it releases it, once; any thread may.
public interface Handle extends AutoCloseable {
    /// The handle's name.
    String name();

    /// The block's passport.
    Passport passport();

    /// Releases this handle; again: nothing happens.
    @Override
    void close();
}
