/* Call stacks: captured at each allocation, named by a small id that is defined in the queue before
 * it is used. Hooks only call ms_stack_here and ms_stack_caller. */
#ifndef MEMSCOPE_STACK_H
#define MEMSCOPE_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "walk.h"

/* How stacks are captured, as the session header states it. */
enum ms_stack_method {
    MS_STACK_CALLER = 0,         /* return address only */
    MS_STACK_FRAME_POINTERS = 1, /* of older recordings */
    MS_STACK_MIXED = 2,
    MS_STACK_SAMPLED = 3, /* native frames always, Java frames sampled */
    MS_STACK_NATIVE = 4,  /* native frames down to the first generated code */
};

bool ms_stacks_start(void);

/* How from now on; MS_STACK_MIXED, or what MEMSCOPE_STACKS asks for, to begin with. Any thread. */
enum ms_stack_method ms_stack_method(void);
void ms_stack_set_method(enum ms_stack_method method);

/* How far to walk the calling thread's stack with a method. Inside ms_enter and ms_leave. */
struct ms_walk_limits ms_stack_limits(enum ms_stack_method method, bool afresh);

/* The id of the stack that called the hook with this frame; 0 when it cannot be defined. Inside
 * ms_enter and ms_leave. Any thread, inside malloc; never the loader's lock, never an allocation.
 */
uint32_t ms_stack_here(ms_frame hook);

/* The id of the stack that is only the hook's caller. */
uint32_t ms_stack_caller(ms_frame hook);

#endif
