#include "lane.h"

#include "clock.h"
#include "known_range.h"
#include "scratch.h"

/* Room kept at the end of a chunk for the GAP that says that recording stopped. */
#define MS_LANE_RESERVE 32

struct ms_lanes {
    struct ms_lane *all;
    struct ms_lane *free;
    uint32_t count;
};

bool ms_lanes_start(void) {
    ms_process->lanes = ms_process_alloc(sizeof(struct ms_lanes));
    return ms_process->lanes != NULL;
}

static bool has_room(const struct ms_lane *lane) {
    return lane->limit != NULL && lane->cursor <= lane->limit;
}

static uint64_t record_bytes(const struct ms_lane *lane) {
    const struct ms_chunk_header *header = lane->chunk.header;
    return header == NULL
               ? 0
               : atomic_load_explicit(&header->watermark, memory_order_relaxed) - sizeof *header;
}

static void write_leased(struct ms_lane *lane) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_LEASED, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, lane->thread);
    ms_lane_advance(lane, to, now);
}

static void seal(struct ms_lane *lane) {
    lane->sealed_bytes += record_bytes(lane);
    ms_chunk_seal(&lane->chunk);
    lane->limit = NULL;
}

void ms_lane_set_thread(struct ms_lane *lane, uint32_t thread) {
    lane->thread = thread;
    if (has_room(lane)) {
        write_leased(lane);
    } else if (lane->limit != NULL) {
        seal(lane); /* the next one says whose it is */
    }
}

struct ms_lane *ms_lane_lease(uint32_t thread, uintptr_t owner) {
    struct ms_lanes *all = ms_process->lanes;
    struct ms_lane *lane = all->free;
    if (lane != NULL) {
        all->free = lane->next_free;
    } else {
        lane = ms_process_alloc(sizeof *lane);
        if (lane == NULL) {
            return NULL;
        }
        lane->id = ++all->count;
        lane->next_bytes = MS_CHUNK_FIRST_BYTES;
        lane->next = all->all;
        all->all = lane;
    }
    lane->owner = owner;
    lane->own_task = 0;
    lane->block_bytes = 0;
    atomic_store_explicit(&lane->java_word, NULL, memory_order_relaxed);
    lane->is_thread_known = false;
    lane->is_virtual = false;
    /* The last one may have left it in a task. */
    lane->watches_tasks =
        lane->task != 0 || atomic_load_explicit(&ms_process->watches_tasks, memory_order_relaxed);
    if (lane->thread != thread) {
        ms_memo_forget(&lane->memo, lane->memo.epoch); /* of another stack */
        ms_lane_set_thread(lane, thread);
    }
    return lane;
}

void ms_lane_return(struct ms_lane *lane) {
    struct ms_lanes *all = ms_process->lanes;
    lane->owner = 0;
    lane->next_free = all->free;
    all->free = lane;
}

struct ms_lane *ms_lane_of(uintptr_t owner) {
    struct ms_lane *lane = ms_process->lanes->all;
    while (lane != NULL && lane->owner != owner) {
        lane = lane->next;
    }
    return lane;
}

/* Where recording stops, the lane says when. What it misses from then on is in the counters. */
static void write_end(struct ms_lane *lane) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_GAP, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, 0);
    bool was_told = atomic_load_explicit(&ms_process->was_told_to_stop, memory_order_relaxed);
    to = ms_put_varint(to, was_told ? MS_GAP_STOPPED : MS_GAP_NO_SPACE);
    ms_lane_advance(lane, to, now);
}

