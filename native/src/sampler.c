#define _GNU_SOURCE
#include "sampler.h"

#include <errno.h>
#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "clock.h"
#include "config.h"
#include "figures.h"
#include "lane.h"
#include "queue.h"
#include "real.h"
#include "syscall.h"
#include "thread.h"
#include "threads_left.h"

/* Newer than the headers that may be there. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#define MS_CLOSE_RANGE_UNSHARE 2U

#define MS_NS_IN_MS 1000000ULL
#define MS_NS_IN_S 1000000000ULL

/* What takes d of a processor is not done again for 99 d: it stays below 1 % of one. */
#define MS_REST 99

/* Marks that come at once share a sample: there are no more than so many in an interval. */
#define MS_MARKS_IN_INTERVAL 50

/* With the static TLS of all objects; only what is touched counts. */
#define MS_STACK_BYTES (512UL << 10)

/* When the first thread has ended, the process ends with the last one of the program's: they are
 * looked for so often. The first one's end is told by itself as a rule. */
#define MS_LOOK_FOR_LAST_THREAD_MS 10
#define MS_LOOK_FOR_FIRST_THREAD_MS 1000

struct ms_sampler {
    struct ms_lock lock; /* around taking a sample, and all that follows */
    struct ms_lane *lane;
    uint32_t samples;
    uint64_t cpu_ns;
    uint64_t mappings_not_before_ns;
    _Atomic uint64_t last_ns; /* when the last sample was taken */
    _Atomic uint32_t marks;   /* set since it began */
    uint64_t jvm_ended_ns;    /* when that sample was taken; 0: none was */
    bool has_ended;           /* the last one has been taken */
    /* Of the thread alone. */
    uint64_t allocator_not_before_ns;
};

/* Memory that is not wiped by fork: a child of a program with threads may find locks of the
 * allocator's held for ever, so it asks for nothing in its own threads. */
static uint64_t first_session;

static struct ms_sampler *sampler(void) {
    return ms_process->sampler;
}

static bool is_on(void) {
    return ms_process_session() != 0 && sampler()->lane != NULL && !ms_process_is_sealed() &&
           !atomic_load_explicit(&ms_process->stopped, memory_order_relaxed);
}

bool ms_sampler_start(void) {
    ms_process->sampler = ms_process_alloc(sizeof(struct ms_sampler));
    if (ms_process->sampler == NULL) {
        return false;
    }
    if (ms_config.sample_ms != 0) {
        sampler()->lane = ms_lane_lease(0, MS_LANE_OF_SAMPLES);
    }
    return true;
}

static uint64_t now_ns(void) {
    return ms_clock_ns(CLOCK_MONOTONIC);
}

/* Of the calling thread. */
static uint64_t cpu_ns(void) {
    return ms_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

static uint64_t interval_ns(void) {
    return ms_config.sample_ms * MS_NS_IN_MS;
}

static void put_allocator(struct ms_sample *sample, const struct mallinfo2 *info) {
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_ARENA_BYTES, info->arena);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_FREE_CHUNKS, info->ordblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_FAST_CHUNKS, info->smblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_MAPPED_CHUNKS, info->hblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_MAPPED_BYTES, info->hblkhd);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_FAST_BYTES, info->fsmblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_USED_BYTES, info->uordblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_FREE_BYTES, info->fordblks);
    ms_sample_put(sample, MS_METRIC_ALLOCATOR_TOP_BYTES, info->keepcost);
}

static bool is_worth_its_time(enum ms_sample_reason reason, uint64_t not_before_ns) {
    return (reason != MS_SAMPLE_INTERVAL && reason != MS_SAMPLE_MARK) || now_ns() >= not_before_ns;
}

/* Not at the start: there is little, and many a process lives no longer than this takes. */
static void put_mappings(struct ms_sample *sample, enum ms_sample_reason reason) {
    if (reason != MS_SAMPLE_START && is_worth_its_time(reason, sampler()->mappings_not_before_ns)) {
        uint64_t start = cpu_ns();
        ms_figures_of_mappings(sample);
        sampler()->mappings_not_before_ns = now_ns() + (cpu_ns() - start) * MS_REST;
    }
}

static uint64_t queue_bytes(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    uint64_t bytes = ms_queue_bytes();
    ms_lock_release(&ms_process->lock, mask);
    return bytes;
}

struct others {
    const struct ms_java_figures *java;
    const struct mallinfo2 *allocator;
};

