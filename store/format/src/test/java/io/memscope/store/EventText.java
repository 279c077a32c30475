package io.memscope.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Events as the golden files spell them: `ALLOCATED variant=0 time=1010 address=0x7f0010 size=64
/// stack=3`. The fields are those of `records.def`, and those that a passport's step has besides;
/// `time` is the absolute stamp.
final class EventText {
    private EventText() {}

    static String of(MemoryEvent event) {
        return of(event, 0);
    }

    /// @param lengthBytes of the fields, of kinds that carry it
    static String of(MemoryEvent event, int lengthBytes) {
        StringBuilder text = new StringBuilder(event.kind().name());
        text.append(" variant=").append(event.variant());
        for (String field : fields(event)) {
            long value = field.equals("length") ? lengthBytes : value(event, field);
            boolean address = field.endsWith("address");
            text.append(' ').append(field).append('=');
            text.append(address ? "0x" + Long.toHexString(value) : Long.toUnsignedString(value));
        }
        return text.toString();
    }

    static MemoryEvent parse(String line) {
        String[] words = line.split(" ");
        Map<String, Long> f = new TreeMap<>();
        for (String word : List.of(words).subList(1, words.length)) {
            String[] pair = word.split("=");
            boolean hex = pair[1].startsWith("0x");
            f.put(
                    pair[0],
                    hex
                            ? Long.parseUnsignedLong(pair[1].substring(2), 16)
                            : Long.parseUnsignedLong(pair[1]));
        }
        int variant = f.get("variant").intValue();
        long time = f.get("time");
        int stack = f.getOrDefault("stack", f.getOrDefault("caller", 0L)).intValue();
        return switch (EventKind.valueOf(words[0])) {
            case ALLOCATED ->
                    new MemoryEvent.Allocated(
                            variant, time, f.get("address"), f.get("size"), stack);
            case FREED -> new MemoryEvent.Freed(variant, time, f.get("address"), stack);
            case REALLOCATED ->
                    new MemoryEvent.Reallocated(
                            variant,
                            time,
                            f.get("duration"),
                            f.get("old_address"),
                            f.get("address"),
                            f.get("size"),
                            stack);
            case MAPPED ->
                    new MemoryEvent.Mapped(
                            variant,
                            time,
                            f.get("duration"),
                            f.get("address"),
                            f.get("size"),
                            f.get("protection"),
                            f.get("flags"),
                            stack);
            case UNMAPPED ->
                    new MemoryEvent.Unmapped(
                            variant,
                            time,
                            f.get("duration"),
                            f.get("address"),
                            f.get("size"),
                            stack);
            case REMAPPED ->
                    new MemoryEvent.Remapped(
                            variant,
                            time,
                            f.get("duration"),
                            f.get("old_address"),
                            f.get("old_size"),
                            f.get("address"),
                            f.get("size"),
                            stack);
            case BREAK_MOVED ->
                    new MemoryEvent.BreakMoved(
                            variant,
                            time,
                            f.get("duration"),
                            f.get("old_address"),
                            f.get("address"),
                            stack);
            case LEASED -> new MemoryEvent.Leased(variant, time, f.get("thread").intValue());
            case GAP -> new MemoryEvent.Gap(variant, time, f.get("count"), f.get("reason"));
            case TASK_SWITCHED ->
                    new MemoryEvent.TaskSwitched(variant, time, f.get("task").intValue());
            case SAMPLED ->
                    new MemoryEvent.Sampled(
                            variant, time, f.get("address"), f.get("size"), stack, f.get("weight"));
            case PAUSED -> new MemoryEvent.Paused(variant, time, f.get("duration"), f.get("kind"));
            case PASSPORT -> passport(variant, time, stack, f);
            case HOLDER ->
                    new MemoryEvent.HolderStepped(
                            variant,
                            time,
                            f.get("holder"),
                            f.get("step"),
                            stack,
                            f.get("label").intValue(),
                            f.get("source"));
            case TASK_ENDED ->
                    new MemoryEvent.TaskEnded(
                            variant, time, f.get("task").intValue(), f.get("outcome"));
            case USABLE -> new MemoryEvent.Usable(variant, time, f.get("address"), f.get("usable"));
            case MARKED -> new MemoryEvent.Marked(variant, time, f.get("label").intValue());
            case SCAN ->
                    new MemoryEvent.Scanned(variant, time, f.get("scan"), f.get("step"), values(f));
            case SCAN_REGION ->
                    new MemoryEvent.RegionScanned(
                            variant,
                            time,
                            f.get("scan"),
                            f.get("kind"),
                            f.get("start"),
                            f.get("size"));
            case POINTERS -> new MemoryEvent.PointersFound(variant, time, f.get("scan"), values(f));
            case MEASURED -> new MemoryEvent.Measured(variant, time, f.get("sample"), values(f));
            case MEASURED_PART ->
                    new MemoryEvent.PartMeasured(
                            variant,
                            time,
                            f.get("sample"),
                            f.get("kind"),
                            f.get("label").intValue(),
                            values(f));
        };
    }