static bool open_next(struct ms_lane *lane) {
    struct ms_chunk next;
    struct ms_chunk_start start = {.kind = MS_CHUNK_EVENTS,
                                   .lane = lane->id,
                                   .sequence = lane->sequence,
                                   .thread = lane->thread,
                                   .task = lane->task,
                                   .wanted_bytes = lane->next_bytes};
    bool opened = ms_chunk_open(&next, &start);
    bool goes_on = !atomic_load_explicit(&ms_process->stopped, memory_order_relaxed);
    if (!opened && goes_on) {
        return false; /* the chunk stays, for the next attempt to go on from */
    }
    if (lane->limit != NULL) {
        if (!opened) {
            write_end(lane);
        }
        seal(lane);
    }
    if (!opened) {
        return false;
    }
    lane->chunk = next;
    lane->cursor = ms_chunk_records(&next);
    lane->limit = next.end - MS_EVENT_MAX - MS_LANE_RESERVE;
    lane->ticks = next.header->ticks;
    lane->address = 0;
    lane->sequence++;
    if (lane->next_bytes < MS_CHUNK_LARGEST_BYTES) {
        lane->next_bytes *= 2;
    }
    return true;
}

bool ms_lane_refill(struct ms_lane *lane) {
    if (ms_process_is_sealed()) {
        if (lane->limit != NULL) {
            write_end(lane);
            lane->limit = NULL; /* still mapped, for ever: unmapping is a system call, too */
        }
        return false;
    }
    if (ms_process_session() == 0) {
        /* A handler forked in the middle of a hook, and the child returned into it: the lane is
         * wiped, and what is still mapped is the parent's. */
        return false;
    }
    if (lane->limit == NULL && atomic_load_explicit(&ms_process->stopped, memory_order_relaxed)) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    bool opened = open_next(lane);
    ms_lock_release(&ms_process->lock, mask);
    return opened;
}

void ms_lane_abandon(struct ms_lane *lane) {
    ms_memo_forget(&lane->memo, lane->memo.epoch);
    if (lane->scratch != NULL) {
        ms_scratch_give_back(lane->scratch);
        lane->scratch = NULL;
    }
    if (ms_process_is_sealed()) {
        lane->limit = NULL;
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    if (lane->limit != NULL) {
        seal(lane);
    }
    ms_lock_release(&ms_process->lock, mask);
}

static void write_gap(struct ms_lane *lane) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_GAP, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, lane->missed);
    to = ms_put_varint(to, lane->missed_reason);
    lane->missed = 0;
    ms_lane_advance(lane, to, now);
}

static void write_switch(struct ms_lane *lane, uint32_t task) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_TASK_SWITCHED, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, task);
    lane->task = task;
    ms_lane_advance(lane, to, now);
}

bool ms_lane_attend(struct ms_lane *lane) {
    if (lane->missed != 0) {
        write_gap(lane);
        if (lane->cursor > lane->limit && !ms_lane_refill(lane)) {
            return false;
        }
    }
    if (lane->watches_tasks != 0) {
        uint32_t task = ms_lane_task(lane);
        if (task != lane->task) {
            write_switch(lane, task);
            return lane->cursor <= lane->limit || ms_lane_refill(lane);
        }
    }
    return true;
}

/* What the calling thread's task is kept under; 0: by its lane. A virtual thread whose number the
 * JVM does not show is known by its own id, if the JVM tells us of switches. */
static uint64_t thread_number(struct ms_lane *lane) {
    ms_task_word word = atomic_load_explicit(&lane->java_word, memory_order_relaxed);
    if (word != NULL) {
        return atomic_load_explicit(word, memory_order_relaxed);
    }
    return lane->is_virtual ? 1ULL << 63 | lane->thread : 0;
}

uint32_t ms_lane_task(struct ms_lane *lane) {
    uint64_t thread = thread_number(lane);
    return thread == 0 ? lane->own_task : ms_task_of(thread);
}

