#include "code_cache.h"

#include <stddef.h>

#include "module.h"
#include "text.h"
#include "vm_structs.h"

/* HotSpot has one heap, or three: profiled, not profiled, all else. */
#define MS_CODE_HEAPS 8
/* Steps back over the segment map: a block of 4 MiB takes some 300. */
#define MS_SEGMENT_STEPS 8192
#define MS_SEGMENT_FREE 0xFF
#define MS_WORD sizeof(uintptr_t)

struct code_heap {
    const char *object; /* the CodeHeap */
    uintptr_t low;
    uintptr_t high; /* as far as it may ever grow */
    const uint8_t *segment_map;
    uint32_t log2_segment_size;
};

/* Not wiped by fork: the child has the same generated code. Complete before the bounds are set. */
static struct code_heap heaps[MS_CODE_HEAPS];
static uint32_t heap_count;
static uintptr_t interpreter_low;
static uintptr_t interpreter_high;

struct ms_code_bounds ms_code_bounds;
static _Atomic uint32_t epoch;

/* What the JVM may change while we read. */
static uintptr_t word_at(const void *object, size_t offset) {
    return __atomic_load_n((const uintptr_t *)((const char *)object + offset), __ATOMIC_ACQUIRE);
}

static int32_t int_at(const void *object, size_t offset) {
    return __atomic_load_n((const int32_t *)((const char *)object + offset), __ATOMIC_RELAXED);
}

static struct code_heap heap_at(const char *object) {
    return (struct code_heap){
        .object = object,
        .low = word_at(object, ms_vm.heap_memory + ms_vm.space_low_boundary),
        .high = word_at(object, ms_vm.heap_memory + ms_vm.space_high_boundary),
        .segment_map = (const uint8_t *)word_at(object, ms_vm.heap_segment_map + ms_vm.space_low),
        .log2_segment_size = (uint32_t)int_at(object, ms_vm.heap_log2_segment_size)};
}

bool ms_code_cache_start(void) {
    const char *array = *ms_vm.code_heaps;
    const char *stubs = *ms_vm.interpreter_code;
    if (array == NULL || stubs == NULL) {
        return false;
    }
    int32_t count = int_at(array, ms_vm.array_length);
    const char *const *elements = (const char *const *)word_at(array, ms_vm.array_elements);
    if (count < 1 || count > MS_CODE_HEAPS || elements == NULL) {
        return false;
    }
    uintptr_t low = UINTPTR_MAX;
    uintptr_t high = 0;
    for (int32_t i = 0; i < count; i++) {
        heaps[i] = heap_at(elements[i]);
        low = heaps[i].low < low ? heaps[i].low : low;
        high = heaps[i].high > high ? heaps[i].high : high;
    }
    heap_count = (uint32_t)count;
    interpreter_low = word_at(stubs, ms_vm.stubs_buffer);
    interpreter_high = interpreter_low + (uint32_t)int_at(stubs, ms_vm.stubs_limit);
    atomic_store_explicit(&ms_code_bounds.low, low, memory_order_relaxed);
    /* release: pairs with ms_code_cache_contains. */
    atomic_store_explicit(&ms_code_bounds.high, high, memory_order_release);
    return true;
}

/* The blob's first byte; NULL: free space, or not part of a heap's committed memory. */
static const char *find_blob(uintptr_t pc) {
    for (uint32_t i = 0; i < heap_count; i++) {
        const struct code_heap *heap = &heaps[i];
        if (pc < heap->low || pc >= heap->high) {
            continue;
        }
        /* Memory and map grow one after the other, and never shrink. */
        uintptr_t index = (pc - heap->low) >> heap->log2_segment_size;
        uintptr_t map_high = word_at(heap->object, ms_vm.heap_segment_map + ms_vm.space_high);
        if (pc >= word_at(heap->object, ms_vm.heap_memory + ms_vm.space_high) ||
            index >= map_high - (uintptr_t)heap->segment_map) {
            return NULL;
        }
        if (heap->segment_map[index] == MS_SEGMENT_FREE) {
            return NULL;
        }
        for (uint32_t steps = 0; heap->segment_map[index] != 0; steps++) {
            uint8_t back = heap->segment_map[index];
            if (back > index || steps == MS_SEGMENT_STEPS) {
                return NULL;
            }
            index -= back;
        }
        const char *block = (const char *)(heap->low + (index << heap->log2_segment_size));
        return block[ms_vm.block_used] != 0 ? block + ms_vm.block_bytes : NULL;
    }
    return NULL;
}

