package io.memscope.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The passports of a session whose blocks have one at most.
final class PlainPassports {
    private static final int ISSUED = 1;

    private final RawSession session;
    private final PlainStacks stacks;
    final Map<Long, PlainPassport> all = new TreeMap<>();

    /// Those of the block that was freed last at an address.
    private final Map<Long, List<PlainPassport>> endedAt = new HashMap<>();

    PlainPassports(RawSession session, PlainStacks stacks) {
        this.session = session;
        this.stacks = stacks;
    }

    /// @param live as it is before the step
    void accept(Step step, long ns, TreeMap<Long, Block> live) {
        RawEvent event = step.event();
        switch (event.name()) {
            case "PASSPORT" -> {
                if (event.get("step") == ISSUED) {
                    issue(event, ns, live);
                } else {
                    PlainPassport passport = all.get(event.get("passport"));
                    if (passport != null) {
                        passport.said(event.get("step"), event.id("label"));
                    }
                }
            }
            case "FREED" -> {
                Block block = live.get(event.get("address"));
                if (block != null) {
                    ends(block, event.id("caller"), ns);
                } else {
                    endedAt.getOrDefault(event.get("address"), List.of())
                            .forEach(passport -> passport.violations.add("double_free"));
                }
            }
            // What is handed out again is not freed twice.
            case "ALLOCATED" -> endedAt.remove(event.get("address"));
            case "REALLOCATED" -> {
                if (!step.releases()) {
                    endedAt.remove(event.get("address"));
                }
            }
            default -> {
                // Blocks with passports are not reallocated here.
            }
        }
    }

    private void issue(RawEvent event, long ns, TreeMap<Long, Block> live) {
        long address = event.detail(0);
        Map.Entry<Long, Block> below = live.floorEntry(address);
        boolean inside =
                below != null && address - below.getKey() < Math.max(1, below.getValue().size());
        int stack =
                event.id("stack") != 0
                        ? stacks.siteOf(event.id("stack"))
                        : inside ? below.getValue().stack() : 0;
        PlainPassport passport = new PlainPassport(event, ns, inside ? below.getKey() : 0, stack);
        all.put(event.get("passport"), passport);
    }

    private void ends(Block block, int caller, long ns) {
        List<PlainPassport> ended = new ArrayList<>();
        for (PlainPassport passport : all.values()) {
            if (passport.endedNs < 0
                    && passport.address() >= block.address()
                    && passport.address() < block.address() + block.size()) {
                passport.freed(side(caller), ns);
                ended.add(passport);
            }
        }
        endedAt.put(block.address(), ended);
    }

    /// By the innermost frame alone, which is all that random sessions need.
    private String side(int caller) {
        List<String> frames = stacks.frames(caller);
        if (frames.isEmpty()) {
            return "";
        }
        String innermost = frames.getFirst();
        if (innermost.contains("/libjvm.so+")) {
            return "jvm";
        }
        return innermost.contains("+") ? "foreign" : "java";
    }

    void end() {
        for (PlainPassport passport : all.values()) {
            if (passport.endedNs < 0) {
                passport.remains(session.definitions().ended);
            }
        }
    }
}
