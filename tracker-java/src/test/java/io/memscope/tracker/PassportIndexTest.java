package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.PassportSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passports are found by any address in their range.
class PassportIndexTest {
    private static final Owner OWNER = Owner.named("test", PassportSource.ALLOCATOR);

    private final PassportIndex index = new PassportIndex();
    private long ids;

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 256, 257, 4_096, 4_097, 65_536, 65_537, 10_000_000})
    void everyAddressInsideAndNoneOutside(long size) {
        long address = 0x7f00_0000_1230L;
        Passport passport = added(address, size);

        assertThat(index.find(address, 0)).isSameAs(passport);
        assertThat(index.find(address, size)).isSameAs(passport);
        assertThat(index.find(address + size - 1, 1)).isSameAs(passport);
        assertThat(index.find(address + size / 2, 0)).isSameAs(passport);
        assertThat(index.find(address + size, 0)).isNull();
        assertThat(index.find(address - 1, 0)).isNull();
        assertThat(index.find(address, size + 1)).isNull();
        index.remove(passport);
        assertThat(index.find(address, 0)).isNull();
    }

    @Test
    void oneOfNoBytesIsFoundWhereItStarts() {
        Passport passport = added(0x5000, 0);

        assertThat(index.find(0x5000, 0)).isSameAs(passport);
        assertThat(index.find(0x5001, 0)).isNull();
    }

    @Test
    void ofASliceAndTheWholeTheSliceIsTold() {
        Passport whole = added(0x10_0000, 1 << 20);
        Passport slice = added(0x10_0000, 100_000);
        Passport small = added(0x10_0000 + 200_000, 64);

        assertThat(index.find(0x10_0000, 10)).isSameAs(slice);
        assertThat(index.find(0x10_0000 + 150_000, 10)).isSameAs(whole);
        assertThat(index.find(0x10_0000 + 200_010, 10)).isSameAs(small);
        assertThat(index.find(0x10_0000 + 200_010, 100)).isSameAs(whole);
        index.remove(slice);
        assertThat(index.find(0x10_0000, 10)).isSameAs(whole);
    }

    @Test
    void ofTwoAtOneAddressTheNewerIsTold() {
        added(0x4000, 32);
        Passport newer = added(0x4000, 32);

        assertThat(index.find(0x4010, 4)).isSameAs(newer);
    }

    @Test
    void whatWasGivenAwayGivesWayToWhatIsThereNow() {
        Passport given = added(0x4000, 8);
        new AwayPassports(index, 10).add(given);
        Passport now = added(0x4000, 32);

        assertThat(index.find(0x4000, 0)).isSameAs(now);
    }

    /// The same answers as a search through all. Large blocks are not in it: they may lie in one
    /// another, but not overlap as these do.
    @Test
    void manyOfAllSizesComingAndGoing() {
        Random random = new Random(4);
        List<Passport> all = new ArrayList<>();
        for (int step = 0; step < 60_000; step++) {
            if (!all.isEmpty() && random.nextInt(3) == 0) {
                index.remove(all.remove(random.nextInt(all.size())));
            } else if (all.size() < 400) {
                all.add(added(0x10_0000 + random.nextInt(1 << 20), 1L << random.nextInt(17)));
            }
            long address = 0x10_0000 + random.nextInt(1 << 20);
            long size = random.nextInt(100);
            assertThat(index.find(address, size))
                    .as("step %d", step)
                    .isSameAs(searched(all, address, size));
        }
    }

    private static @Nullable Passport searched(List<Passport> all, long address, long size) {
        return all.stream()
                .filter(passport -> passport.contains(address, size))
                .min(
                        Comparator.comparingLong(Passport::sizeBytes)
                                .thenComparing(Comparator.comparingLong(Passport::id).reversed()))
                .orElse(null);
    }

    @Test
    void whatIsAwayIsRememberedUpToALimit() {
        AwayPassports away = new AwayPassports(index, 3);
        List<Passport> passports = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Passport passport = added(0x1000L * (i + 1), 64);
            passports.add(passport);
            away.add(passport);
        }

        assertThat(away.all()).isEqualTo(passports.subList(2, 5));
        assertThat(index.find(0x2000, 0)).isNull();
        assertThat(index.find(0x3000, 0)).isSameAs(passports.get(2));
        away.remove(passports.get(2));
        assertThat(away.all()).isEqualTo(passports.subList(3, 5));
    }

    private Passport added(long address, long size) {
        Passport passport = new Passport(++ids, address, size, OWNER, null, null, Custody.JAVA);
        index.add(passport);
        return passport;
    }
}
