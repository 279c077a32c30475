/* What each part of memory is, and where an allocator's blocks may be. */
#ifndef MEMSCOPE_SCAN_PLAN_H
#define MEMSCOPE_SCAN_PLAN_H

#include "scan_work.h"

/* Looks for the structure of a thread at the end of what may be its stack, and adds it. In a copy
 * of the program. */
void ms_scan_find_thread(struct ms_scan_work *work, const struct ms_scan_mapping *mapping);

/* From `mappings` and `threads`. */
void ms_scan_make_plan(struct ms_scan_work *work);

/* The part of mapping number `mapping` that begins at `from`, as far as it is all of one kind. */
struct ms_scan_piece {
    uint64_t start;
    uint64_t end;
    enum ms_scan_kind kind;
    bool may_hold_blocks;
};
struct ms_scan_piece ms_scan_piece_at(const struct ms_scan_work *work, uint32_t mapping,
                                      uint64_t from);

/* Whether a value is an address at which a block may be. */
bool ms_scan_is_target(struct ms_scan_work *work, uint64_t value);

#endif
