#include "java_physical.h"

#include <stddef.h>

#include "code_cache.h"
#include "hash.h"
#include "method.h"
#include "process.h"
#include "scopes.h"
#include "vm_method.h"

/* Methods inlined into one another. HotSpot's compilers stop long before. */
#define MS_MOST_SCOPES 64

/* Methods met before, by a few bits of their address. Under the lock. */
#define MS_KNOWN_METHODS 2048
struct known_method {
    uintptr_t method;
    uint32_t epoch; /* of ms_code_epoch: its class may have been unloaded since */
    uint32_t id;
    uintptr_t code_start;
    uint32_t code_bytes;
};
struct ms_known_methods {
    struct known_method entries[MS_KNOWN_METHODS];
};

static const struct known_method *know(uintptr_t method) {
    if (ms_process->known_methods == NULL) {
        ms_process->known_methods = ms_process_alloc(sizeof(struct ms_known_methods));
        if (ms_process->known_methods == NULL) {
            return NULL;
        }
    }
    struct known_method *known =
        &ms_process->known_methods->entries[(ms_hash_mix(0, method) >> 32) % MS_KNOWN_METHODS];
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

/* False: no room, or not all of the frame is known. */
static bool tell(struct ms_told *told, uint32_t method, int32_t index, bool is_exact) {
    if (told->count == MS_STACK_MAX) {
        return false;
    }
    told->frames[told->count++] = (struct ms_told_frame){.method = method, .index = index};
    return is_exact;
}

static bool tell_interpreted(struct ms_told *told, const struct ms_java_frame *frame) {
    const struct known_method *known = know(frame->method);
    if (known == NULL) {
        return tell(told, 0, -1, false);
    }
    uintptr_t index = frame->bcp - known->code_start;
    bool is_inside = index < known->code_bytes;
    return tell(told, known->id, is_inside ? (int32_t)index : -1,
                is_inside || known->code_bytes == 0);
}

static bool tell_compiled(struct ms_told *told, const struct ms_java_frame *frame, uint64_t pc) {
    const struct known_method *known = know(frame->method);
    if (known != NULL && known->code_bytes == 0) { /* the way into a native method */
        return tell(told, known->id, -1, true);
    }
    struct ms_scope scopes[MS_MOST_SCOPES];
    uint32_t count = ms_scopes_read(pc, frame->sp, scopes, MS_MOST_SCOPES);
    if (count == 0 || scopes[count - 1].method != frame->method) {
        return tell(told, known == NULL ? 0 : known->id, -1, false);
    }
    bool all = true;
    for (uint32_t i = 0; i < count; i++) {
        known = know(scopes[i].method);
        all = tell(told, known == NULL ? 0 : known->id, scopes[i].index, known != NULL) && all;
    }
    return all;
}

bool ms_java_physical(const struct ms_walk *walk, struct ms_told *told) {
    bool all = true;
    told->count = 0;
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    for (uint32_t i = 0; i < walk->java_count; i++) {
        const struct ms_java_frame *frame = &walk->java[i];
        if (frame->method != 0) {
            all = (frame->interpreted ? tell_interpreted(told, frame)
                                      : tell_compiled(told, frame, walk->pcs[frame->index])) &&
                  all;
        }
        told->ends[i] = told->count;
    }
    ms_lock_release(&ms_process->lock, mask);
    return all;
}
