/* What the shim knows of the process it runs in: one anonymous mapping which the kernel wipes to
 * zero in a forked child (MADV_WIPEONFORK). So a new process is recognised, not hooked: `session`
 * is zero there, whoever made it and however (fork, _Fork, clone, daemon), and every inherited
 * lane, table and lock is gone with it. A child of vfork shares the memory and records into its
 * parent's queue. */
#ifndef MEMSCOPE_PROCESS_H
#define MEMSCOPE_PROCESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock.h"
#include "seldom.h"

struct ms_definitions;
struct ms_lanes;
struct ms_modules;
struct ms_mapped_objects;
struct ms_stack_tables;
struct ms_rows;
struct ms_seen_stacks;
struct ms_start_blocks;
struct ms_methods;
struct ms_java_questions;
struct ms_known_methods;
struct ms_labels;
struct ms_passport_filter;
struct ms_task_table;
struct ms_sampler;

struct ms_process {
    _Atomic uint64_t session; /* start_wall_ns of this process's queue; 0: not started */
    _Atomic bool starting;    /* a thread is in ms_start */
    uint64_t start_wall_ns;   /* what `session` will be, from ms_start on; under the lock */
    _Atomic bool stopped;     /* no space, or the program said so: nothing is recorded any more */
    _Atomic bool was_told_to_stop; /* the latter */
    struct ms_lock lock;
    /* What the parts keep, allocated by ms_start before `session` is set. */
    struct ms_definitions *definitions;
    struct ms_lanes *lanes;
    struct ms_modules *modules;
    struct ms_mapped_objects *mapped_objects; /* NULL where the loader tells */
    struct ms_stack_tables *stack_tables;
    struct ms_rows *rows;
    struct ms_seen_stacks *seen_stacks;
    struct ms_start_blocks *start_blocks;
    _Atomic uint64_t free_scratch; /* see scratch.c */
    _Atomic unsigned stack_method; /* enum ms_stack_method: how stacks are captured now */
    _Atomic uint32_t threads;      /* ids given out */
    _Atomic size_t used;           /* bytes handed out by ms_process_alloc, this struct included */
    _Atomic size_t opened;         /* bytes that may be touched; 0: the first step */
    /* What only a process with a JVM has; made when it is needed. */
    struct ms_methods *_Atomic methods;
    struct ms_java_questions *java_questions; /* under the lock */
    struct ms_known_methods *_Atomic known_methods;
    /* What only a program has that tells us of its memory; made when it is needed. */
    struct ms_labels *_Atomic labels;
    struct ms_passport_filter *_Atomic passport_filter;
    struct ms_task_table *_Atomic task_table;
    _Atomic uint32_t tasks;     /* defined */
    _Atomic uint64_t holders;   /* opened */
    uint64_t scans;             /* begun; under the lock */
    _Atomic bool watches_tasks; /* every lane: a Java thread has been in a task */
    struct ms_sampler *sampler;
    _Atomic bool has_sampler;            /* its thread is there */
    _Atomic uint32_t sampler_calls;      /* it is to look what there is to do */
    _Atomic uint32_t sampler_is_parked;  /* 1: it makes no system call any more */
    _Atomic bool first_thread_has_ended; /* and the process goes on */
    _Atomic uint64_t *counters; /* the COUNTERS definition in the queue; NULL before it is there */
};

/* Order of the u64s in a COUNTERS definition. */
enum ms_counter {
    MS_MISSED_REENTRY,
    MS_MISSED_NO_SPACE,
    MS_MISSED_LONGJMP,
    MS_MISSED_NO_LANE,
    MS_FIRST_MISSED_TICKS,
    MS_CLOCK_STEPS_BACK,
    MS_STACKS_GIVEN_UP,
    MS_SHIM_BYTES,
    MS_STACKS_VERIFIED,
    MS_STACK_DIFFERENCES,
    MS_JAVA_UNRESOLVED,
    MS_PASSPORTS, /* and holders: the ids given out */
    MS_NAMES_REFUSED,
    MS_TASKS_REFUSED,
    MS_COUNTERS
};

/* Never NULL: before the mapping exists it is a static, all-zero stand-in. */
extern struct ms_process *ms_process;

/* Maps the memory; false when this kernel cannot wipe it on fork (before 4.14) or there is none. */
bool ms_process_map(void);

/* Zeroed memory that lives as long as the process, aligned to 64; NULL when the shim's share
 * (stated in process.c) is used up, or the system gives none. Any thread, inside malloc. */
void *ms_process_alloc(size_t size_bytes);

/* The address range that the shim's memory is handed out from; what is used of it is `used`. */
void ms_process_range(uint64_t *start, uint64_t *end);

/* The next id of a passport or holder, from 1; 0: there is no queue. */
uint64_t ms_process_next_passport(void);

/* The value of a counter; 0 before there is a queue. */
uint64_t ms_process_counted(enum ms_counter counter);

/* Adds to a counter in the queue; before there is a queue it does nothing. Any context. */
MS_SELDOM void ms_process_count(enum ms_counter counter, uint64_t more);

/* Not wiped by fork: a filter is inherited. */
extern _Atomic bool ms_process_sealed_off;

/* Seccomp is about to be entered: from here on a file could not be opened, or only trying would
 * kill. In its strict mode (and after PR_SET_TSC) reading the counter is a SIGSEGV, so there is no
 * time any more, and nothing more is recorded. */
void ms_process_seal(bool without_clock);

/* Wakes the sampler's thread, if there is one. Any context. */
void ms_process_call_sampler(void);

/* True once seccomp was entered: a system call may kill the process. Everything that needs the
 * lock, or the kernel, is left undone then, and counted. */
static inline bool ms_process_is_sealed(void) {
    return __builtin_expect(atomic_load_explicit(&ms_process_sealed_off, memory_order_relaxed), 0);
}

static inline uint64_t ms_process_session(void) {
    /* acquire: pairs with the release in ms_start; who sees the session sees all that it set up. */
    return atomic_load_explicit(&ms_process->session, memory_order_acquire);
}

#endif
