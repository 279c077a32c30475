package io.memscope.replay;

import java.util.List;

/// What the allocator gave beyond what was asked for, of the blocks of which that was recorded.
///
/// @param blocks handed out, reallocs included
/// @param requestedBytes asked for
/// @param usableBytes given
/// @param liveBlocks those live at the end
/// @param liveRequestedBytes asked for
/// @param liveUsableBytes given
/// @param classes of sizes that the allocator gave, ascending, without empty ones
public record Slack(
        long blocks,
        long requestedBytes,
        long usableBytes,
        long liveBlocks,
        long liveRequestedBytes,
        long liveUsableBytes,
        List<SizeClass> classes) {
    /// Of a session in which it was not recorded.
    public static final Slack NONE = new Slack(0, 0, 0, 0, 0, 0, List.of());

    public Slack {
        classes = List.copyOf(classes);
    }

    /// Blocks that the allocator gave about the same size.
    ///
    /// @param usableBytes the most that one of them has: its size up to 4 KiB, beyond that the next
    ///   power of two
    public record SizeClass(long usableBytes, long blocks, long requestedBytes, long givenBytes) {}
}
