/* Generated code of the JVM in this process, as its VMStructs describe it. Any thread, inside
 * malloc, without a lock; reads only memory that stays mapped. */
#ifndef MEMSCOPE_CODE_CACHE_H
#define MEMSCOPE_CODE_CACHE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum ms_code_kind {
    MS_CODE_UNKNOWN,
    MS_CODE_SIZED,         /* CFA = sp + frame_bytes */
    MS_CODE_FRAME_POINTER, /* CFA = fp + 16 */
    MS_CODE_INTERPRETER,   /* the interpreter's layout, from fp */
};

#define MS_CODE_NO_ORIGIN UINT32_MAX

struct ms_code {
    enum ms_code_kind kind;
    uint32_t frame_bytes;     /* the return address is at CFA - 8, the saved fp at CFA - 16 */
    uintptr_t method;         /* Method* of a compiled method; 0: a stub, or the interpreter */
    const uint64_t *identity; /* an aligned word of the blob that is another one when other code has
                                 taken its place; NULL: code that stays */
    uint32_t origin_bytes; /* the frame is to be deoptimised when it is returned to, by a place that
                              all such frames share, and the word at sp + this is where it was
                              before; or MS_CODE_NO_ORIGIN */
};

/* Words of an interpreted frame, from its frame pointer. */
#define MS_INTERPRETER_SENDER_SP (-1)
#define MS_INTERPRETER_METHOD (-3)
#define MS_INTERPRETER_BCP (-8)

/* Where the code is; both 0 while there is no JVM. */
struct ms_code_bounds {
    _Atomic uintptr_t low;
    _Atomic uintptr_t high;
};
extern struct ms_code_bounds ms_code_bounds;

static inline bool ms_code_cache_contains(uintptr_t pc) {
    /* acquire: who sees the bounds sees the tables behind them. */
    return pc < atomic_load_explicit(&ms_code_bounds.high, memory_order_acquire) &&
           pc >= atomic_load_explicit(&ms_code_bounds.low, memory_order_relaxed);
}

/* Looks where the code heaps and the interpreter are, by ms_vm. False: the JVM has not made them
 * yet. In the thread that creates the JVM, before any of its threads may look. */
bool ms_code_cache_start(void);

static inline bool ms_code_cache_started(void) {
    return atomic_load_explicit(&ms_code_bounds.high, memory_order_acquire) != 0;
}

/* The blob that `pc`, on the calling thread's stack, lies in. */
void ms_code_find(uintptr_t pc, struct ms_code *code);

/* Where the code that enters continuations (virtual threads run in one) is returned to; 0: this JVM
 * has none, or none yet. */
uintptr_t ms_code_continuation(void);

/* The compiled method (nmethod) that `pc` lies in; NULL: it lies in none. Same conditions. */
const char *ms_code_compiled(uintptr_t pc);

/* As `origin_bytes` of struct ms_code. */
uint32_t ms_code_origin_bytes(const char *compiled, uintptr_t pc);

/* Counts unloaded classes, for whom a method's address may mean another one since. */
uint32_t ms_code_epoch(void);
void ms_code_class_unloaded(void);

#endif
