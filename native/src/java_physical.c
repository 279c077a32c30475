#include "java_physical.h"

#include <stdatomic.h>
#include <stddef.h>

#include "code_cache.h"
#include "hash.h"
#include "method.h"
#include "process.h"
#include "scopes.h"
#include "vm_method.h"

/* Methods inlined into one another. HotSpot's compilers stop long before. */
#define MS_MOST_SCOPES 64

/* Methods met before, by a few bits of their address. Written under the lock, read without:
 * `version` is odd while an entry is being written, and another one afterwards. */
#define MS_KNOWN_METHODS 4096
struct known_method {
    uint32_t id; /* 0: not known */
    uint32_t code_bytes;
    uintptr_t code_start;
};
struct known_entry {
    _Atomic uint32_t version;
    uint32_t epoch; /* of ms_code_epoch: its class may have been unloaded since */
    uintptr_t method;
    struct known_method known;
};
struct ms_known_methods {
    struct known_entry entries[MS_KNOWN_METHODS];
};

static struct known_method look_up(const struct known_entry *entry, uintptr_t method) {
    uint32_t version = atomic_load_explicit(&entry->version, memory_order_acquire);
    struct known_entry copy = *(const volatile struct known_entry *)entry;
    atomic_thread_fence(memory_order_acquire);
    bool is_whole =
        version % 2 == 0 && version == atomic_load_explicit(&entry->version, memory_order_relaxed);
    if (!is_whole || copy.method != method || copy.epoch != ms_code_epoch()) {
        return (struct known_method){.id = 0};
    }
    return copy.known;
}

static void keep(struct known_entry *entry, uintptr_t method, uint32_t epoch,
                 const struct known_method *known) {
    uint32_t version = atomic_load_explicit(&entry->version, memory_order_relaxed);
    atomic_store_explicit(&entry->version, version + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    entry->method = method;
    entry->epoch = epoch;
    entry->known = *known;
    /* release: pairs with the acquire in look_up. */
    atomic_store_explicit(&entry->version, version + 2, memory_order_release);
}

static struct ms_known_methods *known_methods(void) {
    return atomic_load_explicit(&ms_process->known_methods, memory_order_acquire);
}

static struct known_entry *entry_of(uintptr_t method) {
    return &known_methods()->entries[(ms_hash_mix(0, method) >> 32) % MS_KNOWN_METHODS];
}

/* With the lock held. */
static struct known_method read_method(uintptr_t method) {
    uint32_t epoch = ms_code_epoch();
    struct ms_vm_method read;
    if (known_methods() == NULL) {
        atomic_store_explicit(&ms_process->known_methods,
                              ms_process_alloc(sizeof(struct ms_known_methods)),
                              memory_order_release);
    }
    if (known_methods() == NULL || !ms_vm_method_read(method, &read)) {
        return (struct known_method){.id = 0};
    }
    uintptr_t key = read.method_id != 0 ? read.method_id : ms_method_key_of_pointer(method);
    struct known_method known = {.id = ms_method_id_locked(key),
                                 .code_start = read.code_start,
                                 .code_bytes = read.code_bytes};
    if (known.id != 0) { /* so that it is seen when another one takes its place */
        ms_method_add_key_locked(ms_method_key_of_pointer(method), known.id);
    }
    keep(entry_of(method), method, epoch, &known);
    return known;
}

static struct known_method know(uintptr_t method) {
    struct known_method known = {.id = 0};
    if (known_methods() != NULL) {
        known = look_up(entry_of(method), method);
    }
    if (known.id == 0) {
        uint64_t mask = ms_lock_acquire(&ms_process->lock);
        known = read_method(method);
        ms_lock_release(&ms_process->lock, mask);
    }
    return known;
}

/* False: not all of the frame is known. Frames outside the longest kept stack are not wanted. */
static bool tell(struct ms_told *told, uint32_t method, int32_t index, bool is_exact) {
    if (told->count == MS_STACK_MAX) {
        return true;
    }
    told->frames[told->count++] = (struct ms_told_frame){.method = method, .index = index};
    return is_exact;
}

static bool tell_interpreted(struct ms_told *told, const struct ms_java_frame *frame) {
    struct known_method known = know(frame->method);
    uintptr_t index = frame->bcp - known.code_start;
    bool is_inside = index < known.code_bytes;
    bool is_native = known.id != 0 && known.code_bytes == 0;
    return tell(told, known.id, is_inside ? (int32_t)index : -1, is_inside || is_native);
}

static bool tell_compiled(struct ms_told *told, const struct ms_java_frame *frame, uint64_t pc) {
    struct known_method known = know(frame->method);
    if (known.id != 0 && known.code_bytes == 0) { /* the way into a native method */
        return tell(told, known.id, -1, true);
    }
    struct ms_scope scopes[MS_MOST_SCOPES];
    uint32_t count = ms_scopes_read(pc, frame->sp, scopes, MS_MOST_SCOPES);
    if (count == 0 || scopes[count - 1].method != frame->method) {
        return tell(told, known.id, -1, false);
    }
    bool all = true;
    for (uint32_t i = 0; i < count; i++) {
        known = know(scopes[i].method);
        all = tell(told, known.id, scopes[i].index, known.id != 0) && all;
    }
    return all;
}

bool ms_java_physical(const struct ms_walk *walk, struct ms_told *told) {
    bool all = true;
    told->count = 0;
    for (uint32_t i = 0; i < walk->java_count; i++) {
        const struct ms_java_frame *frame = &walk->java[i];
        if (frame->method != 0) {
            all = (frame->interpreted ? tell_interpreted(told, frame)
                                      : tell_compiled(told, frame, walk->pcs[frame->index])) &&
                  all;
        }
        told->ends[i] = told->count;
    }
    return all;
}