    /// `value0`, `value1` and so on: as many as there are.
    private static List<Long> values(Map<String, Long> f) {
        List<Long> values = new ArrayList<>();
        for (Long value = f.get("value0"); value != null; value = f.get("value" + values.size())) {
            values.add(value);
        }
        return values;
    }

    private static MemoryEvent passport(int variant, long time, int stack, Map<String, Long> f) {
        long passport = f.get("passport");
        int label = f.get("label").intValue();
        PassportStep step = Objects.requireNonNull(PassportStep.of(f.get("step")));
        return switch (step) {
            case ISSUED ->
                    new MemoryEvent.PassportIssued(
                            variant,
                            time,
                            passport,
                            stack,
                            label,
                            f.get("address"),
                            f.get("size"),
                            f.get("type").intValue(),
                            f.get("variable").intValue(),
                            f.get("source"),
                            f.get("holder"),
                            f.get("state"));
            case SLICED ->
                    new MemoryEvent.PassportSliced(
                            variant, time, passport, stack, label, f.get("address"), f.get("size"));
            default ->
                    new MemoryEvent.PassportStepped(
                            variant,
                            time,
                            passport,
                            step,
                            stack,
                            label,
                            f.getOrDefault(step.detail(), 0L));
        };
    }

    /// Those of the kind, and of the step of a passport.
    private static List<String> fields(MemoryEvent event) {
        String more =
                switch (event) {
                    case MemoryEvent.PassportIssued _ -> PassportStep.ISSUED.detail();
                    case MemoryEvent.PassportSliced _ -> PassportStep.SLICED.detail();
                    case MemoryEvent.PassportStepped e -> e.step().detail();
                    default -> "";
                };
        List<String> fields = new ArrayList<>(event.kind().fields());
        int values =
                switch (event) {
                    case MemoryEvent.Measured e -> e.values().size();
                    case MemoryEvent.PartMeasured e -> e.values().size();
                    case MemoryEvent.Scanned e -> e.values().size();
                    case MemoryEvent.PointersFound e -> e.values().size();
                    default -> 0;
                };
        for (int i = 0; i < values; i++) {
            fields.add("value" + i);
        }
        if (!more.isEmpty()) {
            fields.addAll(List.of(more.split(" ")));
        }
        return fields;
    }

