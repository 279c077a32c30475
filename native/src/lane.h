/* A lane: the stream of one thread's events, leased for the thread's life and then handed on. Only
 * its thread writes to it, without a lock; leasing, returning and opening chunks take
 * ms_process->lock. */
#ifndef MEMSCOPE_LANE_H
#define MEMSCOPE_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"
#include "clock.h"
#include "process.h"
#include "record.h"
#include "seldom.h"
#include "stack_memo.h"
#include "task.h"

#define MS_LANE_RECENT 64

/* The owner of the lane that no thread has: never a pthread_t. */
#define MS_LANE_OF_SAMPLES 1U
/* The owner of the lane that a scan writes to: never a pthread_t. */
#define MS_LANE_OF_SCAN 2U

struct ms_lane {
    struct ms_chunk chunk;
    uint8_t *cursor;  /* where the next record goes */
    uint8_t *limit;   /* a record may start up to here; NULL: no chunk is open */
    uint64_t ticks;   /* the previous stamp */
    uint64_t address; /* the previous address */
    uint32_t id;
    uint32_t sequence;   /* of the next chunk */
    uint32_t next_bytes; /* its size */
    uint32_t thread;     /* whose events these are */
    uint32_t task;       /* in which the last of them were */
    union {
        struct {
            volatile uint32_t missed;        /* calls not recorded since the previous record */
            volatile uint32_t watches_tasks; /* the next event may be in another task */
        };
        volatile uint64_t attention; /* either: one look before each record */
    };
    uint32_t missed_reason;
    uint32_t own_task;               /* of a thread that is none of Java's */
    _Atomic(ms_task_word) java_word; /* see task.h; NULL: none of Java's, or not known */
    bool is_thread_known;            /* the C API has asked whose it is */
    bool is_virtual;                 /* `thread` is a virtual thread, as the JVM has told us */
    uint64_t block;                  /* the last one handed out, until it has got a passport */
    uint64_t block_bytes;
    uint64_t events;       /* written */
    uint64_t sealed_bytes; /* of records, in chunks before this one */
    uintptr_t owner;       /* pthread_t of the leasing thread; 0: free */
    uintptr_t stack_low;   /* bounds of its stack; both 0: not known */
    uintptr_t stack_top;
    struct ms_lane *next_free;
    struct ms_lane *next;
    uint64_t
        recent[MS_LANE_RECENT]; /* blocks that this lane handed out last; see ms_lane_release */
    struct ms_scratch *scratch; /* lent for a walk that is on the way */
    struct ms_stack_memo memo;
};

bool ms_lanes_start(void);

/* NULL: no memory is left for lanes. Needs the lock. */
struct ms_lane *ms_lane_lease(uint32_t thread, uintptr_t owner);
void ms_lane_return(struct ms_lane *lane);

/* From here on the lane's events are of another thread. Needs the lock, in the lane's own thread.
 */
void ms_lane_set_thread(struct ms_lane *lane, uint32_t thread);

/* The lane of a live thread by its pthread_t, or NULL. Needs the lock. */
struct ms_lane *ms_lane_of(uintptr_t owner);

/* Makes room for a record; takes the lock. False: no space, as ms_chunk_open
 * says it. */
MS_SELDOM bool ms_lane_refill(struct ms_lane *lane);

/* Puts the chunk away after a jump out of the middle of a record: what is above the watermark is
 * garbage, and a stack may have been half remembered. Takes the lock. */
void ms_lane_abandon(struct ms_lane *lane);

/* Writes what has to stand before the next record, when `attention` is set: a GAP for what `missed`
 * has counted, a switch to another task. There is room for a record; false: not any more. */
__attribute__((noinline)) bool ms_lane_attend(struct ms_lane *lane);

/* The task that the calling thread is in, which leases the lane, and its new one: false if that
 * cannot be kept. What is recorded from then on is looked at. */
uint32_t ms_lane_task(struct ms_lane *lane);
bool ms_lane_enter_task(struct ms_lane *lane, uint32_t task);

/* The calling thread will do nothing more in any task. */
void ms_lane_forget_task(struct ms_lane *lane);

/* The calling thread has become one of Java's, or ceases to be one (NULL). */
void ms_lane_set_word(struct ms_lane *lane, ms_task_word word);

/* The JVM ends: its structures may not be read any more. Takes the lock. */
void ms_lanes_forget_words(void);

/* The stacks of threads that have lanes, as many as there is room for; how many. Needs the lock. */
struct ms_known_range;
size_t ms_lanes_stacks(struct ms_known_range *ranges, size_t room);

/* Writes a record that has a length and may be longer than others: up to MS_LANE_LONGEST bytes of
 * fields behind its time. For a lane that nobody else writes to. Needs the lock. False: no space.
 */
#define MS_LANE_LONGEST 8192U
bool ms_lane_write_long(struct ms_lane *lane, enum ms_event event, uint64_t ticks,
                        const uint8_t *fields, size_t length);

/* The threads (pthread_t) that have a lane, one after the other. Needs the lock. */
void ms_lanes_each_owner(void (*take)(void *argument, uintptr_t owner), void *argument);

/* Each lane's next call finds that recording was stopped. Needs the lock. */
void ms_lanes_stop(void);

/* Sums over all lanes, but that of the samples. Needs the lock. */
void ms_lanes_measure(uint64_t *events, uint64_t *bytes);

/* The last words of every record: readers may have it, and the next one goes behind it. */
static inline void ms_lane_advance(struct ms_lane *lane, uint8_t *end, uint64_t ticks) {
    lane->events++;
    lane->ticks = ticks;
    lane->cursor = end;
    ms_chunk_publish(&lane->chunk, end);
}

static inline uint64_t *ms_lane_recent(struct ms_lane *lane, uint64_t address) {
    return &lane->recent[(address >> 4) % MS_LANE_RECENT];
}

/* The stamp of giving a block back, taken before it is done. It must not come before the stamp of
 * the block's allocation: where that is in this lane, the order of the lane sees to it and a plain
 * read will do. Where the block may have come from another thread, the loads that brought it are
 * waited for. (Handed out here, given back there, handed out there and brought back at once: then
 * the stamp may be early after all, and the merge has to put it right.) */
static inline uint64_t ms_lane_release(struct ms_lane *lane, uint64_t address) {
    uint64_t *recent = ms_lane_recent(lane, address);
    if (*recent != address) {
        return ms_clock_ticks_ordered();
    }
    *recent = 0;
    return ms_clock_ticks();
}

/* Ticks since the previous stamp; never negative. */
static inline uint64_t ms_lane_elapsed(struct ms_lane *lane, uint64_t *ticks) {
    if (__builtin_expect(*ticks < lane->ticks, 0)) {
        ms_process_count(MS_CLOCK_STEPS_BACK, 1);
        *ticks = lane->ticks;
    }
    return *ticks - lane->ticks;
}

#endif
