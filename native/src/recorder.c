#define _GNU_SOURCE
#include "recorder.h"

#include <stdatomic.h>
#include <stddef.h>

#include "clock.h"
#include "config.h"
#include "lane.h"
#include "passport_filter.h"
#include "real.h"
#include "sampler.h"
#include "thread.h"

MS_SELDOM static bool refill(struct ms_lane *lane) {
    bool has_room = ms_lane_refill(lane);
    ms_sampler_chunk_opened();
    return has_room;
}

/* Room for a record, behind what has been missed and the task that it is in. False: there is no
 * space. */
static inline bool make_room(struct ms_lane *lane) {
    if (__builtin_expect(lane->limit == NULL || lane->cursor > lane->limit, 0) && !refill(lane)) {
        return false;
    }
    return __builtin_expect(lane->attention == 0, 1) || ms_lane_attend(lane);
}

/* NULL: there is no space, and the call has been counted. While `busy` is set a signal
 * handler's calls are counted, not recorded. */
static inline struct ms_lane *begin(ms_frame hook) {
    struct ms_lane *lane = ms_self.lane;
    ms_self.busy = (uintptr_t)hook;
    atomic_signal_fence(memory_order_seq_cst);
    if (__builtin_expect(!make_room(lane), 0)) {
        if (!atomic_load_explicit(&ms_process->was_told_to_stop, memory_order_relaxed)) {
            ms_process_count(MS_MISSED_NO_SPACE, 1);
            lane->missed++; /* for the GAP, should there be space again */
            lane->missed_reason = MS_GAP_NO_SPACE;
        }
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

/* How much room is in the block that the record before `to` hands out: at the same time, and in the
 * room of the same record. */
static inline uint8_t *put_usable(uint8_t *to, uint64_t address) {
    if (__builtin_expect(!ms_config.usable, 1) || ms_real_usable == NULL) {
        return to;
    }
    uint8_t *length = ms_put_kind(to, MS_USABLE, 0);
    to = ms_put_varint(length + 1, 0);
    to = ms_put_varint(to, address);
    to = ms_put_varint(to, ms_real_usable((void *)address));
    *length = (uint8_t)(to - length - 1);
    return to;
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
    to = put_usable(to, address);
    lane->address = address;
    *ms_lane_recent(lane, address) = address;
    lane->block = address;
    lane->block_bytes = size_bytes;
    end(lane, to, ticks);
}

/* Of a block that may have a passport. */
__attribute__((noinline)) static uint32_t whole_stack(ms_frame hook) {
    return ms_stack_here(hook);
}

static inline void write_freed(ms_frame hook, enum ms_free_function function, uint64_t address,
                               bool may_have_passport, const uint64_t *stamp) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint32_t caller =
        __builtin_expect(may_have_passport, 0) ? whole_stack(hook) : ms_stack_caller(hook);
    uint64_t ticks = stamp != NULL ? *stamp : ms_lane_release(lane, address);
    uint8_t *to = ms_put_kind(lane->cursor, MS_FREED, function);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &ticks));
    to = ms_put_address(to, address, lane->address);
    to = ms_put_varint(to, caller);
    lane->address = address;
    end(lane, to, ticks);
}

void ms_record_freed(ms_frame hook, enum ms_free_function function, uint64_t address) {
    write_freed(hook, function, address, ms_passport_filter_take_block(address), NULL);
}

void ms_record_freed_at(ms_frame hook, enum ms_free_function function, uint64_t address,
                        bool may_have_passport, uint64_t ticks) {
    write_freed(hook, function, address, may_have_passport, &ticks);
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
    if (exchange->event == MS_REALLOCATED) {
        to = put_usable(to, exchange->fields[1].value);
        lane->block = exchange->fields[1].value;
        lane->block_bytes = exchange->fields[2].value;
    }
    end(lane, to, ticks > start ? ticks : start);
}

/* Such an event is short, so its length takes one byte. */
static void write_with_length(struct ms_lane *lane, enum ms_event event, uint64_t ticks,
                              const uint64_t *fields, unsigned count) {
    uint8_t *length = ms_put_kind(lane->cursor, event, 0);
    uint8_t *to = ms_put_varint(length + 1, ms_lane_elapsed(lane, &ticks));
    for (unsigned i = 0; i < count; i++) {
        to = ms_put_varint(to, fields[i]);
    }
    *length = (uint8_t)(to - length - 1);
    end(lane, to, ticks);
}

void ms_record_paused(ms_frame hook, uint64_t start_ticks, enum ms_pause kind) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    uint64_t ticks = ms_clock_ticks();
    uint64_t fields[] = {ticks > start_ticks ? ticks - start_ticks : 0, kind};
    write_with_length(lane, MS_PAUSED, ticks, fields, 2);
}

void ms_record_told(ms_frame hook, struct ms_telling *told) {
    struct ms_lane *lane = begin(hook);
    if (lane == NULL) {
        return;
    }
    if (told->stack_field != MS_NO_STACK) {
        told->fields[told->stack_field] = ms_stack_here(hook);
    }
    write_with_length(lane, told->event, ms_clock_ticks(), told->fields, told->count);
}

void ms_record_task(ms_frame hook) {
    if (begin(hook) != NULL) { /* which has written the switch, if it is one */
        atomic_signal_fence(memory_order_seq_cst);
        ms_self.busy = 0;
    }
}
