#define _GNU_SOURCE
#include "thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

#include "clock.h"
#include "definition.h"
#include "lane.h"
#include "real.h"
#include "start.h"
#include "syscall.h"

#define MS_NAME_BYTES 16

/* The main stack has nothing mapped within this distance below its start but itself: the kernel
 * keeps at least 128 MiB free for it to grow into. */
#define MS_MAIN_STACK_BYTES (128UL << 20)

extern void *__libc_stack_end;

_Thread_local struct ms_thread ms_self = {.session = MS_NO_SESSION};

static pthread_key_t key;

static void define_name(uint32_t thread, const char *name) {
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, thread);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_text(&definer, name);
    ms_definition_end(&definer, MS_DEFINE_THREAD_NAMED, NULL);
}

static void define_thread(uint32_t tid) {
    char name[MS_NAME_BYTES] = {0};
    MS_SYSCALL2(SYS_prctl, PR_GET_NAME, name);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, ms_self.id);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, tid);
    ms_definition_number(&definer, ms_self.parent);
    ms_definition_number(&definer, ms_self.start_routine);
    ms_definition_text(&definer, name);
    ms_definition_end(&definer, MS_DEFINE_THREAD, NULL);
}

/* Only a thread that pthread_create made knows more of its stack than this. */
static void find_main_stack(void) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t top = (uintptr_t)__libc_stack_end;
    if (here < top && top - here < MS_MAIN_STACK_BYTES &&
        MS_SYSCALL1(SYS_gettid, 0) == MS_SYSCALL1(SYS_getpid, 0)) {
        ms_self.stack_low = top - MS_MAIN_STACK_BYTES;
        ms_self.stack_top = top;
    }
}

static bool lease(uint64_t session) {
    if (ms_process_is_sealed()) {
        ms_process_count(MS_MISSED_NO_LANE, 1);
        return false;
    }
    uint32_t tid = (uint32_t)MS_SYSCALL1(SYS_gettid, 0);
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    if (ms_self.session != session && !ms_self.ended) {
        if (ms_self.session != MS_NO_SESSION) {
            ms_self.parent = 0; /* a thread of the process that forked */
        }
        ms_self.id = 0;
    }
    if (ms_self.id == 0) {
        ms_self.id = atomic_fetch_add_explicit(&ms_process->threads, 1, memory_order_relaxed) + 1;
        define_thread(tid);
    }
    ms_self.lane = ms_lane_lease(ms_self.id, (uintptr_t)pthread_self());
    if (ms_self.lane != NULL) {
        ms_self.lane->stack_low = ms_self.stack_low;
        ms_self.lane->stack_top = ms_self.stack_top;
    }
    if (ms_self.lane != NULL && !ms_self.ended) {
        ms_self.session = session;
        /* A key below 32, made when the first hook ran: setting it allocates nothing. */
        pthread_setspecific(key, &ms_self);
    }
    /* Signals that came meanwhile are handled in here, and their handlers may not come back. */
    ms_lock_release(&ms_process->lock, mask);
    if (ms_self.lane == NULL) {
        ms_process_count(MS_MISSED_NO_LANE, 1);
        return false;
    }
    return true;
}

