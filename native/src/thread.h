/* What the shim keeps for each thread, and the guard that keeps it from observing itself. */
#ifndef MEMSCOPE_THREAD_H
#define MEMSCOPE_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "process.h"
#include "seldom.h"

struct ms_lane;

/* Never equal to a session, nor to the 0 of a process that has not started. */
#define MS_NO_SESSION 1

struct ms_thread {
    uint64_t session;         /* for which `lane` and `id` are valid */
    struct ms_lane *lane;     /* leased; NULL when `session` is not the process's */
    volatile uintptr_t guard; /* stack pointer of the hook this thread is in; 0: none */
    volatile uintptr_t busy;  /* the same while a record is being written */
    uintptr_t stack_low;      /* true bounds of the thread's own stack; both 0: not known */
    uintptr_t stack_top;
    uintptr_t start_routine; /* 0: not known */
    uint32_t id;             /* of its THREAD definition; 0: not defined yet */
    uint32_t parent;         /* id of the thread that created it; 0: not known */
    volatile bool asks_libc; /* what libc calls now is on our behalf */
    bool ended; /* its destructor has run: each further call leases and returns a lane */
};
_Static_assert(sizeof(struct ms_thread) <= 256,
               "static TLS is scarce: dlopen'ed libraries share it");

/* initial-exec: a dynamic TLS model may call malloc() on first access. */
extern _Thread_local struct ms_thread ms_self __attribute__((tls_model("initial-exec")));

/* The rest of ms_enter: first call, new process, nested call, passive shim. */
MS_SELDOM bool ms_enter_slowly(uintptr_t stack_pointer);
MS_SELDOM void ms_leave_ended(void);

/* True: this call is to be recorded, and until ms_leave calls nested in it (the allocator's own)
 * are not. False: forward only. Either way ms_real is filled. Any thread, inside malloc, before
 * constructors, in a signal handler, after fork. */
static inline bool ms_enter(uintptr_t stack_pointer) {
    if (__builtin_expect(ms_self.guard == 0 && ms_self.session == ms_process_session(), 1)) {
        ms_self.guard = stack_pointer;
        return true;
    }
    return ms_enter_slowly(stack_pointer);
}

static inline void ms_leave(void) {
    if (__builtin_expect(ms_self.ended, 0)) {
        ms_leave_ended();
    }
    ms_self.guard = 0;
}

/* The kernel's name of the calling thread gets a definition. Inside ms_enter and ms_leave. */
void ms_thread_renamed(void);

/* The same for another thread, if it has a lane; `thread` is its pthread_t. */
void ms_thread_renamed_other(uintptr_t thread, const char *name);

/* Remembers the true stack bounds of the calling thread, which is starting: not from a hook. */
void ms_thread_find_stack(void);

/* The key whose destructor returns the lane. Once a process image; false: no key is left. */
bool ms_thread_make_key(void);

#endif