    private static long value(MemoryEvent event, String field) {
        List<Long> values = new ArrayList<>();
        switch (event) {
            case MemoryEvent.Allocated e ->
                    values.addAll(List.of(e.ticks(), e.address(), e.sizeBytes(), (long) e.stack()));
            case MemoryEvent.Freed e ->
                    values.addAll(List.of(e.ticks(), e.address(), (long) e.caller()));
            case MemoryEvent.Reallocated e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.durationTicks(),
                                    e.oldAddress(),
                                    e.address(),
                                    e.sizeBytes(),
                                    (long) e.stack()));
            case MemoryEvent.Mapped e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.durationTicks(),
                                    e.address(),
                                    e.sizeBytes(),
                                    e.protection(),
                                    e.flags(),
                                    (long) e.stack()));
            case MemoryEvent.Unmapped e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.durationTicks(),
                                    e.address(),
                                    e.sizeBytes(),
                                    (long) e.caller()));
            case MemoryEvent.Remapped e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.durationTicks(),
                                    e.oldAddress(),
                                    e.oldSizeBytes(),
                                    e.address(),
                                    e.sizeBytes(),
                                    (long) e.stack()));
            case MemoryEvent.BreakMoved e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.durationTicks(),
                                    e.oldAddress(),
                                    e.address(),
                                    (long) e.stack()));
            case MemoryEvent.Paused e ->
                    values.addAll(List.of(0L, e.ticks(), e.durationTicks(), e.pause()));
            case MemoryEvent.PassportIssued e ->
                    values.addAll(
                            List.of(
                                    0L,
                                    e.ticks(),
                                    e.passport(),
                                    (long) PassportStep.ISSUED.number(),
                                    (long) e.stack(),
                                    (long) e.label(),
                                    e.address(),
                                    e.sizeBytes(),
                                    (long) e.type(),
                                    (long) e.variable(),
                                    e.source(),
                                    e.holder(),
                                    e.state()));
            case MemoryEvent.PassportSliced e ->
                    values.addAll(
                            List.of(
                                    0L,
                                    e.ticks(),
                                    e.passport(),
                                    (long) PassportStep.SLICED.number(),
                                    (long) e.stack(),
                                    (long) e.label(),
                                    e.address(),
                                    e.sizeBytes()));
            case MemoryEvent.PassportStepped e ->
                    values.addAll(
                            List.of(
                                    0L,
                                    e.ticks(),
                                    e.passport(),
                                    (long) e.step().number(),
                                    (long) e.stack(),
                                    (long) e.label(),
                                    e.detail()));
            case MemoryEvent.HolderStepped e ->
                    values.addAll(
                            List.of(
                                    0L,
                                    e.ticks(),
                                    e.holder(),
                                    e.step(),
                                    (long) e.stack(),
                                    (long) e.label(),
                                    e.source()));
            case MemoryEvent.TaskEnded e ->
                    values.addAll(List.of(0L, e.ticks(), (long) e.task(), e.outcome()));
            case MemoryEvent.Scanned e -> {
                values.addAll(List.of(0L, e.ticks(), e.scan(), e.step()));
                values.addAll(e.values());
            }
            case MemoryEvent.RegionScanned e ->
                    values.addAll(
                            List.of(0L, e.ticks(), e.scan(), e.region(), e.start(), e.sizeBytes()));
            case MemoryEvent.PointersFound e -> {
                values.addAll(List.of(0L, e.ticks(), e.scan()));
                values.addAll(e.values());
            }
            case MemoryEvent.Measured e -> {
                values.addAll(List.of(0L, e.ticks(), e.sample()));
                values.addAll(e.values());
            }
            case MemoryEvent.PartMeasured e -> {
                values.addAll(List.of(0L, e.ticks(), e.sample(), e.part(), (long) e.label()));
                values.addAll(e.values());
            }
            case MemoryEvent.Usable e ->
                    values.addAll(List.of(0L, e.ticks(), e.address(), e.usableBytes()));
            case MemoryEvent.Marked e -> values.addAll(List.of(0L, e.ticks(), (long) e.label()));
            case MemoryEvent.Leased e -> values.addAll(List.of(e.ticks(), (long) e.thread()));
            case MemoryEvent.Gap e -> values.addAll(List.of(e.ticks(), e.count(), e.reason()));
            case MemoryEvent.TaskSwitched e -> values.addAll(List.of(e.ticks(), (long) e.task()));
            case MemoryEvent.Sampled e ->
                    values.addAll(
                            List.of(
                                    e.ticks(),
                                    e.address(),
                                    e.sizeBytes(),
                                    (long) e.stack(),
                                    e.weightThousandths()));
        }
        return values.get(fields(event).indexOf(field));
    }
}
