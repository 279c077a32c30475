/* Which stacks have been defined, and under which id. Stacks are a tree: each is a frame and the
 * stack that called it, so that what many have in common is defined once. Looked up without a lock,
 * added to under it.
 */
#ifndef MEMSCOPE_STACK_TABLE_H
#define MEMSCOPE_STACK_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* Frames of the longest kept stack. */
#define MS_STACK_MAX 512

/* Bits of a stack's flags, as docs/record-format.md has them. */
#define MS_STACK_REACHED_ENTRY 1U
#define MS_STACK_CUT 2U
#define MS_STACK_GIVEN_UP 4U
#define MS_STACK_JAVA_UNRESOLVED 8U

/* A frame as it is written: see *Frames* in docs/record-format.md. */
struct ms_frame_place {
    uint64_t place;
    uint64_t at;
};

struct ms_frames {
    uint32_t count;
    uint32_t flags;
    struct ms_frame_place frames[MS_STACK_MAX]; /* innermost first */
};

bool ms_stack_table_start(void);

/* The table was full once, and was begun anew: since then one stack may have several ids. */
bool ms_stack_table_is_second(void);

/* The ids of the stacks that these `count` frames, innermost first, make on top of the stack
 * `parent` (0: the outermost of them is a stack's outermost frame, and `flags` are the stack's),
 * after their definitions have been published. False: the table is full (786,432 frames), or there
 * is no space, or seccomp was entered; `ids` are incomplete. Takes the lock for a stack never seen.
 * Any thread, inside malloc. */
bool ms_stack_table_ids(uint32_t parent, const struct ms_frame_place *frames, uint32_t count,
                        uint32_t flags, uint32_t *ids);

#endif
