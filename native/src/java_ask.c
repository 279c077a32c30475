#define _GNU_SOURCE
#include "java_ask.h"

#include <stdatomic.h>
#include <stddef.h>
#include <ucontext.h>

#include "code_cache.h"
#include "method.h"
#include "process.h"
#include "thread.h"
#include "vm_structs.h"

/* What AsyncGetCallTrace fills: the JVM's own declarations, which no header of the JDK has. */
struct jvm_frame {
    jint index; /* of the bytecode; negative in native methods */
    jmethodID method;
};
struct jvm_trace {
    JNIEnv *environment;
    jint count; /* 0 or negative: the JVM cannot tell, and why */
    struct jvm_frame *frames;
};
typedef void (*async_get_call_trace)(struct jvm_trace *trace, jint depth, void *context);

struct ms_question {
    ucontext_t context;
    struct jvm_frame found[MS_STACK_MAX];
};

size_t ms_java_question_bytes(void) {
    return sizeof(struct ms_question);
}

/* A forked child has no thread that names methods, and its JVM is not one to ask. */
static JavaVM *_Atomic asked_vm;
static _Atomic uint64_t asked_session;
static bool method_is_behind_id;
static uintptr_t anchor_offset; /* from a thread's JNIEnv to its anchor; 0: not known */

void ms_java_ask_start(JavaVM *vm, JNIEnv *environment, uintptr_t thread, bool ids_are_pointers) {
    method_is_behind_id = ids_are_pointers;
    if (thread != 0 && ms_vm.thread_anchor != MS_VM_NONE && ms_vm.anchor_sp != MS_VM_NONE &&
        ms_vm.anchor_pc != MS_VM_NONE) {
        anchor_offset = thread + ms_vm.thread_anchor - (uintptr_t)environment;
    }
    atomic_store_explicit(&asked_session, ms_process_session(), memory_order_relaxed);
    /* release: pairs with the acquire in ask. */
    atomic_store_explicit(&asked_vm, vm, memory_order_release);
}

void ms_java_ask_end(void) {
    atomic_store_explicit(&asked_vm, NULL, memory_order_relaxed);
}

/* Where the interpreter calls into the JVM it notes its stack pointer only, and the JVM reads the
 * address that it will return to from the stack when somebody walks it ("makes it walkable"); for
 * AsyncGetCallTrace it does not, and knows nothing of the stack then. So we do: the same word in
 * the same place, which the interpreter clears with its own when it comes back. */
static void make_walkable(const JNIEnv *environment) {
    if (anchor_offset == 0) {
        return;
    }
    uintptr_t anchor = (uintptr_t)environment + anchor_offset;
    uintptr_t sp = *(const uintptr_t *)(anchor + ms_vm.anchor_sp);
    uintptr_t *pc = (uintptr_t *)(anchor + ms_vm.anchor_pc);
    if (*pc == 0 && sp > ms_self.stack_low + sizeof sp && sp < ms_self.stack_top &&
        ms_code_cache_contains(((const uintptr_t *)sp)[-1])) {
        *pc = ((const uintptr_t *)sp)[-1];
    }
}

/* The methods of the whole thread's stack; how many. The context is that of the first frame of a
 * method, or of the last generated code that the walk saw: the JVM takes its own note of where Java
 * was left, if it has one, and this where it has none (a critical downcall). */
static uint32_t ask(const struct ms_walk *walk, struct ms_question *question) {
    JavaVM *vm = atomic_load_explicit(&asked_vm, memory_order_acquire);
    JNIEnv *environment = NULL;
    if (vm == NULL ||
        atomic_load_explicit(&asked_session, memory_order_relaxed) != ms_process_session() ||
        (*vm)->GetEnv(vm, (void **)&environment, JNI_VERSION_1_6) != JNI_OK) {
        return 0;
    }
    const struct ms_java_frame *first = walk->java;
    while (first + 1 < walk->java + walk->java_count && first->method == 0) {
        first++;
    }
    greg_t *registers = question->context.uc_mcontext.gregs;
    registers[REG_RIP] = (greg_t)walk->pcs[first->index];
    registers[REG_RSP] = (greg_t)first->sp;
    registers[REG_RBP] = (greg_t)first->fp;
    make_walkable(environment);
    struct jvm_trace trace = {.environment = environment, .frames = question->found};
    ((async_get_call_trace)ms_vm.async_get_call_trace)(&trace, MS_STACK_MAX, &question->context);
    return trace.count > 0 ? (uint32_t)trace.count : 0;
}

static uintptr_t method_of(const struct jvm_frame *frame) {
    return frame->method == NULL ? 0 : *(const uintptr_t *)frame->method;
}

/* Which of the found methods each physical frame stands for: those up to the method that the frame
 * is of, as the ones before it were inlined into it, or (the entry of a continuation) have no frame
 * that the walk saw. False: what was found is not this stack. */
static bool match(const struct ms_walk *walk, const struct ms_question *question, uint32_t count,
                  struct ms_told *told) {
    uint32_t next = 0;
    const struct ms_java_frame *before = NULL;
    uint32_t *end_before = NULL;
    for (uint32_t i = 0; i < walk->java_count; i++) {
        const struct ms_java_frame *frame = &walk->java[i];
        if (frame->method == 0) {
            told->ends[i] = next;
            continue;
        }
        uint32_t at = next;
        while (at < count && method_of(&question->found[at]) != frame->method) {
            at++;
        }
        if (at == count) {
            return false;
        }
        /* Inlined into itself: what was left over belongs to the compiled frame before. */
        if (frame->interpreted && at > next && before != NULL && !before->interpreted &&
            method_of(&question->found[at - 1]) == before->method) {
            *end_before = at;
        }
        told->ends[i] = at + 1;
        next = at + 1;
        before = frame;
        end_before = &told->ends[i];
    }
    if (next < count && before != NULL && !before->interpreted &&
        method_of(&question->found[count - 1]) == before->method) {
        *end_before = count;
        next = count;
    }
    /* More than the walk saw is right only where it did not see all. */
    return next == count || (walk->flags & MS_STACK_REACHED_ENTRY) == 0 || count == MS_STACK_MAX;
}

bool ms_java_ask(const struct ms_walk *walk, struct ms_question *question, struct ms_told *told) {
    uint32_t count = ask(walk, question);
    if (count == 0 || !method_is_behind_id || !match(walk, question, count, told)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct jvm_frame *found = &question->found[i];
        uint32_t id = found->method == NULL ? 0 : ms_method_id((uintptr_t)found->method);
        if (id == 0) {
            return false;
        }
        told->frames[i] = (struct ms_told_frame){.method = id, .index = found->index};
    }
    told->count = count;
    return true;
}
