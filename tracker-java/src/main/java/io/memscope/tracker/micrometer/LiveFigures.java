package io.memscope.tracker.micrometer;

import io.memscope.owner.CallStack;
import io.memscope.owner.ModuleOrigins;
import io.memscope.owner.OwnerRules;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Model;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.PassportTotals;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.replay.Site;
import io.memscope.replay.ViolationKind;
import io.memscope.store.EventLog;
import io.memscope.tracker.Memscope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is live in this process, as of the last replay of its own queue. Any thread.
final class LiveFigures {
    /// A replay is followed by so many times its duration without one.
    private static final long REST = 100;

    private final long leastAgeNs;
    private Figures latest = Figures.NONE;
    private long madeAtNs;
    private long tookNs;
    private boolean everMade;

    LiveFigures(long leastAgeNs) {
        this.leastAgeNs = leastAgeNs;
    }

    /// The figures, made anew if they are too old. Zeros where nothing is recorded.
    synchronized Figures now() {
        long now = System.nanoTime();
        if (!everMade || now - madeAtNs >= Math.max(leastAgeNs, tookNs * REST)) {
            latest = read(latest);
            madeAtNs = System.nanoTime();
            tookNs = madeAtNs - now;
            everMade = true;
        }
        return latest;
    }

    /// 0 before the first ones.
    synchronized double ageNs() {
        return everMade ? System.nanoTime() - madeAtNs : 0;
    }

    private static Figures read(Figures before) {
        Optional<Path> queue = Memscope.queue();
        if (queue.isEmpty()) {
            return Figures.NONE;
        }
        try (EventLog log = EventLog.open(queue.get())) {
            return Figures.of(Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE));
        } catch (IOException e) {
            System.getLogger(LiveFigures.class.getName())
                    .log(System.Logger.Level.WARNING, "memscope: meters cannot be read", e);
            return before;
        }
    }

    /// The figures of one replay.
    record Figures(
            Map<SiteOwner, Long> bytesByOwner,
            Map<SiteOwner, Long> blocksByOwner,
            @Nullable PassportTotals totals) {
        static final Figures NONE = new Figures(Map.of(), Map.of(), null);

        static Figures of(Model model) {
            Map<SiteOwner, Long> bytes = new EnumMap<>(SiteOwner.class);
            Map<SiteOwner, Long> blocks = new EnumMap<>(SiteOwner.class);
            ModuleOrigins origins = new ModuleOrigins(model.definitions().modules());
            for (Site site : model.sites()) {
                if (site.liveCount() == 0) {
                    continue;
                }
                CallStack stack =
                        new CallStack(
                                model.stack(site.stack()).frames(),
                                origins,
                                _ -> null,
                                model.definitions()::method);
                SiteOwner known = OwnerRules.of(stack);
                SiteOwner owner = known == null ? SiteOwner.PROGRAM : known;
                bytes.merge(owner, site.liveBytes(), Long::sum);
                blocks.merge(owner, site.liveCount(), Long::sum);
            }
            return new Figures(bytes, blocks, model.passports().totals());
        }

        double bytes(SiteOwner owner) {
            return bytesByOwner.getOrDefault(owner, 0L);
        }

        double blocks(SiteOwner owner) {
            return blocksByOwner.getOrDefault(owner, 0L);
        }

        double passports(PassportStatus status) {
            return totals == null ? 0 : totals.byStatus().getOrDefault(status, 0L);
        }

        double passportBytes(PassportStatus status) {
            return totals == null ? 0 : totals.bytesByStatus().getOrDefault(status, 0L);
        }

        double violations(ViolationKind kind) {
            return totals == null ? 0 : totals.violations().getOrDefault(kind, 0L);
        }
    }
}
