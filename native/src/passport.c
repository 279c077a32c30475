#include "passport.h"

#include <stdbool.h>
#include <stddef.h>

#include "lane.h"
#include "memscope/memscope.h"
#include "passport_filter.h"
#include "recorder.h"
#include "thread.h"

#define MS_ISSUED 1
#define MS_HOLDER_OPENED 1
#define MS_HOLDER_CLOSED 2

/* How far below an address of which nothing more is known its block may start. */
#define MS_TRACKING_BYTES 16 /* a header of the JVM's native memory tracking */
#define MS_ALIGNED_REACH (4096 + MS_TRACKING_BYTES)
#define MS_POOL_REACH (1U << 20)

/* A block much larger than the passport is a pool: where it was allocated is not where the passport
 * was asked for. */
#define MS_PADDING_MOST 8192

/* A bit of the lane's `block_bytes`: it has one, and the next one in it comes from elsewhere. */
#define MS_BLOCK_HAS_PASSPORT (1ULL << 63)

static bool is_in_last_block(const struct ms_lane *lane, const struct ms_issue *issue) {
    return issue->address - lane->block < (lane->block_bytes & ~MS_BLOCK_HAS_PASSPORT);
}

static bool has_stack_of_block(const struct ms_lane *lane, const struct ms_issue *issue) {
    uint64_t offset = issue->address - lane->block;
    return (lane->block_bytes & MS_BLOCK_HAS_PASSPORT) == 0 && is_in_last_block(lane, issue) &&
           issue->size_bytes <= lane->block_bytes - offset &&
           lane->block_bytes - issue->size_bytes <= MS_PADDING_MOST;
}

static bool was_handed_out_here(struct ms_lane *lane, uint64_t address) {
    return *ms_lane_recent(lane, address) == address && address != 0;
}

/* So that the block is given back with a whole stack. */
static void mark(struct ms_lane *lane, const struct ms_issue *issue) {
    uint64_t tracked = issue->address - MS_TRACKING_BYTES;
    if (is_in_last_block(lane, issue)) {
        ms_passport_filter_add_block(lane->block);
    } else if (was_handed_out_here(lane, issue->address)) {
        ms_passport_filter_add_block(issue->address);
    } else if (was_handed_out_here(lane, tracked)) {
        ms_passport_filter_add_block(tracked);
    } else {
        bool may_be_pooled =
            issue->source == MEMSCOPE_ALLOCATOR || issue->source == MEMSCOPE_JNR_MEMORY;
        ms_passport_filter_add_pages(issue->address,
                                     may_be_pooled ? MS_POOL_REACH : MS_ALIGNED_REACH);
    }
}

uint64_t ms_passport_issue(ms_frame hook, const struct ms_issue *issue) {
    struct ms_lane *lane = ms_self.lane;
    uint64_t passport = ms_passport_filter_start() ? ms_process_next_passport() : 0;
    if (passport == 0) {
        return 0;
    }
    bool is_first = has_stack_of_block(lane, issue);
    mark(lane, issue);
    if (is_first) {
        lane->block_bytes |= MS_BLOCK_HAS_PASSPORT;
    }
    struct ms_telling told = {.event = MS_PASSPORT,
                              .stack_field = is_first ? MS_NO_STACK : 2,
                              .count = 11,
                              .fields = {passport, MS_ISSUED, 0, issue->owner, issue->address,
                                         issue->size_bytes, issue->type, issue->variable,
                                         issue->source, issue->holder, issue->state}};
    ms_record_told(hook, &told);
    return passport;
}

void ms_passport_closing(ms_frame hook, uint64_t passport, bool is_freed_next) {
    struct ms_telling told = {.event = MS_PASSPORT,
                              .stack_field = is_freed_next ? MS_NO_STACK : 2,
                              .count = 4,
                              .fields = {passport, MEMSCOPE_CLOSING}};
    ms_record_told(hook, &told);
}

void ms_passport_step(ms_frame hook, uint64_t passport, uint32_t step, uint32_t label,
                      const uint64_t *details, unsigned count) {
    struct ms_telling told = {.event = MS_PASSPORT,
                              .stack_field = 2,
                              .count = 4 + count,
                              .fields = {passport, step, 0, label}};
    for (unsigned i = 0; i < count; i++) {
        told.fields[4 + i] = details[i];
    }
    ms_record_told(hook, &told);
}

static void record_holder(ms_frame hook, uint64_t holder, uint64_t step, uint32_t label,
                          uint32_t source) {
    struct ms_telling told = {.event = MS_HOLDER,
                              .stack_field = 2,
                              .count = 5,
                              .fields = {holder, step, 0, label, source}};
    ms_record_told(hook, &told);
}

uint64_t ms_holder_open(ms_frame hook, uint32_t name, uint32_t source) {
    uint64_t holder = ms_process_next_passport();
    if (holder != 0) {
        atomic_fetch_add_explicit(&ms_process->holders, 1, memory_order_relaxed);
        record_holder(hook, holder, MS_HOLDER_OPENED, name, source);
    }
    return holder;
}

void ms_holder_close(ms_frame hook, uint64_t holder) {
    record_holder(hook, holder, MS_HOLDER_CLOSED, 0, 0);
}
