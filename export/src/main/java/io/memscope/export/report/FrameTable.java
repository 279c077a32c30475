package io.memscope.export.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the frames that the reports of a session list, in the order in which they first do: most
/// stacks are made of frames that others have as well. The same in all reports.
///
/// Not thread-safe.
final class FrameTable {
    private final Map<NamedFrame, Integer> ids = new HashMap<>();
    private final List<NamedFrame> frames = new ArrayList<>();

    /// Counts from 0.
    int id(NamedFrame frame) {
        Integer known = ids.putIfAbsent(frame, frames.size());
        if (known != null) {
            return known;
        }
        frames.add(frame);
        return frames.size() - 1;
    }

    NamedFrame frame(int id) {
        return frames.get(id);
    }
}