/* A Java thread may go on upon any other thread. */
static void watch_all(void) {
    if (atomic_load_explicit(&ms_process->watches_tasks, memory_order_relaxed) ||
        ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    atomic_store_explicit(&ms_process->watches_tasks, true, memory_order_relaxed);
    for (struct ms_lane *lane = ms_process->lanes->all; lane != NULL; lane = lane->next) {
        lane->watches_tasks = 1;
    }
    ms_lock_release(&ms_process->lock, mask);
}

bool ms_lane_enter_task(struct ms_lane *lane, uint32_t task) {
    uint64_t thread = thread_number(lane);
    if (thread == 0) {
        lane->own_task = task;
        lane->watches_tasks = 1;
        return true;
    }
    watch_all();
    lane->watches_tasks = 1;
    return (task == 0 || ms_task_table_start()) && ms_task_set(thread, task);
}

void ms_lane_forget_task(struct ms_lane *lane) {
    if (atomic_load_explicit(&ms_process->watches_tasks, memory_order_relaxed)) {
        uint64_t thread = thread_number(lane);
        if (thread != 0) {
            ms_task_set(thread, 0);
        }
    }
}

void ms_lane_set_word(struct ms_lane *lane, ms_task_word word) {
    atomic_store_explicit(&lane->java_word, word, memory_order_relaxed);
}

void ms_lanes_forget_words(void) {
    atomic_store_explicit(&ms_task_find_word, NULL, memory_order_relaxed);
    if (ms_process_session() == 0 || ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    for (struct ms_lane *lane = ms_process->lanes->all; lane != NULL; lane = lane->next) {
        atomic_store_explicit(&lane->java_word, NULL, memory_order_relaxed);
    }
    ms_lock_release(&ms_process->lock, mask);
}

/* Kind, length and time of such a record. */
#define MS_LONG_HEAD 24U

static bool has_room_for(const struct ms_lane *lane, size_t bytes) {
    return lane->limit != NULL &&
           bytes + MS_LANE_RESERVE <= (size_t)(lane->chunk.end - lane->cursor);
}

bool ms_lane_write_long(struct ms_lane *lane, enum ms_event event, uint64_t ticks,
                        const uint8_t *fields, size_t length) {
    uint8_t time[10];
    lane->next_bytes = MS_CHUNK_LARGEST_BYTES;
    while (!has_room_for(lane, length + MS_LONG_HEAD)) {
        if (!open_next(lane)) { /* the rest of a segment may be too small for it */
            return false;
        }
    }
    size_t time_bytes = (size_t)(ms_put_varint(time, ms_lane_elapsed(lane, &ticks)) - time);
    uint8_t *to = ms_put_kind(lane->cursor, event, 0);
    to = ms_put_varint(to, time_bytes + length);
    for (size_t i = 0; i < time_bytes; i++) {
        *to++ = time[i];
    }
    for (size_t i = 0; i < length; i++) {
        *to++ = fields[i];
    }
    ms_lane_advance(lane, to, ticks);
    return true;
}

void ms_lanes_each_owner(void (*take)(void *argument, uintptr_t owner), void *argument) {
    for (struct ms_lane *lane = ms_process->lanes->all; lane != NULL; lane = lane->next) {
        if (lane->owner != 0) {
            take(argument, lane->owner);
        }
    }
}

void ms_lanes_stop(void) {
    for (struct ms_lane *lane = ms_process->lanes->all; lane != NULL; lane = lane->next) {
        if (lane->limit != NULL) {
            /* Read by its thread without the lock: the old one or this one. */
            __atomic_store_n(&lane->limit, (uint8_t *)lane->chunk.header, __ATOMIC_RELAXED);
        }
    }
}

void ms_lanes_measure(uint64_t *events, uint64_t *bytes) {
    *events = *bytes = 0;
    for (struct ms_lane *lane = ms_process->lanes->all; lane != NULL; lane = lane->next) {
        if (lane->owner != MS_LANE_OF_SAMPLES) {
            *events += lane->events;
            *bytes += lane->sealed_bytes + record_bytes(lane);
        }
    }
}

size_t ms_lanes_stacks(struct ms_known_range *ranges, size_t room) {
    size_t count = 0;
    const struct ms_lane *lane = ms_process->lanes->all;
    for (; lane != NULL && count < room; lane = lane->next) {
        if (lane->owner != 0 && lane->stack_top != 0) {
            bool is_ours = lane->owner == MS_LANE_OF_SAMPLES;
            ranges[count++] = (struct ms_known_range){.start = lane->stack_low,
                                                      .end = lane->stack_top,
                                                      .use = is_ours ? MS_USE_SHIM : MS_USE_STACK};
        }
    }
    return count;
}
