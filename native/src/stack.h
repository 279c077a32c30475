/* Call stacks: captured at each allocation, named by a small id that is defined in the queue before
 * it is used. This is where a better walk goes: hooks only call ms_stack_here and ms_stack_caller.
 */
#ifndef MEMSCOPE_STACK_H
#define MEMSCOPE_STACK_H

#include <stdbool.h>
#include <stdint.h>

/* Frames of the longest kept stack. */
#define MS_STACK_MAX 128

/* How stacks are captured, as the session header states it. */
enum ms_stack_method { MS_STACK_CALLER = 0, MS_STACK_FRAME_POINTERS = 1, MS_STACK_MIXED = 2 };

/* Bits of a STACK definition's flags. */
#define MS_STACK_REACHED_ENTRY 1U
#define MS_STACK_CUT 2U
#define MS_STACK_GIVEN_UP 4U

bool ms_stacks_start(void);

/* A hook's own frame: [0] is the caller's frame pointer, [1] the return address. */
typedef const uintptr_t *ms_frame;
#define MS_FRAME ((ms_frame)__builtin_frame_address(0))

/* The id of the stack that called the hook with this frame; 0 when it cannot be defined. Inside
 * ms_enter and ms_leave. Any thread, inside malloc; never the loader's lock, never an allocation.
 */
uint32_t ms_stack_here(ms_frame hook);

/* The id of the stack that is only the hook's caller. */
uint32_t ms_stack_caller(ms_frame hook);

#endif
