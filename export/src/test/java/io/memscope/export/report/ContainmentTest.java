package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.export.report.Containment.Range;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContainmentTest {
    private static final long POOL = 0x1000;

    @Test
    void partsOfAPoolShareItsBlock() {
        assertThat(edges(in(POOL, 1, 0x1000, 64), in(POOL, 2, 0x1040, 64)))
                .containsExactly("block:0x1000 > passport:1", "block:0x1000 > passport:2");
    }

    @Test
    void aPassportAloneInItsBlockNeedsNoBlock() {
        assertThat(edges(in(POOL, 1, 0x1010, 64))).isEmpty();
    }

    @Test
    void aPartOfAPartLiesInTheNearestOne() {
        assertThat(
                        edges(
                                in(POOL, 3, 0x1020, 8),
                                in(POOL, 1, 0x1000, 4_096),
                                in(POOL, 2, 0x1020, 64),
                                in(POOL, 4, 0x1100, 8)))
                .containsExactly(
                        "passport:1 > passport:2",
                        "passport:2 > passport:3",
                        "passport:1 > passport:4");
    }

    @Test
    void ofEqualRangesTheOlderIsAround() {
        assertThat(edges(in(POOL, 9, 0x1000, 64), in(POOL, 2, 0x1000, 64)))
                .containsExactly("passport:2 > passport:9");
    }

    @Test
    void rangesThatOnlyOverlapDoNotContainEachOther() {
        assertThat(edges(in(0, 1, 0x1000, 64), in(0, 2, 0x1020, 64))).isEmpty();
    }

    @Test
    void addressesAreUnsigned() {
        assertThat(edges(in(0, 1, -0x1000, 0x100), in(0, 2, -0x0fff, 8)))
                .containsExactly("passport:1 > passport:2");
    }

    private static Range in(long block, long id, long address, long sizeBytes) {
        return new Range(id, address, sizeBytes, block, 4_096, 0);
    }

    private static Stream<String> edges(Range... open) {
        return Containment.of(List.of(open)).edges().stream()
                .map(edge -> edge.from() + " > " + edge.to());
    }
}
