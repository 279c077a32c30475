package io.memscope.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The live blocks that a selection has not left out.
final class ChosenBlocks implements LiveBlocks {
    private final LiveTable live;

    ChosenBlocks(LiveTable live) {
        this.live = live;
    }

    @Override
    public long count() {
        return live.count() - live.leftOut();
    }

    @Override
    public Stream<LiveBlock> byAddress() {
        return live.byAddress().filter(this::isChosen);
    }

    @Override
    public List<LiveBlock> top(int limit, Comparator<LiveBlock> order) {
        return live.top(limit, order, this::isChosen);
    }

    @Override
    public Optional<LiveBlock> at(long address) {
        return live.at(address).filter(this::isChosen);
    }

    private boolean isChosen(LiveBlock block) {
        return live.find(block.address()) && !live.isLeftOut();
    }
}
