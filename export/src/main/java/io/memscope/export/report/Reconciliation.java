package io.memscope.export.report;

import io.memscope.owner.SiteOwner;
import io.memscope.replay.Model;
import io.memscope.replay.ResidentRange;
import io.memscope.replay.SampledMemory;
import io.memscope.store.Metric;
import io.memscope.store.Module;
import io.memscope.store.RangeUse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the resident set of a process consisted of when a sample was taken. Each resident byte is
/// in one line at most; what is in none is unattributed.
public final class Reconciliation {
    static final String CODE = "Code";
    static final String CLASS_ARCHIVE = "Shared class space";
    private static final String ARCHIVE_ENDING = ".jsa";
    private static final String BREAK = "[heap]";
    private static final String NAMED_ANONYMOUS = "[anon";

    private final SampledMemory memory;
    private final long residentBytes;
    private final List<ResidentLine> lines = new ArrayList<>();
    private final SiteOwners owners;
    private final NavigableMap<Long, Module> modules = new TreeMap<>();

    private final Map<String, Long> jvm = new TreeMap<>();
    private final Map<String, Long> mappings = new TreeMap<>();
    private long allocatorBytes;
    private long trackedBytes;

    private Reconciliation(SampledMemory memory, Model model, SiteOwners owners) {
        this.memory = memory;
        this.residentBytes = measured(Metric.RESIDENT_BYTES);
        this.owners = owners;
        for (Module module : model.definitions().modules()) {
            modules.put(module.start(), module);
        }
    }

    /// Adds up the lines of a sample.
    static Reconciliation of(SampledMemory memory, ReportSource source) {
        Reconciliation all = new Reconciliation(memory, source.model(), source.owners());
        all.addUp();
        return all;
    }

    /// The sample it is of.
    public SampledMemory memory() {
        return memory;
    }

    /// What the kernel counts as resident.
    public long residentBytes() {
        return residentBytes;
    }

    /// In a fixed order, all of them.
    public List<ResidentLine> lines() {
        return lines;
    }

    /// A line's bytes.
    public long bytes(ResidentLine.Kind kind) {
        return lines.stream()
                .filter(line -> line.kind() == kind)
                .mapToLong(ResidentLine::residentBytes)
                .sum();
    }

    /// The resident set without the lines: negative when pages came or went while the sample was
    /// taken.
    public long unattributedBytes() {
        return residentBytes - lines.stream().mapToLong(ResidentLine::residentBytes).sum();
    }

    /// Live bytes as requested, resident or not, by whose they are; null: not known.
    Map<SiteOwner, Long> liveBytesByOwner() {
        Map<SiteOwner, Long> bytes = new EnumMap<>(SiteOwner.class);
        for (SampledMemory.OfStack site : memory.liveBytes()) {
            SiteOwner owner = owners.of(site.stack());
            if (owner != null) {
                bytes.merge(owner, site.bytes(), Long::sum);
            }
        }
        return bytes;
    }

    /// All live bytes as requested, resident or not.
    long liveBytes() {
        return memory.liveBytes().stream().mapToLong(SampledMemory.OfStack::bytes).sum();
    }

    /// A part of the virtual machine's line; null: there is none.
    @Nullable Long jvmPart(String name) {
        return jvm.get(name);
    }

    private void addUp() {
        long archive = 0;
        for (ResidentRange range : memory.ranges()) {
            if (range.use() == RangeUse.ARENA || range.name().equals(BREAK)) {
                trackedBytes += Math.min(range.liveBytes(), range.residentBytes());
            } else if (range.use() == RangeUse.UNKNOWN && range.name().endsWith(ARCHIVE_ENDING)) {
                archive += range.residentBytes();
            } else if (isAnonymous(range)) {
                divide(range);
            }
        }
        allocatorBytes +=
                measured(Metric.RESIDENT_BREAK_BYTES) + measured(Metric.RESIDENT_ARENAS_BYTES);
        add(jvm, CODE, measured(Metric.RESIDENT_CODE_CACHE_BYTES));
        add(jvm, CLASS_ARCHIVE, archive);
        add(mappings, "objects", measured(Metric.RESIDENT_OBJECTS_BYTES));
        add(mappings, "files", Math.max(0, measured(Metric.RESIDENT_FILES_BYTES) - archive));
        add(mappings, "shared memory", measured(Metric.RESIDENT_SHARED_MAPPINGS_BYTES));
        add(mappings, "kernel", measured(Metric.RESIDENT_KERNEL_BYTES));
        for (ResidentLine.Kind kind : ResidentLine.Kind.values()) {
            lines.add(line(kind));
        }
    }

