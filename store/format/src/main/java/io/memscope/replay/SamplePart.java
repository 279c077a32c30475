package io.memscope.replay;

import io.memscope.store.MeasuredPart;
import java.util.List;
import java.util.OptionalLong;

/// What a sample measured of one of several things of a kind.
///
/// @param name the thing's name; empty when it has none
/// @param values in the order that the kind says; later ones may be missing
public record SamplePart(MeasuredPart kind, String name, List<Long> values) {
    public SamplePart {
        values = List.copyOf(values);
    }

    /// One of the values, where it is there.
    public OptionalLong value(int at) {
        return at < values.size() ? OptionalLong.of(values.get(at)) : OptionalLong.empty();
    }
}
