#define _GNU_SOURCE
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "clock.h"
#include "config.h"
#include "definition.h"
#include "lane.h"
#include "module.h"
#include "pthread_hooks.h"
#include "queue.h"
#include "real.h"
#include "sampler.h"
#include "scan.h"
#include "stack.h"
#include "syscall.h"
#include "text.h"
#include "thread.h"

_Atomic bool ms_start_is_passive;

/* Once a process image; a forked child inherits the answer. */
static bool is_prepared;
static bool is_able;
static bool is_late; /* threads were there before */

static void make_able(void) {
    if (ms_config.enabled) {
        ms_clock_start();
        is_able = ms_thread_make_key() && ms_process_map();
    }
}

static void be_passive(bool is_passive) {
    atomic_store_explicit(&ms_start_is_passive, is_passive, memory_order_relaxed);
}

static bool prepare(void) {
    if (!is_prepared) {
        ms_real_find();
        ms_config_read(&ms_config);
        make_able();
        is_prepared = true;
        be_passive(!is_able);
    }
    return is_able;
}

static void add_file(struct ms_definer *definer, const char *path) {
    static char content[MS_DEFINITION_MAX]; /* guarded by the lock */
    long length = -1;
    long file = MS_SYSCALL4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (!ms_failed(file)) {
        length = MS_SYSCALL3(SYS_read, file, content, sizeof content);
        MS_SYSCALL1(SYS_close, file);
    }
    ms_definition_bytes(definer, content, ms_failed(length) ? 0 : (size_t)length);
}

static void add_link(struct ms_definer *definer, const char *path) {
    static char target[1024]; /* guarded by the lock */
    long length = MS_SYSCALL3(SYS_readlink, path, target, sizeof target);
    ms_definition_bytes(definer, target, ms_failed(length) ? 0 : (size_t)length);
}

struct beginning {
    uint64_t wall_ns;
    uint64_t monotonic_ns;
    uint64_t ticks;
};

/* From the time that opening the queue has taken: good to a part in some thousands, and replaced by
 * the chunks' clock pairs in any session of some length. */
static uint64_t ticks_per_second(const struct beginning *beginning) {
    uint64_t elapsed_ns = ms_clock_ns(CLOCK_MONOTONIC) - beginning->monotonic_ns;
    uint64_t elapsed_ticks = ms_clock_ticks() - beginning->ticks;
    return elapsed_ns == 0 ? 0 : (uint64_t)((double)elapsed_ticks * 1e9 / (double)elapsed_ns);
}

static bool define_session(const struct beginning *beginning, uint64_t parent, const char *comm) {
    struct utsname host;
    if (uname(&host) != 0) {
        host.nodename[0] = host.release[0] = '\0';
    }
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, (uint64_t)MS_SYSCALL1(SYS_getpid, 0));
    ms_definition_number(&definer, (uint64_t)MS_SYSCALL1(SYS_getppid, 0));
    ms_definition_number(&definer, parent);
    ms_definition_fixed64(&definer, beginning->wall_ns);
    ms_definition_fixed64(&definer, beginning->ticks);
    ms_definition_number(&definer, ms_clock_is_tsc ? 0 : 1);
    ms_definition_number(&definer, ms_clock_is_tsc ? ticks_per_second(beginning) : 1000000000ULL);
    ms_definition_number(&definer, (uint64_t)sysconf(_SC_PAGESIZE));
    ms_definition_number(&definer, (uint64_t)MS_SYSCALL1(SYS_getuid, 0));
    ms_definition_number(&definer, ms_stack_method());
    ms_definition_number(&definer, ms_config.max_bytes);
    ms_definition_text(&definer, comm);
    add_link(&definer, "/proc/self/exe");
    add_file(&definer, "/proc/self/cmdline");
    ms_definition_text(&definer, host.nodename);
    ms_definition_text(&definer, host.release);
    ms_definition_text(&definer, MS_VERSION);
    return ms_definition_end(&definer, MS_DEFINE_SESSION, NULL);
}

/* Each counter is stored as a whole, so they are aligned by a definition that says nothing. Either
 * is short: kind and length are one byte each. */
static bool define_padding(void) {
    struct ms_definer definer = ms_definition_begin();
    size_t fields_offset = ms_definition_offset() + 2 + 2;
    for (size_t i = fields_offset % 8; i != 0 && i < 8; i++) {
        *definer.at++ = 0;
    }
    return ms_definition_end(&definer, MS_DEFINE_PADDING, NULL);
}

static bool define_counters(void) {
    uint8_t *fields = NULL;
    if (!define_padding()) {
        return false;
    }
    struct ms_definer definer = ms_definition_begin();
    for (int i = 0; i < MS_COUNTERS; i++) {
        ms_definition_fixed64(&definer, 0);
    }
    if (!ms_definition_end(&definer, MS_DEFINE_COUNTERS, &fields)) {
        return false;
    }
    ms_process->counters = (_Atomic uint64_t *)fields;
    ms_process_count(MS_SHIM_BYTES, atomic_load_explicit(&ms_process->used, memory_order_relaxed));
    return true;
}

