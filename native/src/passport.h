/* Passports, and the arenas and allocators that hold them: what the program says of its blocks.
 * Each function is called between ms_enter and ms_leave, with the frame of the function that the
 * program called. */
#ifndef MEMSCOPE_PASSPORT_H
#define MEMSCOPE_PASSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "walk.h"

struct ms_issue {
    uint64_t address;
    uint64_t size_bytes;
    uint32_t owner; /* labels; 0: none */
    uint32_t type;
    uint32_t variable;
    uint32_t source;
    uint32_t state;
    uint64_t holder;
};

/* The passport's id; 0: nothing is recorded. */
uint64_t ms_passport_issue(ms_frame hook, const struct ms_issue *issue);

/* The one step that memscope.h does not name: it has a function of its own. */
#define MS_SLICED 15

/* With the step's details. */
void ms_passport_step(ms_frame hook, uint64_t passport, uint32_t step, uint32_t label,
                      const uint64_t *details, unsigned count);

/* Its arena is being closed. */
void ms_passport_closing(ms_frame hook, uint64_t passport, bool is_freed_next);

uint64_t ms_holder_open(ms_frame hook, uint32_t name, uint32_t source);
void ms_holder_close(ms_frame hook, uint64_t holder);

#endif
