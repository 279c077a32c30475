/* Which methods a place in compiled code stands for: the method that was compiled and those inlined
 * into it, by the debug information that the compiler left for the JVM itself. */
#ifndef MEMSCOPE_SCOPES_H
#define MEMSCOPE_SCOPES_H

#include <stdbool.h>
#include <stdint.h>

struct ms_scope {
    uintptr_t method; /* Method* */
    int32_t index;    /* of the bytecode; negative: none */
};

/* What the frame of compiled code that returns to `pc`, with its stack pointer `sp` then, stands
 * for, innermost first: how many, at most `most`. 0: not known, or this JVM's layout is not. The
 * frame is on the calling thread's stack, which keeps its code alive. Any thread, inside malloc. */
uint32_t ms_scopes_read(uintptr_t pc, uintptr_t sp, struct ms_scope *scopes, uint32_t most);

#endif
