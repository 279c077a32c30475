/* Threads: who created one with which routine, its true stack bounds, its name. Also the place
 * where the entry into seccomp is seen. Every hook: any thread, not in a signal handler (as the
 * functions themselves). */
#define _GNU_SOURCE
#include "pthread_hooks.h"

#include <linux/seccomp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>

#include "agent.h"
#include "export.h"
#include "process.h"
#include "real.h"
#include "sampler.h"
#include "scan_tracer.h"
#include "stack.h"
#include "thread.h"

#define ENTER() ms_enter((uintptr_t)MS_FRAME)

/* From pthread_create to the new thread; then used for the next one. */
struct start_block {
    void *(*routine)(void *);
    void *argument;
    uint32_t parent;
    struct start_block *next_free;
};

struct ms_start_blocks {
    struct start_block *free;
};

bool ms_start_blocks_start(void) {
    ms_process->start_blocks = ms_process_alloc(sizeof(struct ms_start_blocks));
    return ms_process->start_blocks != NULL;
}

static struct start_block *take_block(void) {
    if (ms_process_is_sealed()) {
        return NULL;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct start_block *block = ms_process->start_blocks->free;
    if (block != NULL) {
        ms_process->start_blocks->free = block->next_free;
    } else {
        block = ms_process_alloc(sizeof *block);
    }
    ms_lock_release(&ms_process->lock, mask);
    return block;
}

static void give_block_back(struct start_block *block) {
    if (ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    block->next_free = ms_process->start_blocks->free;
    ms_process->start_blocks->free = block;
    ms_lock_release(&ms_process->lock, mask);
}

/* Leaves by a sibling call, so that the thread's stack looks as without us. */
static void *thread_starts(void *argument) {
    struct start_block *block = argument;
    void *(*routine)(void *) = block->routine;
    void *its_argument = block->argument;
    ms_self.parent = block->parent;
    ms_self.start_routine = (uintptr_t)routine;
    give_block_back(block);
    ms_thread_find_stack();
    return routine(its_argument);
}

MS_EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                             void *(*routine)(void *), void *argument) {
    /* Only to know our id: what pthread_create itself allocates is the program's and is recorded.
     */
    struct start_block *block = NULL;
    if (ENTER()) {
        block = take_block();
        if (block != NULL) {
            *block = (struct start_block){
                .routine = routine, .argument = argument, .parent = ms_self.id};
        }
        ms_leave();
    }
    ms_agent_thread_starts();
    if (block == NULL) {
        return ms_real.pthread_create(thread, attributes, routine, argument);
    }
    int error = ms_real.pthread_create(thread, attributes, thread_starts, block);
    if (error != 0) {
        give_block_back(block);
    } else {
        ms_sampler_thread_made();
    }
    return error;
}

MS_EXPORT int pthread_setname_np(pthread_t thread, const char *name) {
    bool recording = ENTER();
    int error = ms_real.pthread_setname_np(thread, name);
    if (recording) {
        if (error == 0 && pthread_equal(thread, pthread_self())) {
            ms_thread_renamed();
        } else if (error == 0) {
            ms_thread_renamed_other((uintptr_t)thread, name);
        }
        ms_leave();
    }
    return error;
}

/* Five registers whatever the operation: that is how libc's own passes them on. */
MS_EXPORT int prctl(int operation, ...) {
    va_list arguments;
    va_start(arguments, operation);
    unsigned long a = va_arg(arguments, unsigned long);
    unsigned long b = va_arg(arguments, unsigned long);
    unsigned long c = va_arg(arguments, unsigned long);
    unsigned long d = va_arg(arguments, unsigned long);
    va_end(arguments);
    bool recording = ENTER();
    if (operation == PR_SET_SECCOMP && a == SECCOMP_MODE_STRICT) {
        ms_process_seal(true);
    } else if (operation == PR_SET_SECCOMP && b != 0) { /* no filter: only asks for support */
        ms_process_seal(false);
    } else if (operation == PR_SET_TSC && a == PR_TSC_SIGSEGV) {
        ms_process_seal(true);
    }
    int result = ms_real.prctl(operation, a, b, c, d);
    if (operation == PR_SET_PTRACER && result == 0) {
        ms_scan_tracer_allowed(a);
    }
    if (recording) {
        if (operation == PR_SET_NAME && result == 0) {
            ms_thread_renamed();
        }
        ms_leave();
    }
    return result;
}
