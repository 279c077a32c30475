/* What a scan works with, made as the shim makes it, for a test that looks at what is told. */
#ifndef MEMSCOPE_SCANNED_H
#define MEMSCOPE_SCANNED_H

#include "recording.h"

#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#include "clock.h"
#include "process.h"
#include "real.h"
#include "scan_work.h"
#include "syscall.h"

#define SCANNED_LIMIT_NS 30000000000ULL

static inline struct ms_scan_work *
scanned_work(const struct ms_scan_caller *caller,
             bool (*take)(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                          size_t length)) {
    struct ms_scan_work *work = mmap(NULL, sizeof *work, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(work != MAP_FAILED);
    work->caller = *caller;
    work->caller_thread = (uint32_t)MS_SYSCALL1(SYS_gettid, 0);
    work->caller_base = (uint64_t)pthread_self();
    work->process = (uint32_t)MS_SYSCALL1(SYS_getpid, 0);
    work->begun_ns = ms_clock_ns(CLOCK_MONOTONIC);
    work->deadline_ns = work->begun_ns + SCANNED_LIMIT_NS;
    work->thread_local_bytes = ms_real_thread_local_bytes();
    work->id = 300;
    work->pages = -1;
    work->write = take;
    return work;
}

/* As the shim does it: with the lock held. */
static inline void scanned_by(void (*by)(struct ms_scan_work *work), struct ms_scan_work *work) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    by(work);
    ms_lock_release(&ms_process->lock, mask);
}

#endif
