#define _GNU_SOURCE
#include "scan_snapshot.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "clock.h"
#include "lane.h"
#include "scan_clone.h"
#include "scan_maps.h"
#include "scan_plan.h"
#include "scan_records.h"
#include "scan_threads.h"
#include "scan_words.h"
#include "syscall.h"

#define MS_PIPE_BYTES (1U << 20)
#define MS_SHORT_WAIT_NS 10000000L

/* From the snapshot to the caller: messages of a head and its fields, one behind the other in a
 * ring. Either side is killed without harm to the other. */
struct pipe {
    _Atomic uint32_t written; /* bytes, in all, modulo 2^32; a futex */
    _Atomic uint32_t read;
    _Atomic uint32_t has_ended;
    enum ms_scan_outcome outcome;
    uint64_t words;
    uint8_t bytes[MS_PIPE_BYTES];
};

struct head {
    uint32_t event;
    uint32_t length;
};

static void wait_while(_Atomic uint32_t *word, uint32_t value) {
    struct timespec limit = {.tv_sec = 0, .tv_nsec = MS_SHORT_WAIT_NS};
    MS_SYSCALL6(SYS_futex, word, FUTEX_WAIT, value, &limit, 0, 0);
}

static void wake(_Atomic uint32_t *word) {
    MS_SYSCALL6(SYS_futex, word, FUTEX_WAKE, 1, 0, 0, 0);
}

static void put(struct pipe *pipe, uint32_t at, const void *from, size_t length) {
    for (size_t i = 0; i < length; i++) {
        pipe->bytes[(at + i) % MS_PIPE_BYTES] = ((const uint8_t *)from)[i];
    }
}

static void get(const struct pipe *pipe, uint32_t at, void *to, size_t length) {
    for (size_t i = 0; i < length; i++) {
        ((uint8_t *)to)[i] = pipe->bytes[(at + i) % MS_PIPE_BYTES];
    }
}

/* In the snapshot. The caller, whom it would wait for in vain, takes it along when it is killed. */
static bool send(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                 size_t length) {
    struct pipe *pipe = work->writer;
    struct head head = {.event = event, .length = (uint32_t)length};
    uint32_t written = atomic_load_explicit(&pipe->written, memory_order_relaxed);
    uint32_t read;
    while (read = atomic_load_explicit(&pipe->read, memory_order_acquire),
           written - read + sizeof head + length > MS_PIPE_BYTES) {
        wait_while(&pipe->read, read);
    }
    put(pipe, written, &head, sizeof head);
    put(pipe, written + (uint32_t)sizeof head, fields, length);
    atomic_store_explicit(&pipe->written, written + (uint32_t)(sizeof head + length),
                          memory_order_release);
    wake(&pipe->written);
    return true;
}

/* libc's structure of a thread points at itself, in two places, and lies at the end of its stack.
 * This finds threads that never allocated. */
static void add_threads(struct ms_scan_work *work) {
    for (uint32_t i = 1; i < work->mapping_count; i++) {
        const struct ms_scan_mapping *mapping = &work->mappings[i];
        bool may_be_stack = mapping->kind == MS_SCAN_OTHER && mapping->is_readable &&
                            mapping[-1].end == mapping->start && !mapping[-1].is_readable;
        if (may_be_stack) {
            ms_scan_find_thread(work, mapping);
        }
    }
}

/* Pages that the program changes meanwhile are there twice. Where there is no memory for that it is
 * the copy that has to go. */