static bool open_recording(const struct beginning *beginning, uint64_t parent) {
    char comm[16] = {0};
    MS_SYSCALL2(SYS_prctl, PR_GET_NAME, comm);
    ms_process->start_wall_ns = beginning->wall_ns;
    return ms_definitions_start() && ms_lanes_start() && ms_modules_start() && ms_stacks_start() &&
           ms_start_blocks_start() && ms_sampler_start() &&
           ms_queue_open(beginning->wall_ns, comm, (uint32_t)MS_SYSCALL1(SYS_getpid, 0)) &&
           define_session(beginning, parent, comm) && define_counters();
}

static uint64_t start(bool keep_segments) {
    static uint64_t latest; /* not wiped by fork: the child's parent session */
    if (!prepare() || atomic_exchange_explicit(&ms_process->starting, true, memory_order_acquire)) {
        /* Another thread is starting, or it has failed in this process: it stays as it is. */
        return 0;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct beginning beginning = {.wall_ns = ms_clock_ns(CLOCK_REALTIME),
                                  .monotonic_ns = ms_clock_ns(CLOCK_MONOTONIC),
                                  .ticks = ms_clock_ticks()};
    ms_queue_forget(keep_segments);
    uint64_t session = open_recording(&beginning, latest) ? beginning.wall_ns : 0;
    if (session != 0) {
        latest = session;
    }
    ms_lock_release(&ms_process->lock, mask);
    atomic_store_explicit(&ms_process->session, session, memory_order_release);
    ms_sampler_take(MS_SAMPLE_START, NULL);
    return session;
}

uint64_t ms_start(bool keep_segments) {
    /* A child of a process that entered seccomp must not try; one that has failed need not. */
    if (ms_process_is_sealed() ||
        atomic_load_explicit(&ms_process->starting, memory_order_relaxed)) {
        return 0;
    }
    /* A handler that jumped out of the middle would leave half of it. */
    uint64_t mask = ms_signals_block();
    uint64_t session = start(keep_segments);
    ms_signals_restore(mask);
    return session;
}

void ms_start_prepare(void) {
    uint64_t mask = ms_signals_block();
    prepare();
    ms_signals_restore(mask);
}

/* One at a time; hooks of other threads only forward until it is done. */
static int start_into(const char *folder) {
    if (prepare() || ms_process_session() != 0) {
        return ms_start_was_stopped() ? ENOTSUP : EALREADY;
    }
    if (atomic_load_explicit(&ms_process->starting, memory_order_relaxed) ||
        ms_process_is_sealed()) {
        return ENOTSUP;
    }
    ms_config_read_for(&ms_config, folder);
    if (!ms_config.enabled) {
        return EINVAL;
    }
    make_able();
    is_late = true;
    /* Hooks are let in when it has begun: none of them is to begin it. */
    bool has_begun = is_able && start(false) != 0;
    be_passive(!has_begun);
    return has_begun ? 0 : EIO;
}

int ms_start_into(const char *folder) {
    static atomic_flag is_busy = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set_explicit(&is_busy, memory_order_acquire)) {
        return EALREADY;
    }
    uint64_t mask = ms_signals_block();
    int error = start_into(folder);
    ms_signals_restore(mask);
    atomic_flag_clear_explicit(&is_busy, memory_order_release);
    return error;
}

bool ms_start_was_late(void) {
    return is_late;
}

bool ms_start_was_stopped(void) {
    return atomic_load_explicit(&ms_process->was_told_to_stop, memory_order_relaxed);
}

/* Threads that have a lane come upon it there, all others find us passive. */
void ms_start_stop(void) {
    be_passive(true);
    is_able = false;
    if (ms_process_session() == 0 || ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    atomic_store_explicit(&ms_process->was_told_to_stop, true, memory_order_relaxed);
    atomic_store_explicit(&ms_process->stopped, true, memory_order_relaxed);
    ms_lanes_stop();
    ms_lock_release(&ms_process->lock, mask);
}

/* Regular exits only; nothing depends on it. Other libraries' destructors may still free
 * afterwards. */
__attribute__((destructor)) static void end(void) {
    if (ms_process_session() == 0 || ms_process_is_sealed()) {
        return;
    }
    ms_sampler_take(MS_SAMPLE_EXIT, NULL);
    struct ms_scan_caller caller = ms_scan_caller_here();
    ms_scan_on(MS_SCAN_AT_EXIT, &caller);
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_end(&definer, MS_DEFINE_SESSION_ENDED, NULL);
    ms_lock_release(&ms_process->lock, mask);
}
