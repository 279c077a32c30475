package io.memscope.export.report;

import io.memscope.owner.SiteOwner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was never freed, by owner; over all sites, listed or not.
public final class LeakTotals {
    /// One owner's part.
    ///
    /// @param owner null where the stack is unknown
    public record Part(@Nullable SiteOwner owner, long sites, long blocks, long bytes) {
        private Part plus(LeakSite leak, boolean another) {
            return new Part(
                    owner, sites + (another ? 1 : 0), blocks + leak.blocks(), bytes + leak.bytes());
        }
    }

    private final Map<SiteOwner, Part> byOwner = new EnumMap<>(SiteOwner.class);
    private Part unknown = new Part(null, 0, 0, 0);

    /// Adds up.
    public static LeakTotals of(ReportSource source) {
        LeakTotals totals = new LeakTotals();
        Set<Integer> stacks = new HashSet<>();
        for (LeakSite leak : source.survey().leaks()) {
            totals.add(source.owner(leak), leak, stacks.add(leak.stack()));
        }
        return totals;
    }

    /// @param another whether its site has not been counted: one may have several definitions
    private void add(@Nullable SiteOwner owner, LeakSite leak, boolean another) {
        if (owner == null) {
            unknown = unknown.plus(leak, another);
        } else {
            byOwner.put(owner, of(owner).plus(leak, another));
        }
    }

    /// One owner's part; zeros when it has none.
    public Part of(SiteOwner owner) {
        return byOwner.getOrDefault(owner, new Part(owner, 0, 0, 0));
    }

    /// What nobody can be named for.
    public Part unknown() {
        return unknown;
    }

    /// Those who have something, in the order of the owners, the unknown last.
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(byOwner.values());
        if (unknown.sites() > 0) {
            parts.add(unknown);
        }
        return parts;
    }

    /// What is for the user's code to give back, and what may be.
    public Part users() {
        return sum(SiteOwner::isUsers);
    }

    /// What the loader, the C library and the recorder keep for themselves.
    public Part runtime() {
        return sum(owner -> !SiteOwner.isUsers(owner) && owner != SiteOwner.JVM);
    }

    private Part sum(Predicate<@Nullable SiteOwner> belongs) {
        long sites = 0;
        long blocks = 0;
        long bytes = 0;
        for (Part part : parts()) {
            if (belongs.test(part.owner())) {
                sites += part.sites();
                blocks += part.blocks();
                bytes += part.bytes();
            }
        }
        return new Part(null, sites, blocks, bytes);
    }
}
