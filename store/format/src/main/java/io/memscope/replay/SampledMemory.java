package io.memscope.replay;

import java.util.List;

/// A sample that looked at every range of the address space, with what was live then.
///
/// @param ranges by address, those of which something was in memory
/// @param liveBytes by stack what was live, as requested; by stack
/// @param liveAsOfEnd live blocks and mappings are those at the end of the session, not those at
///   the sample, which was not long before
public record SampledMemory(
        Sample sample, List<ResidentRange> ranges, List<OfStack> liveBytes, boolean liveAsOfEnd) {
    public SampledMemory {
        ranges = List.copyOf(ranges);
        liveBytes = List.copyOf(liveBytes);
    }

    /// What a site had handed out and not been given back.
    ///
    /// @param stack id
    public record OfStack(int stack, long bytes) {}
}