static void offer_to_be_killed(void) {
    long file =
        MS_SYSCALL4(SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
    if (!ms_failed(file)) {
        MS_SYSCALL3(SYS_write, file, "1000", 4);
        MS_SYSCALL1(SYS_close, file);
    }
}

static void scan_copy(struct ms_scan_work *work) {
    MS_SYSCALL2(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if ((uint32_t)MS_SYSCALL1(SYS_getppid, 0) != work->process) {
        return;
    }
    ms_clone_close_all();
    offer_to_be_killed();
    if (!ms_scan_words_start(work) || !ms_scan_read_maps(work)) {
        return;
    }
    MS_SYSCALL2(SYS_prctl, PR_SET_DUMPABLE, 0); /* a fault here is nobody's business */
    add_threads(work);
    ms_scan_make_plan(work);
    if (ms_scan_caller_registers(work)) {
        ms_scan_all_words(work);
    }
}

static void run_copy(struct ms_scan_work *work, struct pipe *pipe) {
    work->write = send;
    work->writer = pipe;
    work->is_copy = true;
    work->outcome = MS_SCAN_NOT_PERMITTED;
    scan_copy(work);
    pipe->outcome = work->outcome;
    pipe->words = work->words;
    atomic_store_explicit(&pipe->has_ended, 1, memory_order_release);
    wake(&pipe->written);
    MS_SYSCALL1(SYS_exit_group, 0);
    __builtin_trap();
}

/* What has come is written. False: there is no space for it. */
static bool receive(struct ms_scan_work *work, struct pipe *pipe) {
    uint32_t read = atomic_load_explicit(&pipe->read, memory_order_relaxed);
    uint32_t written = atomic_load_explicit(&pipe->written, memory_order_acquire);
    while (read != written) {
        struct head head;
        get(pipe, read, &head, sizeof head);
        get(pipe, read + (uint32_t)sizeof head, work->record, head.length);
        if (!work->write(work, (enum ms_event)head.event, work->record, head.length)) {
            work->outcome = MS_SCAN_NO_SPACE;
            return false;
        }
        read += (uint32_t)sizeof head + head.length;
        atomic_store_explicit(&pipe->read, read, memory_order_release);
        wake(&pipe->read);
    }
    return true;
}

/* It may be of no use any more. Its end is heard of here alone. */
static void end_copy(long copy) {
    MS_SYSCALL2(SYS_kill, copy, SIGKILL);
    MS_SYSCALL4(SYS_wait4, copy, 0, __WALL, 0);
}

/* Whether there is more to come, after what has come is written. */
static bool follow(struct ms_scan_work *work, struct pipe *pipe, bool is_gone) {
    bool has_ended = atomic_load_explicit(&pipe->has_ended, memory_order_acquire) != 0;
    if (!receive(work, pipe)) {
        return false;
    }
    if (has_ended) {
        work->outcome = pipe->outcome;
        work->words = pipe->words;
    } else if (is_gone) {
        work->outcome = MS_SCAN_NOT_PERMITTED;
    } else if (ms_clock_ns(CLOCK_MONOTONIC) >= work->deadline_ns + MS_SCAN_GRACE_NS) {
        work->outcome = MS_SCAN_TIME_LIMIT;
    } else {
        return true;
    }
    return false;
}

static void follow_to_end(struct ms_scan_work *work, struct pipe *pipe, long copy) {
    bool is_gone;
    do {
        /* Until there is more than has been read. */
        wait_while(&pipe->written, atomic_load_explicit(&pipe->read, memory_order_relaxed));
        is_gone = MS_SYSCALL4(SYS_wait4, copy, 0, WNOHANG | __WALL, 0) != 0;
    } while (follow(work, pipe, is_gone));
    if (!is_gone) {
        end_copy(copy);
    }
}

static void add_owner(void *argument, uintptr_t owner) {
    struct ms_scan_work *work = argument;
    if (work->thread_count < MS_SCAN_THREADS && owner > MS_SCAN_PAGE &&
        owner != work->caller_base) {
        work->threads[work->thread_count++] = (struct ms_scan_thread){.base = owner};
    }
}

void ms_scan_by_snapshot(struct ms_scan_work *work) {
    work->outcome = MS_SCAN_NOT_PERMITTED;
    work->thread_count = 0;
    work->ticks = ms_clock_ticks();
    if (!ms_scan_write_begun(work, MS_SCAN_SNAPSHOT, 0)) {
        return;
    }
    long address = MS_SYSCALL6(SYS_mmap, 0, sizeof(struct pipe), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ms_failed(address)) {
        work->outcome = MS_SCAN_NO_SPACE;
        return;
    }
    struct pipe *pipe = (struct pipe *)address; /* NOLINT: the kernel's number is the pointer */
    work->thread_count = 1;
    work->threads[0] = (struct ms_scan_thread){.id = work->caller_thread,
                                               .stack_pointer = work->caller.stack_pointer,
                                               .base = work->caller_base};
    ms_lanes_each_owner(add_owner, work);
    long copy = ms_clone_copy();
    if (copy == 0) {
        run_copy(work, pipe);
    }
    if (!ms_failed(copy)) {
        follow_to_end(work, pipe, copy);
    }
    MS_SYSCALL2(SYS_munmap, pipe, sizeof *pipe);
}
