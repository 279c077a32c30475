#define _GNU_SOURCE
#include "java_stack.h"

#include <stdatomic.h>
#include <stddef.h>
#include <ucontext.h>

#include "code_cache.h"
#include "hash.h"
#include "method.h"
#include "module.h"
#include "process.h"
#include "thread.h"
#include "vm_method.h"
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

/* Methods read before, by a few bits of their address. */
#define MS_KNOWN_METHODS 2048
struct known_method {
    uintptr_t method;
    uint32_t epoch; /* of ms_code_epoch: its class may have been unloaded since */
    uint32_t id;
    uintptr_t code_start;
    uint32_t code_bytes;
};

/* A thread's stack may be too small for these. */
struct java_buffer {
    struct java_buffer *next_free;
    ucontext_t context;
    struct jvm_frame found[MS_STACK_MAX];
    uint32_t ends[MS_STACK_MAX]; /* for each physical frame of a method, where its part ends */
};

struct ms_java_buffers {
    struct java_buffer *free;
    struct known_method known[MS_KNOWN_METHODS];
};

/* A forked child has no thread that names methods, and its JVM is not one to ask. */
static JavaVM *_Atomic asked_vm;
static _Atomic uint64_t asked_session;
static bool method_is_behind_id;
static uintptr_t anchor_offset; /* from a thread's JNIEnv to its anchor; 0: not known */

void ms_java_stack_start(JavaVM *vm, JNIEnv *environment, uintptr_t thread, bool ids_are_pointers) {
    method_is_behind_id = ids_are_pointers;
    if (thread != 0 && ms_vm.thread_anchor != MS_VM_NONE && ms_vm.anchor_sp != MS_VM_NONE &&
        ms_vm.anchor_pc != MS_VM_NONE) {
        anchor_offset = thread + ms_vm.thread_anchor - (uintptr_t)environment;
    }
    atomic_store_explicit(&asked_session, ms_process_session(), memory_order_relaxed);
    /* release: pairs with the acquire in ask. */
    atomic_store_explicit(&asked_vm, vm, memory_order_release);
}

void ms_java_stack_end(void) {
    atomic_store_explicit(&asked_vm, NULL, memory_order_relaxed);
}

static struct ms_java_buffers *buffers_locked(void) {
    if (ms_process->java_buffers == NULL) {
        ms_process->java_buffers = ms_process_alloc(sizeof(struct ms_java_buffers));
    }
    return ms_process->java_buffers;
}

static struct java_buffer *take_buffer(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_java_buffers *buffers = buffers_locked();
    struct java_buffer *buffer = NULL;
    if (buffers != NULL) {
        buffer = buffers->free;
        if (buffer != NULL) {
            buffers->free = buffer->next_free;
        } else {
            buffer = ms_process_alloc(sizeof *buffer);
        }
    }
    ms_lock_release(&ms_process->lock, mask);
    return buffer;
}

static void give_back(struct java_buffer *buffer) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    buffer->next_free = ms_process->java_buffers->free;
    ms_process->java_buffers->free = buffer;
    ms_lock_release(&ms_process->lock, mask);
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

/* The methods of the whole thread's stack, from the first frame of a method on; how many. The
 * context is that frame's: the JVM takes its own note of where Java was left, if it has one, and
 * this where it has none (a critical downcall). */
static uint32_t ask(const struct ms_walk *walk, struct java_buffer *buffer) {
    JavaVM *vm = atomic_load_explicit(&asked_vm, memory_order_acquire);
    JNIEnv *environment = NULL;
    if (vm == NULL ||
        atomic_load_explicit(&asked_session, memory_order_relaxed) != ms_process_session() ||
        (*vm)->GetEnv(vm, (void **)&environment, JNI_VERSION_1_6) != JNI_OK) {
        return 0;
    }
    const struct ms_java_frame *first = walk->java;
    while (first < walk->java + walk->java_count && first->method == 0) {
        first++;
    }
    if (first == walk->java + walk->java_count) {
        return 0;
    }
    greg_t *registers = buffer->context.uc_mcontext.gregs;
    registers[REG_RIP] = (greg_t)walk->pcs[first->index];
    registers[REG_RSP] = (greg_t)first->sp;
    registers[REG_RBP] = (greg_t)first->fp;
    make_walkable(environment);
    struct jvm_trace trace = {.environment = environment, .frames = buffer->found};
    ((async_get_call_trace)ms_vm.async_get_call_trace)(&trace, MS_STACK_MAX, &buffer->context);
    return trace.count > 0 ? (uint32_t)trace.count : 0;
}

static uintptr_t method_of(const struct jvm_frame *frame) {
    return frame->method == NULL ? 0 : *(const uintptr_t *)frame->method;
}

/* Which of the found methods each physical frame stands for: those up to the method that the frame
 * is of, as the ones before it were inlined into it, or (the entry of a continuation) have no frame
 * that the walk saw. False: what was found is not this stack. */
