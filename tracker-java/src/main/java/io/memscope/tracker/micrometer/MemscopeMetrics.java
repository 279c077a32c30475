package io.memscope.tracker.micrometer;

import io.memscope.owner.SiteOwner;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.ViolationKind;
import io.memscope.tracker.Memscope;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Meters of native memory and of its recording:
///
/// | meter | tags | what |
/// |---|---|---|
/// | `memscope.live.bytes`, `memscope.live.blocks` | `owner` | memory of the `malloc` family that is live; under the shim |
/// | `memscope.passports` | `status` | passports in each status at this moment; those that ended, ever |
/// | `memscope.passports.bytes` | `status` | their sizes |
/// | `memscope.passports.issued` | | passports ever |
/// | `memscope.violations` | `kind` | violations ever |
/// | `memscope.recorded.events`, `memscope.recorded.bytes` | | what the queue holds |
/// | `memscope.recorded.lost` | | events that could not be recorded |
/// | `memscope.memory` | | what recording takes by itself, outside of the Java heap |
/// | `memscope.live.age` | | how old the live figures are |
///
/// The live figures come from a replay of this process's own queue, which takes about a second for
/// ten million events and memory for each live block. It is made when a meter is read, by the
/// thread that reads it, and not again before the least age, nor before a hundred times as long as
/// the last one took: meters take at most a hundredth of a processor, and get older the longer the
/// recording is. Everything else is counted and costs nothing.
public final class MemscopeMetrics implements MeterBinder {
    private static final Duration LEAST_AGE = Duration.ofSeconds(10);

    private final LiveFigures figures;

    /// Figures that are up to ten seconds old in a short recording.
    public MemscopeMetrics() {
        this(LEAST_AGE);
    }

    /// Figures that are not made anew before they have reached an age.
    ///
    /// @throws IllegalArgumentException if it is negative
    public MemscopeMetrics(Duration leastAge) {
        if (leastAge.isNegative()) {
            throw new IllegalArgumentException("leastAge is negative: " + leastAge);
        }
        this.figures = new LiveFigures(leastAge.toNanos());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (SiteOwner owner : SiteOwner.values()) {
            bindOwner(registry, owner);
        }
        for (PassportStatus status : PassportStatus.values()) {
            bindStatus(registry, status);
        }
        for (ViolationKind kind : ViolationKind.values()) {
            Gauge.builder("memscope.violations", figures, f -> f.now().violations(kind))
                    .tags(Tags.of("kind", kind.label()))
                    .strongReference(true)
                    .register(registry);
        }
        TimeGauge.builder("memscope.live.age", figures, TimeUnit.NANOSECONDS, LiveFigures::ageNs)
                .description("How old the live figures are")
                .strongReference(true)
                .register(registry);
        bindRecording(registry);
    }

    private void bindOwner(MeterRegistry registry, SiteOwner owner) {
        Gauge.builder("memscope.live.bytes", figures, f -> f.now().bytes(owner))
                .tags(Tags.of("owner", owner.label()))
                .description("Live memory of the malloc family")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("memscope.live.blocks", figures, f -> f.now().blocks(owner))
                .tags(Tags.of("owner", owner.label()))
                .description("Live blocks of the malloc family")
                .baseUnit("blocks")
                .strongReference(true)
                .register(registry);
    }

    private void bindStatus(MeterRegistry registry, PassportStatus status) {
        Tags tags = Tags.of("status", status.name().toLowerCase(Locale.ROOT));
        Gauge.builder("memscope.passports", figures, f -> f.now().passports(status))
                .tags(tags)
                .description("Passports by where their blocks stand")
                .strongReference(true)
                .register(registry);
        Gauge.builder("memscope.passports.bytes", figures, f -> f.now().passportBytes(status))
                .tags(tags)
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private void bindRecording(MeterRegistry registry) {
        // An object for the counters to belong to: they read what is the process's.
        FunctionCounter.builder(
                        "memscope.passports.issued",
                        figures,
                        _ -> Memscope.statistics().passports())
                .register(registry);
        FunctionCounter.builder(
                        "memscope.recorded.events", figures, _ -> Memscope.statistics().events())
                .register(registry);
        FunctionCounter.builder(
                        "memscope.recorded.bytes",
                        figures,
                        _ -> Memscope.statistics().writtenBytes())
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder(
                        "memscope.recorded.lost", figures, _ -> Memscope.statistics().lostEvents())
                .description("Events that could not be recorded")
                .register(registry);
        Gauge.builder("memscope.memory", figures, _ -> Memscope.statistics().shimBytes())
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }
}
