#define _GNU_SOURCE
#include "scan.h"

#include <stddef.h>
#include <sys/mman.h>

#include "clock.h"
#include "config.h"
#include "lane.h"
#include "process.h"
#include "real.h"
#include "scan_records.h"
#include "scan_snapshot.h"
#include "scan_tracer.h"
#include "syscall.h"
#include "thread.h"

#define MS_NS_PER_MS 1000000ULL

static struct ms_scan_work *make_work(const struct ms_scan_caller *caller) {
    long address = MS_SYSCALL6(SYS_mmap, 0, sizeof(struct ms_scan_work), PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ms_failed(address)) {
        return NULL;
    }
    struct ms_scan_work *work = (struct ms_scan_work *)address; /* NOLINT: the kernel's number */
    __asm__("mov %%fs:0, %0" : "=r"(work->caller_base));
    work->caller = *caller;
    work->caller_thread = (uint32_t)MS_SYSCALL1(SYS_gettid, 0);
    work->process = (uint32_t)MS_SYSCALL1(SYS_getpid, 0);
    work->begun_ns = ms_clock_ns(CLOCK_MONOTONIC);
    work->deadline_ns = work->begun_ns + ms_config.scan_ms * MS_NS_PER_MS;
    work->thread_local_bytes = ms_real_thread_local_bytes();
    work->pages = -1;
    work->id = ++ms_process->scans;
    return work;
}

static bool write_into_lane(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                            size_t length) {
    return ms_lane_write_long(work->writer, event, work->ticks, fields, length);
}

/* The lock is held: nobody is stopped, or copied, who has it. */
static void scan_into(struct ms_scan_work *work, struct ms_lane *lane) {
    work->write = write_into_lane;
    work->writer = lane;
    ms_scan_by_tracer(work);
    if (!work->is_abandoned && !work->has_begun && work->outcome == MS_SCAN_NOT_PERMITTED) {
        ms_scan_by_snapshot(work);
    }
    if (!work->is_abandoned && work->has_begun) {
        ms_scan_write_ended(work, ms_clock_ns(CLOCK_MONOTONIC) - work->begun_ns);
    }
}

static enum ms_scan_outcome scan(const struct ms_scan_caller *caller) {
    struct ms_scan_work *work = make_work(caller);
    struct ms_lane *lane = NULL;
    if (work != NULL) {
        bool is_known = ms_self.session == ms_process_session() || ms_self.ended;
        lane = ms_lane_lease(is_known ? ms_self.id : 0, MS_LANE_OF_SCAN);
    }
    enum ms_scan_outcome outcome = MS_SCAN_NO_SPACE;
    bool is_abandoned = false;
    if (lane != NULL) {
        scan_into(work, lane);
        outcome = work->outcome;
        is_abandoned = work->is_abandoned;
    }
    if (is_abandoned) {
        return outcome; /* with memory that somebody may still write to */
    }
    if (lane != NULL) {
        ms_lane_return(lane);
    }
    if (work != NULL) {
        MS_SYSCALL2(SYS_munmap, work, sizeof *work);
    }
    return outcome;
}

enum ms_scan_outcome ms_scan(const struct ms_scan_caller *caller) {
    if (ms_process_session() == 0 || ms_process_is_sealed() ||
        atomic_load_explicit(&ms_process->stopped, memory_order_relaxed)) {
        return MS_SCAN_NONE;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    enum ms_scan_outcome outcome = scan(caller);
    ms_lock_release(&ms_process->lock, mask);
    return outcome;
}

void ms_scan_on(enum ms_scan_occasion occasion, const struct ms_scan_caller *caller) {
    if ((ms_config.scan & occasion) != 0) {
        ms_scan(caller);
    }
}
