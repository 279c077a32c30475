/* Reads memory and tells the words in it that may point to blocks. */
#ifndef MEMSCOPE_SCAN_WORDS_H
#define MEMSCOPE_SCAN_WORDS_H

#include "scan_work.h"

/* Whether memory can be read without touching it, and which pages are there. Before the plan. */
bool ms_scan_words_start(struct ms_scan_work *work);
/* Words of this process, as many of the bytes as can be read. Less than asked for, or -errno: what
 * follows cannot be. */
long ms_scan_copy(const struct ms_scan_work *work, void *to, uint64_t from, size_t bytes);

void ms_scan_words_end(struct ms_scan_work *work);

/* All of them, as planned. `outcome` says how it ended. */
void ms_scan_all_words(struct ms_scan_work *work);

/* Words that are not in memory: registers. They count from `first_slot`. */
bool ms_scan_told_words(struct ms_scan_work *work, const uint64_t *words, size_t count,
                        uint64_t first_slot);

#endif
