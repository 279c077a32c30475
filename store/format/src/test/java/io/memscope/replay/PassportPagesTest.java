package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PassportPagesTest {
    private final PassportPages pages = new PassportPages();

    @Test
    void behavesAsASortedMapDoes() {
        TreeMap<Long, PassportState> expected = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < 20_000; step++) {
            // Some far away: those of a process that was not recording count from 2^62 on.
            long id = random.nextInt(2_000) + (random.nextInt(8) == 0 ? 1L << 62 : 0);
            PassportState known = expected.get(id);
            assertThat(pages.get(id)).isSameAs(known);
            if (known == null) {
                PassportState fresh = new PassportState(id);
                expected.put(id, fresh);
                pages.add(fresh);
            } else {
                expected.remove(id);
                pages.remove(known);
            }
            assertThat(pages.size()).isEqualTo(expected.size());
        }
        assertThat(pages.values()).containsExactlyElementsOf(expected.values());
        assertThat(pages.values()).hasSize(expected.size());
    }
}