static void return_lane(void) {
    if (ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    ms_lane_return(ms_self.lane);
    ms_self.lane = NULL;
    ms_lock_release(&ms_process->lock, mask);
}

void ms_leave_ended(void) {
    if (ms_self.lane != NULL) {
        return_lane();
    }
}

/* A signal stack may lie anywhere, in the thread's own stack, too. */
static bool is_on_signal_stack(void) {
    stack_t now;
    return !ms_process_is_sealed() && !ms_failed(MS_SYSCALL2(SYS_sigaltstack, 0, &now)) &&
           (now.ss_flags & SS_ONSTACK) != 0;
}

/* A signal handler that runs on this stack is below the hook it interrupts. A hook that is below a
 * later one did not come to its end: something jumped out. Elsewhere (signal stacks, coroutines)
 * that cannot be told. */
static bool jumped_out(uintptr_t stack_pointer) {
    return ms_self.guard <= stack_pointer && stack_pointer < ms_self.stack_top &&
           ms_self.guard >= ms_self.stack_low && !is_on_signal_stack();
}

/* Until a forked child's thread has leased a lane of its own, `lane` is its parent's: wiped, and
 * handed out anew as something else. */
static void miss(enum ms_counter counter, enum ms_gap_reason reason) {
    ms_process_count(counter, 1);
    bool is_ours = ms_self.session == ms_process_session() || ms_self.session == MS_NO_SESSION;
    if (ms_self.lane != NULL && is_ours) {
        ms_self.lane->missed++;
        ms_self.lane->missed_reason = reason;
    }
}

static void clean_up_after_jump(void) {
    bool in_record = ms_self.busy != 0;
    ms_self.busy = 0;
    ms_self.asks_libc = false;
    if (in_record && ms_self.lane != NULL) {
        ms_lane_abandon(ms_self.lane);
    }
    miss(MS_MISSED_LONGJMP, MS_GAP_LONGJMP);
}

/* Inside another hook of this thread: the allocator's own call, which is not an event; or that of a
 * signal handler, which is one that cannot be written. */
static bool enter_nested(uintptr_t stack_pointer) {
    uintptr_t return_address = ((const uintptr_t *)stack_pointer)[1]; /* NOLINT: as in MS_FRAME */
    bool is_own = ms_self.busy == 0 && ms_real_calls_from(return_address);
    if (!is_own && !ms_self.asks_libc) {
        miss(MS_MISSED_REENTRY, MS_GAP_REENTRY);
    }
    return false;
}

/* Other destructors may still free: for those each call leases a lane and returns it. */
static void thread_ends(void *unused) {
    (void)unused;
    if (ms_self.session == ms_process_session()) {
        if (!ms_process_is_sealed() && MS_SYSCALL1(SYS_gettid, 0) == MS_SYSCALL1(SYS_getpid, 0)) {
            atomic_store_explicit(&ms_process->first_thread_has_ended, true, memory_order_relaxed);
            ms_process_call_sampler();
        }
        if (ms_self.guard != 0) { /* cancelled, or ended by a handler, in the middle of a hook */
            clean_up_after_jump();
            ms_self.guard = 0;
        }
        ms_self.session = MS_NO_SESSION;
        ms_self.ended = true;
        return_lane();
    }
}

bool ms_thread_make_key(void) {
    static bool made;
    made = made || pthread_key_create(&key, thread_ends) == 0;
    return made;
}

bool ms_enter_slowly(uintptr_t stack_pointer) {
    if (ms_start_is_passive) {
        return false;
    }
    uint64_t session = ms_process_session();
    bool inherited = ms_self.session != session && ms_self.session != MS_NO_SESSION;
    if (ms_self.guard != 0 && !(inherited && session == 0)) {
        if (!jumped_out(stack_pointer)) {
            return enter_nested(stack_pointer);
        }
        if (!inherited) {
            clean_up_after_jump();
        }
    }
    if (ms_self.stack_top == 0 && !ms_process_is_sealed()) {
        /* From the first call on, so that a jump out of that one is seen, too. */
        find_main_stack();
    }
    ms_self.guard = stack_pointer;
    if (session == 0) {
        session = ms_start(inherited && ms_self.busy != 0);
        ms_self.busy = 0;
    }
    bool leased = session != 0 && (ms_self.session == session || lease(session));
    if (!leased) {
        ms_self.guard = 0;
    }
    return leased;
}

void ms_thread_renamed(void) {
    if (ms_process_is_sealed()) {
        return;
    }
    char name[MS_NAME_BYTES] = {0};
    MS_SYSCALL2(SYS_prctl, PR_GET_NAME, name);
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    define_name(ms_self.id, name);
    ms_lock_release(&ms_process->lock, mask);
}

void ms_thread_renamed_other(uintptr_t thread, const char *name) {
    if (ms_process_is_sealed()) {
        return;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    const struct ms_lane *lane = ms_lane_of(thread);
    if (lane != NULL) {
        define_name(lane->thread, name);
    }
    ms_lock_release(&ms_process->lock, mask);
}

/* glibc allocates inside pthread_getattr_np, and holds the thread's lock while it does: never from
 * a hook. Its own allocations are not the program's: the guard keeps them out. */
void ms_thread_find_stack(void) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (ms_process_is_sealed()) {
        return;
    }
    /* What a handler allocates would pass for what libc does. */
    uint64_t mask = ms_signals_block();
    ms_self.guard = (uintptr_t)__builtin_frame_address(0);
    ms_self.asks_libc = true;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
            ms_self.stack_low = (uintptr_t)low;
            ms_self.stack_top = (uintptr_t)low + size;
        }
        pthread_attr_destroy(&attributes);
    }
    ms_self.asks_libc = false;
    ms_self.guard = 0;
    ms_signals_restore(mask);
}
