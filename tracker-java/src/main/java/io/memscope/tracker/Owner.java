package io.memscope.tracker;

import io.memscope.store.PassportSource;

/// An arena or allocator as passports see it: its name and number. It refers to neither, so that a
/// passport keeps no arena alive.
final class Owner {
    private final String name;
    private final int label;
    private final PassportSource source;
    private final long holder;

    private Owner(String name, int label, PassportSource source, long holder) {
        this.name = name;
        this.label = label;
        this.source = source;
        this.holder = holder;
    }

    /// An owner that is opened now, to be closed by {@link #closed()}.
    ///
    /// @throws IllegalArgumentException if the name is blank
    static Owner opened(String name, PassportSource source) {
        Recorder recorder = Recorder.get();
        int label = labelOf(name, recorder);
        return new Owner(name, label, source, recorder.holderOpened(label, source));
    }

    /// A name alone: what it issues is nobody's to close.
    ///
    /// @throws IllegalArgumentException if the name is blank
    static Owner named(String name, PassportSource source) {
        return new Owner(name, labelOf(name, Recorder.get()), source, 0);
    }

    /// The same owner, of memory from elsewhere.
    static Owner of(Owner owner, PassportSource source) {
        return new Owner(owner.name, owner.label, source, owner.holder);
    }

    private static int labelOf(String name, Recorder recorder) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a name is blank");
        }
        return recorder.label(name);
    }

    void closed() {
        if (holder != 0) {
            Recorder.get().holderClosed(holder);
        }
    }

    String name() {
        return name;
    }

    int label() {
        return label;
    }

    PassportSource source() {
        return source;
    }

    long holder() {
        return holder;
    }
}
