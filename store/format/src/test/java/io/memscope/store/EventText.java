package io.memscope.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Events as the golden files spell them: `ALLOCATED variant=0 time=1010 address=0x7f0010 size=64
/// stack=3`. The fields are those of `records.def`, `time` is the absolute stamp.
final class EventText {
    private EventText() {}

    static String of(MemoryEvent event) {
        return of(event, 0);
    }

    /// @param lengthBytes of the fields, of kinds that carry it
    static String of(MemoryEvent event, int lengthBytes) {
        StringBuilder text = new StringBuilder(event.kind().name());
        text.append(" variant=").append(event.variant());
        for (String field : event.kind().fields()) {
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
            case PASSPORT, MARKED -> throw new IllegalArgumentException(line);
        };
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
        return values.get(event.kind().fields().indexOf(field));
    }
}
