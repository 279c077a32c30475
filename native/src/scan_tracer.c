#define _GNU_SOURCE
#include "scan_tracer.h"

#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "clock.h"
#include "peek.h"
#include "proc_text.h"
#include "scan_clone.h"
#include "scan_maps.h"
#include "scan_plan.h"
#include "scan_records.h"
#include "scan_threads.h"
#include "scan_words.h"
#include "syscall.h"

#define MS_NS_PER_S 1000000000ULL
#define MS_DESCENDANTS_ONLY 1 /* of yama's ptrace_scope: who is traced has to allow it */

static _Atomic unsigned long allowed;

void ms_scan_tracer_allowed(unsigned long process) {
    atomic_store_explicit(&allowed, process, memory_order_relaxed);
}

static void wait_while(_Atomic uint32_t *word, uint32_t value, uint64_t ns) {
    struct timespec limit = {.tv_sec = (time_t)(ns / MS_NS_PER_S),
                             .tv_nsec = (long)(ns % MS_NS_PER_S)};
    MS_SYSCALL6(SYS_futex, word, FUTEX_WAIT, value, &limit, 0, 0);
}

/* It waits for us in a place that we know, so it need not be stopped; and it sees to it that we
 * end.
 */
static void add_caller(struct ms_scan_work *work) {
    if (work->thread_count < MS_SCAN_THREADS) {
        work->threads[work->thread_count++] =
            (struct ms_scan_thread){.id = work->caller_thread,
                                    .stack_pointer = work->caller.stack_pointer,
                                    .base = work->caller_base};
    }
}

static void scan_stopped(struct ms_scan_work *work) {
    uint32_t stopped = work->thread_count;
    work->ticks = ms_clock_ticks();
    add_caller(work);
    if (!ms_scan_write_begun(work, MS_SCAN_STOPPED, stopped) || !ms_scan_read_maps(work)) {
        return;
    }
    ms_scan_make_plan(work);
    if (ms_scan_registers(work) && ms_scan_caller_registers(work)) {
        ms_scan_all_words(work);
    }
}

/* The tracer. It shares the memory of the program, the thread-local one of the caller included:
 * only the kernel is called. */
static void run(void *argument) {
    struct ms_scan_work *work = argument;
    MS_SYSCALL2(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if ((uint32_t)MS_SYSCALL1(SYS_getppid, 0) != work->process) {
        return; /* the program has ended */
    }
    while (atomic_load_explicit(&work->may_trace, memory_order_acquire) == 0) {
        wait_while(&work->may_trace, 0, MS_NS_PER_S);
    }
    ms_clone_close_all(); /* the program may have used up all there may be */
    if (ms_scan_words_start(work) && ms_scan_stop_threads(work)) {
        scan_stopped(work);
        ms_scan_let_go(work);
    }
    ms_scan_words_end(work);
    work->is_finished = true;
}

/* The kernel clears the word when it has ended, however that came. */
static bool has_ended(struct ms_scan_work *work, uint64_t until_ns) {
    uint32_t running;
    while ((running = atomic_load_explicit(&work->running, memory_order_acquire)) != 0) {
        uint64_t now = ms_clock_ns(CLOCK_MONOTONIC);
        if (now >= until_ns) {
            return false;
        }
        wait_while(&work->running, running, until_ns - now);
    }
    return true;
}

/* A filter of system calls may kill who calls one, and older kernels (before 5.16) then kill all
 * that share its memory. So where there is a filter a copy of the process tries them first. */
static bool survives_tracing(struct ms_scan_work *work) {
    uint64_t filter = 0;
    int status = 0;
    char *text = (char *)work->read;
    if (ms_proc_read("/proc/self/status", text, sizeof work->read) != 0 &&
        ms_proc_field(text, "Seccomp:", &filter) && filter == 0) {
        return true;
    }
    long copy = ms_clone_copy();
    if (copy == 0) {
        uint64_t word;
        MS_SYSCALL2(SYS_prctl, PR_SET_DUMPABLE, 0); /* if it is killed nobody is to find a core */
        MS_SYSCALL4(SYS_ptrace, PTRACE_SEIZE, 0, 0, 0); /* there is no such process */
        ms_peek((uintptr_t)&word, &word, sizeof word);
        MS_SYSCALL1(SYS_exit_group, 0);
    }
    return !ms_failed(copy) && MS_SYSCALL4(SYS_wait4, copy, &status, __WALL, 0) == copy &&
           WIFEXITED(status);
}

void ms_scan_by_tracer(struct ms_scan_work *work) {
    uint64_t scope = 0;
    work->outcome = MS_SCAN_NOT_PERMITTED;
    if (!survives_tracing(work)) {
        return;
    }
    long tracer = ms_clone_sharing(run, work, work->stack, sizeof work->stack, &work->running);
    if (ms_failed(tracer)) {
        return;
    }
    bool has_to_allow = ms_proc_single("/proc/sys/kernel/yama/ptrace_scope", &scope) &&
                        scope == MS_DESCENDANTS_ONLY;
    if (has_to_allow) {
        MS_SYSCALL2(SYS_prctl, PR_SET_PTRACER, tracer);
    }
    atomic_store_explicit(&work->may_trace, 1, memory_order_release);
    MS_SYSCALL6(SYS_futex, &work->may_trace, FUTEX_WAKE, 1, 0, 0, 0);
    if (!has_ended(work, work->deadline_ns + MS_SCAN_GRACE_NS)) {
        MS_SYSCALL2(SYS_kill, tracer, SIGKILL);
        work->outcome = MS_SCAN_TIME_LIMIT;
        work->is_abandoned = true; /* in the middle of anything */
        has_ended(work, work->deadline_ns + 2 * MS_SCAN_GRACE_NS);
    } else if (!work->is_finished) {
        work->is_abandoned = true; /* somebody has killed it: the same */
    }
    if (atomic_load_explicit(&work->running, memory_order_relaxed) == 0) {
        MS_SYSCALL4(SYS_wait4, tracer, 0, __WALL, 0);
    }
    if (has_to_allow) {
        MS_SYSCALL2(SYS_prctl, PR_SET_PTRACER,
                    atomic_load_explicit(&allowed, memory_order_relaxed));
    }
}
