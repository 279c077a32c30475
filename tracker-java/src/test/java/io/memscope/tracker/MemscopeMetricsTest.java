package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.fixtures.ChildJvm;
import io.memscope.fixtures.ReadsMeters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemscopeMetricsTest {
    @TempDir Path folder;

    private static long value(ChildJvm jvm, String meter) {
        return jvm.stdout().stream()
                .filter(line -> line.startsWith(meter + " "))
                .mapToLong(line -> Long.parseLong(line.substring(meter.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void metersTellWhatIsLiveUnderTheShim() throws Exception {
        ChildJvm jvm =
                ChildJvm.underShim(
                        folder, List.of("--enable-native-access=ALL-UNNAMED"), ReadsMeters.class);

        long before = value(jvm, "before memscope.live.bytes jvm_for_java");
        long after = value(jvm, "after memscope.live.bytes jvm_for_java");
        assertThat(after - before).isBetween(1L << 20, (1L << 20) + (1 << 16));
        assertThat(value(jvm, "after memscope.live.blocks jvm")).isGreaterThan(1_000);
        passportsAreCounted(jvm);
        assertThat(value(jvm, "after memscope.recorded.events")).isGreaterThan(10_000);
        assertThat(value(jvm, "after memscope.memory")).isPositive();
        assertThat(value(jvm, "after memscope.recorded.lost")).isZero();
    }

    @Test
    void metersTellWhatWasDeclaredWithoutIt() throws Exception {
        ChildJvm jvm = ChildJvm.declaring(folder, ReadsMeters.class);

        assertThat(value(jvm, "after memscope.live.bytes jvm_for_java")).isZero();
        passportsAreCounted(jvm);
        assertThat(value(jvm, "after memscope.recorded.bytes")).isPositive();
    }

    private static void passportsAreCounted(ChildJvm jvm) {
        assertThat(value(jvm, "before memscope.passports in_java_custody")).isZero();
        assertThat(value(jvm, "after memscope.passports in_java_custody")).isEqualTo(3);
        assertThat(value(jvm, "after memscope.passports.bytes in_java_custody")).isEqualTo(300);
        assertThat(value(jvm, "after memscope.passports freed_by_java")).isEqualTo(1);
        assertThat(value(jvm, "after memscope.passports.issued")).isEqualTo(4);
        assertThat(value(jvm, "after memscope.violations double_free")).isZero();
    }

    @Test
    void metersAreZeroWhereNothingIsRecorded() throws Exception {
        ChildJvm jvm = ChildJvm.plain(folder, List.of(), ReadsMeters.class);

        assertThat(value(jvm, "after memscope.passports in_java_custody")).isZero();
        assertThat(value(jvm, "after memscope.recorded.events")).isZero();
    }
}