/* An nmethod, by the name that every blob has: which kinds there are, and how they say so, differs
 * from one JDK to the next. Other blobs' names may lie on the heap and be freed with them. */
static bool is_compiled(const char *blob) {
    uintptr_t name = word_at(blob, ms_vm.blob_name);
    return name >= ms_vm.start && name < ms_vm.end &&
           (ms_text_equal((const char *)name, "nmethod") ||
            ms_text_equal((const char *)name, "native nmethod"));
}

/* One of the handlers as an address (JDK 17) or as an offset (25); 0: it has none. */
static uintptr_t handler_at(const char *compiled, uint32_t address, uint32_t offset) {
    if (address != MS_VM_NONE) {
        return word_at(compiled, address);
    }
    return offset == MS_VM_NONE ? 0 : (uintptr_t)compiled + (uint32_t)int_at(compiled, offset);
}

uint32_t ms_code_origin_bytes(const char *compiled, uintptr_t pc) {
    bool is_handler =
        pc == handler_at(compiled, ms_vm.deopt_handler, ms_vm.deopt_handler_offset) ||
        pc == handler_at(compiled, ms_vm.deopt_mh_handler, ms_vm.deopt_mh_handler_offset);
    return is_handler && ms_vm.origin_offset != MS_VM_NONE
               ? (uint32_t)int_at(compiled, ms_vm.origin_offset)
               : MS_CODE_NO_ORIGIN;
}

const char *ms_code_compiled(uintptr_t pc) {
    const char *blob = find_blob(pc);
    return blob != NULL && is_compiled(blob) ? blob : NULL;
}

void ms_code_find(uintptr_t pc, struct ms_code *code) {
    *code = (struct ms_code){.kind = MS_CODE_UNKNOWN, .origin_bytes = MS_CODE_NO_ORIGIN};
    if (pc >= interpreter_low && pc < interpreter_high) {
        code->kind = MS_CODE_INTERPRETER;
        return;
    }
    const char *blob = find_blob(pc);
    if (blob == NULL) {
        return;
    }
    size_t identity = ms_vm.blob_size;
    if (is_compiled(blob)) {
        code->method = word_at(blob, ms_vm.compiled_method);
        code->origin_bytes = ms_code_origin_bytes(blob, pc);
        identity = ms_vm.compiled_id;
    }
    code->identity = (const uint64_t *)(((uintptr_t)blob + identity) & ~(uintptr_t)7);
    /* Those of -1 (barriers of G1, some stubs of C1) that may allocate keep a frame pointer, too;
     * but not all of them do, so that is left to who can check it. */
    int32_t frame_words = int_at(blob, ms_vm.blob_frame_size);
    if (frame_words > 0) {
        code->kind = MS_CODE_SIZED;
        code->frame_bytes = (uint32_t)frame_words * MS_WORD;
    } else if (frame_words == 0) {
        code->kind = MS_CODE_FRAME_POINTER;
    }
}

uintptr_t ms_code_continuation(void) {
    return ms_vm.continuation == NULL ? 0 : *ms_vm.continuation;
}

uint32_t ms_code_epoch(void) {
    return atomic_load_explicit(&epoch, memory_order_acquire);
}

void ms_code_class_unloaded(void) {
    /* Before: who sees the new epoch sees that something has changed. After: what was remembered in
     * between, of the old one, is not for long. */
    atomic_fetch_add_explicit(&ms_module_changes, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&epoch, 1, memory_order_release);
    atomic_fetch_add_explicit(&ms_module_changes, 1, memory_order_release);
}
