#include "self_check.h"

#include <stdatomic.h>
#include <stddef.h>

#include "clock.h"
#include "config.h"
#include "definition.h"
#include "java_stack.h"
#include "method.h"
#include "process.h"
#include "scratch.h"
#include "stack.h"
#include "start.h"
#include "thread.h"

#define MS_MOST_CHECKS 16
#define MS_FIRST_CHECKS 4

static _Atomic uint64_t calls;
static uint32_t checks;
static uint32_t mismatches;
static uint32_t unclear; /* times that we could not tell the stack whole */

/* One comparison at a time; who comes meanwhile makes none. */
static atomic_flag is_checking = ATOMIC_FLAG_INIT;
static jvmtiFrameInfo expected[MS_STACK_MAX];

/* java.lang.BaseVirtualThread; NULL before virtual threads. */
static jclass virtual_threads;

static void define_method(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, ms_stack_method());
    ms_definition_number(&definer, checks);
    ms_definition_number(&definer, mismatches);
    ms_definition_end(&definer, MS_DEFINE_STACK_METHOD, NULL);
    ms_lock_release(&ms_process->lock, mask);
}

void ms_self_check_start(JNIEnv *environment, bool is_known) {
    jclass found = (*environment)->FindClass(environment, "java/lang/BaseVirtualThread");
    if (found == NULL) {
        (*environment)->ExceptionClear(environment);
    } else {
        virtual_threads = (*environment)->NewGlobalRef(environment, found);
        (*environment)->DeleteLocalRef(environment, found);
    }
    if (!is_known && ms_stack_method() != MS_STACK_CALLER) {
        ms_stack_set_method(MS_STACK_NATIVE);
    }
    define_method();
}

void ms_self_check_end(void) {
    if (checks > 0) {
        define_method();
    }
}

/* What this method of capturing shows of the calling thread's stack. */
static void capture(enum ms_stack_method method, struct ms_scratch *scratch) {
    struct ms_walk_limits limits = ms_stack_limits(method, true);
    scratch->image.is_whole = false;
    ms_walk_stack(&scratch->image, MS_FRAME, &limits, &scratch->fresh);
    ms_walk_from_image(&scratch->walk, &scratch->image);
    if (scratch->walk.java_count > 0 && method != MS_STACK_NATIVE) {
        ms_java_frames(&scratch->walk, &scratch->told, &scratch->frames);
    } else {
        scratch->frames.count = 0;
        scratch->frames.flags = scratch->walk.flags;
    }
}

/* A native method has no location, and no index. */
static bool is_same_frame(const struct ms_frame_place *ours, const jvmtiFrameInfo *theirs) {
    uint64_t at = theirs->location < 0 ? 0 : (uint64_t)theirs->location + 1;
    return ours->at == at && ours->place >> 1 == ms_method_id((uintptr_t)theirs->method);
}

static bool is_same_stack(const struct ms_frames *ours, jint count) {
    jint next = 0;
    for (uint32_t i = 0; i < ours->count; i++) {
        if ((ours->frames[i].place & 1) != 0) {
            if (next == count || !is_same_frame(&ours->frames[i], &expected[next])) {
                return false;
            }
            next++;
        }
    }
    return next == count || (ours->flags & MS_STACK_CUT) != 0;
}

enum verdict { AGREES, DIFFERS, CANNOT_TELL };

static enum verdict compare(enum ms_stack_method method, struct ms_scratch *scratch, jint count) {
    if (method == MS_STACK_CALLER) {
        return AGREES;
    }
    capture(method, scratch);
    if (method == MS_STACK_NATIVE) { /* there are Java frames: it must have come to the first */
        return scratch->walk.java_count > 0 ? AGREES : DIFFERS;
    }
    if ((scratch->frames.flags & MS_STACK_JAVA_UNRESOLVED) != 0) {
        return CANNOT_TELL;
    }
    return is_same_stack(&scratch->frames, count) ? AGREES : DIFFERS;
}

/* The next lesser method. */
static enum ms_stack_method less(enum ms_stack_method method) {
    return method == MS_STACK_MIXED     ? MS_STACK_SAMPLED
           : method == MS_STACK_SAMPLED ? MS_STACK_NATIVE
                                        : MS_STACK_CALLER;
}

/* Inside ms_enter and ms_leave. */
static void check(struct ms_scratch *scratch, jint count) {
    enum ms_stack_method before = ms_stack_method();
    enum ms_stack_method method = before;
    enum verdict verdict = compare(method, scratch, count);
    /* Once in a while that is so; if it is the rule, we do not know this JVM's stacks. */
    if (verdict == CANNOT_TELL && (++unclear < MS_FIRST_CHECKS || unclear < checks)) {
        return;
    }
    checks++;
    if (verdict != AGREES) {
        mismatches++;
        while (compare(method, scratch, count) != AGREES) {
            method = less(method);
        }
        ms_stack_set_method(method);
    }
    if (method != before || checks == MS_MOST_CHECKS) {
        define_method();
    }
}

static bool is_due(void) {
    uint64_t call = atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) + 1;
    return checks < MS_MOST_CHECKS && (call <= MS_FIRST_CHECKS || (call & (call - 1)) == 0);
}

void ms_self_check(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread) {
    jint count;
    /* A virtual thread's stack goes on on its carrier's, and the JVM shows its own only. */
    if (!is_due() || ms_process_is_sealed() ||
        (virtual_threads != NULL &&
         (*environment)->IsInstanceOf(environment, thread, virtual_threads)) ||
        atomic_flag_test_and_set_explicit(&is_checking, memory_order_acquire)) {
        return;
    }
    if (ms_self.stack_top == 0 && ms_start_was_late()) {
        ms_thread_find_stack();
    }
    if ((*jvmti)->GetStackTrace(jvmti, thread, 0, MS_STACK_MAX, expected, &count) ==
            JVMTI_ERROR_NONE &&
        count > 0 && count < MS_STACK_MAX && ms_enter((uintptr_t)MS_FRAME)) {
        struct ms_scratch *scratch = ms_scratch_take();
        if (scratch != NULL) {
            check(scratch, count);
            ms_scratch_give_back(scratch);
        }
        ms_leave();
    }
    atomic_flag_clear_explicit(&is_checking, memory_order_release);
}
