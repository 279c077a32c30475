package io.memscope.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The life of the packed shim in a JVM that had none: a process begins to record once, so the
/// tests are steps of one story.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShimTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    @Test
    @Order(1)
    void nothingIsPreloadedHere() {
        assertThat(Shim.preloaded()).isEmpty();
    }

    @Test
    @Order(2)
    void thePackedOneIsPassiveUntilItIsStarted() throws Exception {
        Shim shim = Shim.load();

        assertThat(shim.isPreloaded()).isFalse();
        assertThat(shim.isCallable()).isTrue();
        assertThat(shim.control().apiVersion()).isPositive();
        assertThat(shim.control().isRecording()).isFalse();
        assertThat(shim.control().queue()).isEmpty();
        assertThat(shim.control().statistics().events()).isZero();
        assertThat(shim.calls().label("nothing")).isZero();
        assertThat(shim.calls().issuePassport(0x1000, 8, 0, 0, 0, 10, 0)).isZero();
    }

    @Test
    @Order(3)
    void theFileItWasLoadedFromIsGone() throws Exception {
        assertThat(Shim.load().library()).doesNotExist();
        assertThat(Shim.load().library().getParent()).doesNotExist();
    }

    @Test
    @Order(4)
    void thereIsOneInAProcess() throws Exception {
        assertThat(Shim.load()).isSameAs(Shim.load());
        assertThat(Shim.present()).contains(Shim.load());
    }

    @Test
    @Order(5)
    void onceStartedItRecordsWhatItIsTold() throws Exception {
        ControlPlane control = Shim.load().control();
        ShimCalls calls = Shim.load().calls();
        control.start(folder);

        assertThat(control.isRecording()).isTrue();
        assertThat(control.queue())
                .get()
                .satisfies(queue -> assertThat(queue).startsWith(folder).isDirectory());
        int label = calls.label("owner");
        assertThat(label)
                .isPositive()
                .isEqualTo(calls.label("owner"))
                .isNotEqualTo(calls.label("Besitzer ü"));
        long holder = calls.openHolder(label, 1);
        long passport = calls.issuePassport(0x1000, 8, label, 0, 0, 1, holder);
        assertThat(holder).isPositive();
        assertThat(passport).isGreaterThan(holder);
        calls.stepPassport(passport, 2, label, 1);
        calls.closeHolder(holder);
        int task = calls.defineTask("task", 0);
        assertThat(calls.enterTask(task)).isZero();
        assertThat(calls.enterTask(0)).isEqualTo(task);
        calls.endTask(task, 1);
        control.mark("here");
        ShimStatistics counts = control.statistics();
        assertThat(counts.passports()).isEqualTo(1);
        assertThat(counts.holders()).isEqualTo(1);
        assertThat(counts.tasks()).isEqualTo(1);
        assertThat(counts.events()).isGreaterThanOrEqualTo(7);
        assertThat(counts.missed()).isZero();
    }

    @Test
    @Order(6)
    void bothDoorsLeadToTheSameCopy() throws Exception {
        ControlPlane panama = Shim.load().control();
        ControlPlane jnr = Shim.load().controlByJnr();

        assertThat(jnr.apiVersion()).isEqualTo(panama.apiVersion());
        assertThat(jnr.isRecording()).isTrue();
        assertThat(jnr.queue()).isEqualTo(panama.queue()).isPresent();
        assertThat(jnr.statistics().passports())
                .isEqualTo(panama.statistics().passports())
                .isPositive();
        assertThat(jnr.setting("MEMSCOPE_STACK_DEPTH"))
                .isEqualTo(panama.setting("MEMSCOPE_STACK_DEPTH"))
                .isPresent();
        assertThat(jnr.setting("MEMSCOPE_NO_SUCH")).isEmpty();
        long before = panama.statistics().events();
        jnr.mark("by JNR");
        assertThat(panama.statistics().events()).isGreaterThan(before);
        before = panama.statistics().events();
        assertThat(panama.scan()).isTrue();
        assertThat(panama.statistics().events()).isGreaterThan(before + 100);
        assertThat(jnr.scan()).isTrue();
    }

    @Test
    @Order(7)
    void aProcessBeginsOnce() throws Exception {
        ControlPlane control = Shim.load().control();

        assertThatThrownBy(() -> control.start(folder)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Shim.load().controlByJnr().start(folder))
                .isInstanceOf(IllegalStateException.class);
        control.stop();
        assertThat(control.isRecording()).isFalse();
        assertThatThrownBy(() -> control.start(folder)).isInstanceOf(IllegalStateException.class);
        try (var queues = Files.list(folder)) {
            assertThat(queues).hasSize(1);
        }
    }
}
