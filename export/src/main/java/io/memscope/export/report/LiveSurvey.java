package io.memscope.export.report;

import io.memscope.replay.Growth;
import io.memscope.replay.LeakKind;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import io.memscope.replay.Reachability;
import io.memscope.replay.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One look at all blocks that were live at the end. Memory for each site that has some, not for
/// each block.
///
/// @param leaks by site and definition, most bytes first, then by stack id; without the suppressed
/// @param suppressed what rules of a suppression file take out, in the same order
/// @param largeBuffers blocks of more than a mebibyte
/// @param keptByTask what is for the user's code to give back, by task
public record LiveSurvey(
        List<LeakSite> leaks,
        List<Suppressed> suppressed,
        long largeBuffers,
        Map<Integer, Kept> keptByTask) {
    static final long LARGE_BUFFER_BYTES = 1 << 20;

    private static final Comparator<LeakSite> MOST_BYTES_FIRST =
            Comparator.comparingLong(LeakSite::bytes)
                    .reversed()
                    .thenComparingInt(LeakSite::stack)
                    .thenComparing(LeakSite::definition)
                    .thenComparing(LeakSite::withPassport);

    /// @param definition by which its blocks are lost
    private record Key(int stack, LeakKind definition, boolean withPassport) {
        LeakSite.Builder site(Growth growth) {
            return new LeakSite.Builder(stack, definition, withPassport, growth);
        }
    }

    /// A leak that a rule takes out.
    ///
    /// @param rule its place in {@link Suppressions#rules()}
    public record Suppressed(int rule, LeakSite leak) {}

    /// Blocks for the user's code to give back.
    public record Kept(long blocks, long bytes) {
        static final Kept NONE = new Kept(0, 0);

        private Kept plus(Kept other) {
            return new Kept(blocks + other.blocks, bytes + other.bytes);
        }
    }

    static LiveSurvey of(Model model, PassportSurvey passports, SiteOwners owners) {
        Map<Integer, Kept> keptByTask = new HashMap<>();
        Map<Key, LeakSite.Builder> sites = new HashMap<>();
        long[] largeBuffers = new long[1];
        try (Stream<LiveBlock> blocks = model.liveBlocks().byAddress()) {
            blocks.forEach(block -> {
                Passport passport = passports.lostIn(block.address(), block.sizeBytes());
                Growth growth = growth(model, block.stack());
                LeakKind definition = definition(passport, block.reachability(), growth);
                Key key = new Key(block.stack(), definition, passport != null);
                sites.computeIfAbsent(key, k -> k.site(growth)).add(block, passport);
                if (block.task() != 0 && owners.isUsers(block.stack(), passport != null)) {
                    keptByTask.merge(block.task(), new Kept(1, block.sizeBytes()), Kept::plus);
                }
                largeBuffers[0] += isLarge(block.sizeBytes()) ? 1 : 0;
            });
        }
        List<LeakSite> leaks =
                sites.values().stream()
                        .map(LeakSite.Builder::build)
                        .sorted(MOST_BYTES_FIRST)
                        .toList();
        return new LiveSurvey(leaks, List.of(), largeBuffers[0], keptByTask);
    }

    /// What a task kept that is for the user's code to give back.
    public Kept keptBy(int task) {
        return keptByTask.getOrDefault(task, Kept.NONE);
    }

    private static Growth growth(Model model, int stack) {
        return model.site(stack).map(Site::growth).orElse(Growth.UNKNOWN);
    }

    /// What a passport knows of its block tells more than whether anything led to it, and that more
    /// than how its site goes.
    private static LeakKind definition(
            @Nullable Passport passport, Reachability reachability, Growth growth) {
        LeakKind leak = passport == null ? null : passport.leak();
        if (leak != null && leak != LeakKind.NEVER_FREED) {
            return leak;
        }
        if (reachability.isUnreachable()) {
            return LeakKind.UNREACHABLE;
        }
        return growth.isGrowing() ? LeakKind.GROWING : LeakKind.NEVER_FREED;
    }

    /// The same with the leaks that rules take out apart, also those taken out before.
    LiveSurvey suppress(Suppressions suppressions, FrameNames names) {
        if (suppressions.isEmpty()) {
            return this;
        }
        List<LeakSite> left = new ArrayList<>();
        List<Suppressed> takenOut = new ArrayList<>();
        for (LeakSite leak : all()) {
            OptionalInt rule = suppressions.match(names.frames(leak.stack()));
            if (rule.isPresent()) {
                takenOut.add(new Suppressed(rule.getAsInt(), leak));
            } else {
                left.add(leak);
            }
        }
        return new LiveSurvey(left, takenOut, largeBuffers, keptByTask);
    }

    /// Suppressed or not, most bytes first.
    List<LeakSite> all() {
        if (suppressed.isEmpty()) {
            return leaks;
        }
        return Stream.concat(leaks.stream(), suppressed.stream().map(Suppressed::leak))
                .sorted(MOST_BYTES_FIRST)
                .toList();
    }

    static boolean isLarge(long sizeBytes) {
        return sizeBytes > LARGE_BUFFER_BYTES;
    }
}