/* With the sampler's lock held. The sums that change while this runs come first. */
static void take(enum ms_sample_reason reason, const struct others *others) {
    uint64_t start = now_ns();
    uint64_t cpu_start = cpu_ns();
    struct ms_sample sample;
    bool is_first = sampler()->samples == 0;
    ms_sample_open(&sample, sampler()->lane, ++sampler()->samples);
    ms_sample_put(&sample, MS_METRIC_REASON, reason);
    ms_sample_put(&sample, MS_METRIC_INTERVAL_MS, ms_config.sample_ms);
    ms_figures_of_process(&sample);
    put_mappings(&sample, reason);
    ms_figures_of_cgroup(&sample);
    ms_figures_of_host(&sample, is_first);
    ms_sample_put(&sample, MS_METRIC_QUEUE_BYTES, queue_bytes());
    ms_sample_put(&sample, MS_METRIC_SHIM_BYTES, ms_process_counted(MS_SHIM_BYTES));
    if (others->allocator != NULL) {
        put_allocator(&sample, others->allocator);
    }
    if (others->java != NULL) {
        ms_java_figures_write(others->java, &sample);
    }
    uint64_t end = now_ns();
    sampler()->cpu_ns += cpu_ns() - cpu_start;
    ms_sample_put(&sample, MS_METRIC_TAKEN_NS, end - start);
    ms_sample_put(&sample, MS_METRIC_SAMPLING_CPU_NS, sampler()->cpu_ns + ms_java_figures_cpu_ns());
    ms_sample_flush(&sample);
    atomic_store_explicit(&sampler()->last_ns, end, memory_order_relaxed);
    sampler()->has_ended = reason == MS_SAMPLE_EXIT;
    if (reason == MS_SAMPLE_JVM_ENDS) {
        sampler()->jvm_ended_ns = end;
    }
}

/* Nothing comes after the last sample of a process. The end of a JVM is nearly always that of its
 * process, so for a second nothing comes after that either. */
static bool has_ended(void) {
    return sampler()->has_ended ||
           (sampler()->jvm_ended_ns != 0 && now_ns() - sampler()->jvm_ended_ns < MS_NS_IN_S);
}

static void take_with(enum ms_sample_reason reason, const struct others *others) {
    uint64_t mask = ms_lock_acquire(&sampler()->lock);
    if (is_on() && !has_ended()) {
        take(reason, others);
    }
    ms_lock_release(&sampler()->lock, mask);
}

/* In a thread of the program's. The allocator may be asked where a hook opens a chunk, which is
 * before or after the real call, and at the end, unless a handler that has interrupted the
 * allocator ends the process: it would wait for ever for what that holds. */
void ms_sampler_take(enum ms_sample_reason reason, const struct ms_java_figures *java) {
    if (!is_on()) {
        return;
    }
    if (first_session == 0) {
        first_session = ms_process_session();
    }
    struct mallinfo2 allocator;
    bool is_outside =
        reason == MS_SAMPLE_INTERVAL ||
        ((reason == MS_SAMPLE_EXIT || reason == MS_SAMPLE_JVM_ENDS) && ms_self.guard == 0);
    bool may_ask = is_outside && ms_real_mallinfo != NULL && first_session == ms_process_session();
    if (may_ask) {
        allocator = ms_real_mallinfo();
    }
    struct others others = {.java = java, .allocator = may_ask ? &allocator : NULL};
    take_with(reason, &others);
}

/* Not sooner after the last one than this; 0 for the next to come by. */
static bool claim(uint64_t distance_ns) {
    uint64_t last = atomic_load_explicit(&sampler()->last_ns, memory_order_relaxed);
    uint64_t now = now_ns();
    return now - last >= distance_ns &&
           atomic_compare_exchange_strong_explicit(&sampler()->last_ns, &last, now,
                                                   memory_order_relaxed, memory_order_relaxed);
}

static bool has_thread(void) {
    return atomic_load_explicit(&ms_process->has_sampler, memory_order_relaxed);
}

void ms_sampler_chunk_opened(void) {
    if (is_on() && !has_thread() && claim(interval_ns())) {
        ms_sampler_take(MS_SAMPLE_INTERVAL, NULL);
    }
}

void ms_sampler_marked(void) {
    if (!is_on() || !claim(interval_ns() / MS_MARKS_IN_INTERVAL)) {
        return;
    }
    if (has_thread()) {
        atomic_fetch_add_explicit(&sampler()->marks, 1, memory_order_relaxed);
        ms_process_call_sampler();
    } else {
        ms_sampler_take(MS_SAMPLE_MARK, NULL);
    }
}

/* From here on: the thread. */

static const struct mallinfo2 *ask_allocator(struct mallinfo2 *info) {
    uint64_t start = cpu_ns();
    if (ms_real_mallinfo == NULL || now_ns() < sampler()->allocator_not_before_ns) {
        return NULL;
    }
    *info = ms_real_mallinfo();
    sampler()->allocator_not_before_ns = now_ns() + (cpu_ns() - start) * MS_REST;
    return info;
}

static void take_in_thread(enum ms_sample_reason reason) {
    struct mallinfo2 info;
    struct others others = {.java = ms_java_figures_ask(), .allocator = ask_allocator(&info)};
    take_with(reason, &others);
}

/* Who waits for it to be quiet need wait no more. */
static void tell_parked(void) {
    atomic_store_explicit(&ms_process->sampler_is_parked, 1, memory_order_release);
    MS_SYSCALL6(SYS_futex, &ms_process->sampler_is_parked, FUTEX_WAKE, INT32_MAX, 0, 0, 0);
}

/* Seccomp is about to be entered, perhaps for all threads: no system call of ours any more. */
static void park(void) {
    tell_parked();
    for (;;) {
        MS_SYSCALL6(SYS_futex, &ms_process->sampler_is_parked, FUTEX_WAIT, 1, 0, 0, 0);
    }
}

