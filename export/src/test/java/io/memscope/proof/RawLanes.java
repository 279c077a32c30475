package io.memscope.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The events of each lane, in its order.
final class RawLanes {
    private static final int FIRST_WITH_LENGTH = 16;

    private final RecordList records = RecordList.shared();
    private final TreeMap<Integer, List<RawEvent>> lanes = new TreeMap<>();
    private int thread;
    private int task;
    private long stamp;
    private long address;

    static Map<Integer, List<RawEvent>> of(List<RawChunk> chunks) {
        RawLanes lanes = new RawLanes();
        chunks.stream()
                .filter(chunk -> !chunk.definitions())
                .sorted(Comparator.comparingInt(RawChunk::lane).thenComparing(RawChunk::sequence))
                .forEach(lanes::read);
        return lanes.lanes;
    }

    private void read(RawChunk chunk) {
        List<RawEvent> lane = lanes.computeIfAbsent(chunk.lane(), _ -> new ArrayList<>());
        thread = chunk.thread();
        task = chunk.task();
        stamp = chunk.ticks();
        address = 0;
        Bytes bytes = chunk.records();
        while (bytes.more()) {
            int head = bytes.u8();
            int number = head & 0x1f;
            RecordList.Layout layout = records.events().get(number);
            if (layout == null) {
                throw new IllegalStateException("no event has the number " + number);
            }
            RawEvent event =
                    number < FIRST_WITH_LENGTH
                            ? plain(layout, head >> 5, chunk.lane(), bytes)
                            : withLength(layout, head >> 5, chunk.lane(), bytes);
            lane.add(event);
        }
    }

    private RawEvent plain(RecordList.Layout layout, int variant, int lane, Bytes bytes) {
        long[] values = new long[layout.fields().size()];
        long ticks = stamp;
        for (int i = 0; i < values.length; i++) {
            switch (layout.fields().get(i)) {
                case "time" -> {
                    stamp += bytes.varint();
                    ticks = stamp;
                    values[i] = ticks;
                }
                case "duration" -> {
                    values[i] = bytes.varint();
                    stamp += values[i];
                }
                case "address", "old_address" -> {
                    address += bytes.addressStep();
                    values[i] = address;
                }
                default -> values[i] = bytes.varint();
            }
        }
        return event(layout, variant, lane, ticks, values);
    }

    private RawEvent withLength(RecordList.Layout layout, int variant, int lane, Bytes bytes) {
        int length = (int) bytes.varint();
        Bytes fields = bytes.next(length);
        List<Long> values = new ArrayList<>(List.of((long) length));
        stamp += fields.varint();
        values.add(stamp);
        while (fields.more()) {
            values.add(fields.varint());
        }
        long[] all = values.stream().mapToLong(Long::longValue).toArray();
        return event(layout, variant, lane, stamp, all);
    }

    private RawEvent event(
            RecordList.Layout layout, int variant, int lane, long ticks, long[] values) {
        RawEvent event = new RawEvent(layout, variant, lane, thread, task, ticks, stamp, values);
        if (event.is("LEASED")) {
            thread = event.id("thread");
        } else if (event.is("TASK_SWITCHED")) {
            task = event.id("task");
        }
        return event;
    }
}
