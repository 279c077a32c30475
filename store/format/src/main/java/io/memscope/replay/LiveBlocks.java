package io.memscope.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The blocks that were live at the end, kept in a compact table; each is made into an object only
/// when asked for.
public interface LiveBlocks {
    /// By size, largest first; at equal sizes by address.
    Comparator<LiveBlock> LARGEST_FIRST =
            Comparator.comparingLong(LiveBlock::sizeBytes)
                    .reversed()
                    .thenComparing(LiveBlock::address, Long::compareUnsigned);

    /// By age, oldest first; at equal times by address.
    Comparator<LiveBlock> OLDEST_FIRST =
            Comparator.comparingLong(LiveBlock::allocatedNs)
                    .thenComparing(LiveBlock::address, Long::compareUnsigned);

    /// How many there are.
    long count();

    /// All, ordered by address: 8 bytes of memory for each while it is being read.
    Stream<LiveBlock> byAddress();

    /// The one that begins at an address.
    Optional<LiveBlock> at(long address);

    /// The first ones in an order, which must be total to be the same each time. Memory for `limit`
    /// blocks.
    List<LiveBlock> top(int limit, Comparator<LiveBlock> order);
}
