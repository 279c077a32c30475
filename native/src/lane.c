#include "lane.h"

#include "clock.h"
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

static void write_leased(struct ms_lane *lane) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_LEASED, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, lane->thread);
    ms_lane_advance(lane, to, now);
}

void ms_lane_set_thread(struct ms_lane *lane, uint32_t thread) {
    lane->thread = thread;
    if (has_room(lane)) {
        write_leased(lane);
    } else if (lane->limit != NULL) {
        ms_chunk_seal(&lane->chunk); /* the next one says whose it is */
        lane->limit = NULL;
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
    to = ms_put_varint(to, MS_GAP_NO_SPACE);
    ms_lane_advance(lane, to, now);
}

static bool open_next(struct ms_lane *lane) {
    struct ms_chunk next;
    struct ms_chunk_start start = {.kind = MS_CHUNK_EVENTS,
                                   .lane = lane->id,
                                   .sequence = lane->sequence,
                                   .thread = lane->thread,
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
        ms_chunk_seal(&lane->chunk);
        lane->limit = NULL;
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
        ms_chunk_seal(&lane->chunk);
        lane->limit = NULL;
    }
    ms_lock_release(&ms_process->lock, mask);
}

void ms_lane_write_gap(struct ms_lane *lane) {
    uint64_t now = ms_clock_ticks();
    uint8_t *to = ms_put_kind(lane->cursor, MS_GAP, 0);
    to = ms_put_varint(to, ms_lane_elapsed(lane, &now));
    to = ms_put_varint(to, lane->missed);
    to = ms_put_varint(to, lane->missed_reason);
    lane->missed = 0;
    ms_lane_advance(lane, to, now);
}
