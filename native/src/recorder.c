#include "recorder.h"

#include <stdatomic.h>
#include <stddef.h>

#include "clock.h"
#include "lane.h"
#include "thread.h"

/* Room for a record, behind what has been missed. False: there is no space. */
static inline bool make_room(struct ms_lane *lane) {
    if (__builtin_expect(lane->limit == NULL || lane->cursor > lane->limit, 0) &&
        !ms_lane_refill(lane)) {
        return false;
    }
    if (__builtin_expect(lane->missed != 0, 0)) {
        ms_lane_write_gap(lane);
        return lane->cursor <= lane->limit || ms_lane_refill(lane);
    }
    return true;
}

/* NULL: there is no space, and the call has been counted. While `busy` is set a signal
 * handler's calls are counted, not recorded. */
static inline struct ms_lane *begin(ms_frame hook) {
    struct ms_lane *lane = ms_self.lane;
    ms_self.busy = (uintptr_t)hook;
    atomic_signal_fence(memory_order_seq_cst);
    if (__builtin_expect(!make_room(lane), 0)) {
        ms_process_count(MS_MISSED_NO_SPACE, 1);
        lane->missed++; /* for the GAP, should there be space again */
        lane->missed_reason = MS_GAP_NO_SPACE;
        ms_self.busy = 0;
        return NULL;
    }
    return lane;
}

static inline void end(struct ms_lane *lane, uint8_t *to, uint64_t ticks) {
    ms_lane_advance(lane, to, ticks);
    atomic_signal_fence(memory_order_seq_cst);
    ms_self.busy = 0;
}

void ms_recorder_prepare(ms_frame hook) {
    ms_self.busy = (uintptr_t)hook;
    atomic_signal_fence(memory_order_seq_cst);
    make_room(ms_self.lane); /* where there is none, the call is counted when it has succeeded */
    atomic_signal_fence(memory_order_seq_cst);
    ms_self.busy = 0;
}

uint64_t ms_recorder_release(ms_frame hook, uint64_t address) {
    ms_recorder_prepare(hook);
    return ms_lane_release(ms_self.lane, address);
}

void ms_record_allocated(ms_frame hook, enum ms_function function, uint64_t address,
                         uint64_t size_bytes) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint32_t stack = ms_stack_here(hook);
    uint64_t ticks = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_ALLOCATED, function);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &ticks));
    to = ms_put_address(to, address, lane->address);
    to = ms_put_varint(to, size_bytes);
    to = ms_put_varint(to, stack);
    lane->address = address;
    *ms_lane_recent(lane, address) = address;
    end(lane, to, ticks);
}

static inline void write_freed(ms_frame hook, enum ms_free_function function, uint64_t address,
                               const uint64_t *stamp) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint32_t caller = ms_stack_caller(hook);
    uint64_t ticks = stamp != NULL ? *stamp : ms_lane_release(lane, address);
    uint8_t *to = ms_put_kind(lane->cursor, MS_FREED, function);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &ticks));
    to = ms_put_address(to, address, lane->address);
    to = ms_put_varint(to, caller);
    lane->address = address;
    end(lane, to, ticks);
}

void ms_record_freed(ms_frame hook, enum ms_free_function function, uint64_t address) {
    write_freed(hook, function, address, NULL);
}

void ms_record_freed_at(ms_frame hook, enum ms_free_function function, uint64_t address,
                        uint64_t ticks) {
    write_freed(hook, function, address, &ticks);
}

void ms_record_exchange(ms_frame hook, const struct ms_exchange *exchange) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint32_t stack = exchange->caller_only ? ms_stack_caller(hook) : ms_stack_here(hook);
    uint64_t start = exchange->start_ticks;
    uint64_t ticks = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, exchange->event, exchange->variant);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &start));
    to = ms_put_varint(to, ticks > start ? ticks - start : 0);
    for (unsigned i = 0; i < exchange->count; i++) {
        uint64_t value = exchange->fields[i].value;
        if (exchange->fields[i].is_address) {
            to = ms_put_address(to, value, lane->address);
            lane->address = value;
        } else {
            to = ms_put_varint(to, value);
        }
    }
    to = ms_put_varint(to, stack);
    end(lane, to, ticks > start ? ticks : start);
}

void ms_record_paused(ms_frame hook, uint64_t start_ticks, enum ms_pause kind) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint64_t ticks = ms_clock_ticks();
    uint8_t fields[30];
    uint8_t *end_of_fields = ms_put_varint(fields, ms_lane_elapsed(lane, &ticks));
    end_of_fields = ms_put_varint(end_of_fields, ticks > start_ticks ? ticks - start_ticks : 0);
    end_of_fields = ms_put_varint(end_of_fields, kind);
    uint8_t *to = ms_put_kind(lane->cursor, MS_PAUSED, 0);
    to = ms_put_varint(to, (uint64_t)(end_of_fields - fields));
    for (const uint8_t *from = fields; from < end_of_fields; from++) {
        *to++ = *from;
    }
    end(lane, to, ticks);
}