    private ResidentLine line(ResidentLine.Kind kind) {
        return switch (kind) {
            case JAVA_HEAP -> whole(kind, measured(Metric.RESIDENT_JAVA_HEAP_BYTES));
            case JVM -> ResidentLine.of(kind, jvm);
            case THREAD_STACKS -> whole(kind, measured(Metric.RESIDENT_STACKS_BYTES));
            case TRACKED_LIVE -> whole(kind, trackedBytes);
            case ALLOCATOR_SLACK -> whole(kind, Math.max(0, allocatorBytes - trackedBytes));
            case MAPPINGS -> ResidentLine.of(kind, mappings);
            case QUEUE -> whole(kind, measured(Metric.RESIDENT_QUEUE_BYTES));
            case SHIM -> whole(kind, measured(Metric.RESIDENT_SHIM_BYTES));
        };
    }

    private static ResidentLine whole(ResidentLine.Kind kind, long bytes) {
        return new ResidentLine(kind, bytes, List.of());
    }

    private static boolean isAnonymous(ResidentRange range) {
        return range.use() == RangeUse.UNKNOWN
                && (range.name().isEmpty() || range.name().startsWith(NAMED_ANONYMOUS));
    }

    /// The kernel joins neighbours that are alike into one range, whoever mapped them. Live blocks
    /// beside what calls were seen to map are taken to be in memory first: who asks for a block
    /// mostly uses it, while the virtual machine maps ahead. Without any, each part is resident in
    /// the same share as the whole; what no call has mapped is an object's zeroed data, or
    /// nobody's.
    private void divide(ResidentRange range) {
        long mapped = range.mappedBytes();
        long unmapped = range.sizeBytes() - mapped;
        boolean isOfObject = isOfObject(range.start());
        long blocks = isOfObject ? 0 : Math.min(range.liveBytes(), unmapped);
        if (blocks > 0) {
            long touched = Math.min(blocks, range.residentBytes());
            long left = range.residentBytes() - touched;
            trackedBytes += touched;
            allocatorBytes += touched + Math.max(0, left - mapped);
            share(range, Math.min(left, mapped));
        } else {
            double share = (double) mapped / range.sizeBytes();
            long resident = Math.round(range.residentBytes() * share);
            share(range, resident);
            add(mappings, "objects", isOfObject ? range.residentBytes() - resident : 0);
        }
    }

    /// What is resident of all calls' parts of a range.
    private void share(ResidentRange range, long residentBytes) {
        long left = residentBytes;
        for (ResidentRange.Mapped mapped : range.mapped()) {
            double share = (double) mapped.bytes() / range.mappedBytes();
            long resident = Math.min(left, Math.round(residentBytes * share));
            left -= resident;
            mapped(mapped.stack(), resident);
        }
    }

    private void mapped(int stack, long residentBytes) {
        SiteOwner owner = owners.of(stack);
        if (owner == SiteOwner.JVM || owner == SiteOwner.JVM_FOR_JAVA) {
            JvmKind kind = owners.kind(stack);
            add(jvm, (kind == null ? JvmKind.OTHER : kind).label(), residentBytes);
        } else {
            String whose = owner == null ? "unknown" : owner.label();
            add(mappings, "mapped by " + whose, residentBytes);
        }
    }

    private boolean isOfObject(long address) {
        Map.Entry<Long, Module> below = modules.floorEntry(address);
        return below != null && address < below.getValue().end();
    }

    private static void add(Map<String, Long> parts, String name, long bytes) {
        parts.merge(name, bytes, Long::sum);
    }

    private long measured(Metric metric) {
        return memory.sample().value(metric, 0);
    }
}