/* Signals are the program's. Those by which libc makes all threads change their user at once have
 * to come through, or it would wait for ever; those that report a fault cannot be blocked. */
static void block_signals(void) {
    static const int kept[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, 32, 33};
    uint64_t blocked = ~0ULL;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        blocked &= ~(1ULL << (kept[i] - 1));
    }
    ms_signals_restore(blocked);
}

/* A table of descriptors of its own, an empty one: a program that closes its lowest descriptor to
 * open another in its place must not find it taken. Where the kernel has no such call (before 5.9)
 * the table stays shared. And the maker's priority is not ours. */
static void set_up(void) {
    struct sched_param usual = {.sched_priority = 0};
    MS_SYSCALL3(SYS_sched_setscheduler, 0, SCHED_OTHER, &usual);
    MS_SYSCALL2(SYS_prctl, PR_SET_NAME, "memscope");
    MS_SYSCALL3(SYS_close_range, 0, ~0U, MS_CLOSE_RANGE_UNSHARE);
    ms_thread_find_stack();
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    sampler()->lane->stack_low = ms_self.stack_low;
    sampler()->lane->stack_top = ms_self.stack_top;
    ms_lock_release(&ms_process->lock, mask);
    block_signals();
}

static bool has_work(uint64_t due_ns, uint32_t marks) {
    return now_ns() >= due_ns || ms_process_is_sealed() ||
           marks != atomic_load_explicit(&sampler()->marks, memory_order_relaxed);
}

/* Until it is called, or until then. */
static void wait_until(uint32_t calls, uint64_t when_ns) {
    struct timespec when = {.tv_sec = (time_t)(when_ns / MS_NS_IN_S),
                            .tv_nsec = (long)(when_ns % MS_NS_IN_S)};
    MS_SYSCALL6(SYS_futex, &ms_process->sampler_calls, FUTEX_WAIT_BITSET, calls, &when, 0,
                FUTEX_BITSET_MATCH_ANY);
}

/* What there is to do now; false: the process ends. */
static bool look(uint64_t *due_ns, uint32_t *marks) {
    uint32_t marks_now = atomic_load_explicit(&sampler()->marks, memory_order_relaxed);
    if (ms_process_is_sealed()) {
        park();
    }
    if (ms_first_thread_has_ended() && ms_is_last_thread()) {
        tell_parked();
        return false;
    }
    if (now_ns() >= *due_ns) {
        take_in_thread(MS_SAMPLE_INTERVAL);
        *due_ns += interval_ns();
        *due_ns = *due_ns > now_ns() ? *due_ns : now_ns() + interval_ns();
    } else if (marks_now != *marks) {
        take_in_thread(MS_SAMPLE_MARK);
    }
    *marks = marks_now;
    return true;
}

static void *run(void *argument) {
    (void)argument;
    set_up();
    uint32_t marks = 0;
    uint64_t due = atomic_load_explicit(&sampler()->last_ns, memory_order_relaxed) + interval_ns();
    uint32_t calls;
    do {
        uint64_t look_ms =
            ms_first_thread_has_ended() ? MS_LOOK_FOR_LAST_THREAD_MS : MS_LOOK_FOR_FIRST_THREAD_MS;
        uint64_t soon = now_ns() + look_ms * MS_NS_IN_MS;
        /* Before it looks: what comes from then on makes the wait end at once. */
        calls = atomic_load_explicit(&ms_process->sampler_calls, memory_order_acquire);
        if (!has_work(due, marks)) {
            wait_until(calls, soon < due ? soon : due);
        }
    } while (look(&due, &marks));
    return NULL; /* libc ends the process with the last of its threads */
}

/* What libc allocates for it is not the program's: the guard keeps it out. All signals are blocked
 * in a thread that is made while they are. */
static bool make_thread(void) {
    pthread_attr_t attributes;
    pthread_t thread;
    int kept = errno;
    uint64_t mask = ms_signals_block();
    ms_self.guard = (uintptr_t)__builtin_frame_address(0);
    ms_self.asks_libc = true;
    bool is_made = false;
    if (pthread_attr_init(&attributes) == 0) {
        is_made = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                  pthread_attr_setstacksize(&attributes, MS_STACK_BYTES) == 0 &&
                  ms_real.pthread_create(&thread, &attributes, run, NULL) == 0;
        pthread_attr_destroy(&attributes);
    }
    ms_self.asks_libc = false;
    ms_self.guard = 0;
    ms_signals_restore(mask);
    errno = kept;
    return is_made;
}

void ms_sampler_thread_made(void) {
    if (!is_on() || ms_self.guard != 0 || has_thread() ||
        atomic_exchange_explicit(&ms_process->has_sampler, true, memory_order_relaxed)) {
        return;
    }
    if (!make_thread()) {
        atomic_store_explicit(&ms_process->has_sampler, false, memory_order_relaxed);
    }
}

void ms_sampler_begun_late(void) {
    if (ms_threads_counted() > 1) {
        ms_sampler_thread_made();
    }
}