static bool match(const struct ms_walk *walk, struct java_buffer *buffer, uint32_t count) {
    uint32_t next = 0;
    const struct ms_java_frame *before = NULL;
    uint32_t *end_before = NULL;
    for (uint32_t i = 0; i < walk->java_count; i++) {
        const struct ms_java_frame *frame = &walk->java[i];
        if (frame->method == 0) {
            continue;
        }
        uint32_t at = next;
        while (at < count && method_of(&buffer->found[at]) != frame->method) {
            at++;
        }
        if (at == count) {
            return false;
        }
        /* Inlined into itself: what was left over belongs to the compiled frame before. */
        if (frame->interpreted && at > next && before != NULL && !before->interpreted &&
            method_of(&buffer->found[at - 1]) == before->method) {
            *end_before = at;
        }
        buffer->ends[i] = at + 1;
        next = at + 1;
        before = frame;
        end_before = &buffer->ends[i];
    }
    if (next < count && before != NULL && !before->interpreted &&
        method_of(&buffer->found[count - 1]) == before->method) {
        *end_before = count;
        next = count;
    }
    /* More than the walk saw is right only where it did not see all. */
    return next == count || (walk->flags & MS_STACK_REACHED_ENTRY) == 0 || count == MS_STACK_MAX;
}

static void add(struct ms_frames *frames, struct ms_frame_place frame) {
    if (frames->count < MS_STACK_MAX) {
        frames->frames[frames->count++] = frame;
    } else {
        frames->flags |= MS_STACK_CUT;
    }
}

static struct ms_frame_place java_frame(uint32_t method, int64_t index) {
    return (struct ms_frame_place){.place = (uint64_t)method << 1 | 1,
                                   .at = index < 0 ? 0 : (uint64_t)index + 1};
}

/* False: no room for another method. */
static bool add_found(struct ms_frames *frames, const struct jvm_frame *found) {
    uint32_t id = found->method == NULL ? 0 : ms_method_id((uintptr_t)found->method);
    if (id != 0) {
        add(frames, java_frame(id, found->index));
    }
    return id != 0;
}

static bool resolve(const struct ms_walk *walk, struct java_buffer *buffer,
                    struct ms_frames *frames) {
    uint32_t count = ask(walk, buffer);
    if (count == 0 || !method_is_behind_id || !match(walk, buffer, count)) {
        return false;
    }
    uint32_t next = 0;
    uint32_t java = 0;
    for (uint32_t i = 0; i < walk->count; i++) {
        if (java == walk->java_count || walk->java[java].index != i) {
            add(frames, ms_module_frame(walk->pcs[i]));
            continue;
        }
        if (walk->java[java].method != 0) {
            for (; next < buffer->ends[java]; next++) {
                if (!add_found(frames, &buffer->found[next])) {
                    return false;
                }
            }
        }
        java++;
    }
    for (; next < count; next++) {
        if (!add_found(frames, &buffer->found[next])) {
            return false;
        }
    }
    return true;
}

/* With the lock held. */
static const struct known_method *know(uintptr_t method) {
    struct ms_java_buffers *buffers = buffers_locked();
    if (buffers == NULL) {
        return NULL;
    }
    struct known_method *known = &buffers->known[(ms_hash_mix(0, method) >> 32) % MS_KNOWN_METHODS];
    uint32_t epoch = ms_code_epoch();
    if (known->method == method && known->epoch == epoch && known->id != 0) {
        return known;
    }
    struct ms_vm_method read;
    if (!ms_vm_method_read(method, &read)) {
        return NULL;
    }
    uintptr_t key = read.method_id != 0 ? read.method_id : ms_method_key_of_pointer(method);
    *known = (struct known_method){.method = method,
                                   .epoch = epoch,
                                   .id = ms_method_id_locked(key),
                                   .code_start = read.code_start,
                                   .code_bytes = read.code_bytes};
    return known->id == 0 ? NULL : known;
}

/* A frame by what is on the stack. `exact`: the JVM could not have told more: an interpreted method
 * with its bytecode index, or a native one, into which nothing is inlined. */
static struct ms_frame_place physical_frame(const struct ms_java_frame *frame, uint64_t pc,
                                            bool *exact) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    const struct known_method *known = know(frame->method);
    struct ms_frame_place place = {.place = 0, .at = pc};
    *exact = false;
    if (known != NULL) {
        uintptr_t index = frame->bcp - known->code_start;
        bool is_index_known = frame->interpreted && index < known->code_bytes;
        *exact = is_index_known || known->code_bytes == 0;
        place = java_frame(known->id, is_index_known ? (int64_t)index : -1);
    }
    ms_lock_release(&ms_process->lock, mask);
    return place;
}

/* True: all of them exactly. */
static bool tell_physical(const struct ms_walk *walk, struct ms_frames *frames) {
    uint32_t java = 0;
    bool all_exact = true;
    for (uint32_t i = 0; i < walk->count; i++) {
        if (java == walk->java_count || walk->java[java].index != i) {
            add(frames, ms_module_frame(walk->pcs[i]));
            continue;
        }
        const struct ms_java_frame *frame = &walk->java[java++];
        if (frame->method != 0) {
            bool exact;
            add(frames, physical_frame(frame, walk->pcs[i], &exact));
            all_exact = all_exact && exact;
        }
    }
    return all_exact;
}

void ms_java_frames(const struct ms_walk *walk, struct ms_frames *frames) {
    frames->count = 0;
    frames->flags = walk->flags;
    struct java_buffer *buffer = ms_process_is_sealed() ? NULL : take_buffer();
    if (buffer != NULL) {
        bool resolved = resolve(walk, buffer, frames);
        give_back(buffer);
        if (resolved) {
            return;
        }
    }
    frames->count = 0;
    frames->flags = walk->flags;
    if (ms_process_is_sealed() || !tell_physical(walk, frames)) {
        frames->flags |= MS_STACK_JAVA_UNRESOLVED;
        ms_process_count(MS_JAVA_UNRESOLVED, 1);
    }
}
