package io.memscope.export.report;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.LiveBlocks;
import io.memscope.replay.Mapping;
import io.memscope.replay.Model;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which live blocks and mappings are listed: all, or the largest of both together. Either way
/// blocks come first and each kind is ordered by address, so that nothing has to be sorted when all
/// of a million blocks are listed.
final class ListedBlocks {
    private static final Comparator<Mapping> LARGEST_FIRST =
            Comparator.comparingLong(Mapping::sizeBytes)
                    .reversed()
                    .thenComparing(Mapping::address, Long::compareUnsigned);

    private final Model model;
    private final @Nullable List<LiveBlock> chosen;
    private final List<Mapping> mappings;

    private ListedBlocks(Model model, @Nullable List<LiveBlock> chosen, List<Mapping> mappings) {
        this.model = model;
        this.chosen = chosen;
        this.mappings = mappings;
    }

    static long total(Model model) {
        return model.liveBlocks().count() + model.mappings().size();
    }

    static ListedBlocks of(Model model, Limit limit) {
        if (!limit.cuts(total(model))) {
            return new ListedBlocks(model, null, model.mappings());
        }
        List<LiveBlock> blocks = model.liveBlocks().top(limit.rows(), LiveBlocks.LARGEST_FIRST);
        List<Mapping> mappings = model.mappings().stream().sorted(LARGEST_FIRST).toList();
        int block = 0;
        int mapping = 0;
        while (block + mapping < limit.rows()) {
            boolean blockIsNext =
                    mapping == mappings.size()
                            || (block < blocks.size()
                                    && blocks.get(block).sizeBytes()
                                            >= mappings.get(mapping).sizeBytes());
            if (blockIsNext) {
                block++;
            } else {
                mapping++;
            }
        }
        return new ListedBlocks(
                model,
                blocks.subList(0, block).stream()
                        .sorted(Comparator.comparing(LiveBlock::address, Long::compareUnsigned))
                        .toList(),
                mappings.subList(0, mapping).stream()
                        .sorted(Comparator.comparing(Mapping::address, Long::compareUnsigned))
                        .toList());
    }

    /// Ordered by address. To be closed.
    Stream<LiveBlock> blocks() {
        return chosen == null ? model.liveBlocks().byAddress() : chosen.stream();
    }

    /// The stacks of the blocks, some more than once.
    IntStream blockStacks() {
        return chosen == null
                ? model.sites().stream()
                        .filter(site -> site.liveCount() > 0)
                        .mapToInt(site -> site.stack())
                : chosen.stream().mapToInt(LiveBlock::stack);
    }

    /// Ordered by address.
    List<Mapping> mappings() {
        return mappings;
    }
}
