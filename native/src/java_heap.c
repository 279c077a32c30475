#include "java_heap.h"

#include "code_cache.h"
#include "peek.h"
#include "vm_structs.h"

bool ms_java_heap(uint64_t *start, uint64_t *size_bytes) {
    uintptr_t heap;
    uintptr_t words;
    uintptr_t from;
    if (!ms_code_cache_started() || ms_vm.collected_heap == NULL ||
        ms_vm.heap_reserved == MS_VM_NONE || ms_vm.region_start == MS_VM_NONE ||
        ms_vm.region_words == MS_VM_NONE ||
        !ms_peek_pointer((uintptr_t)ms_vm.collected_heap, &heap)) {
        return false;
    }
    uintptr_t reserved = heap + ms_vm.heap_reserved;
    if (!ms_peek_pointer(reserved + ms_vm.region_start, &from) ||
        !ms_peek(reserved + ms_vm.region_words, &words, sizeof words) || words == 0 ||
        words >= 1UL << 44) {
        return false;
    }
    *start = from;
    *size_bytes = words * sizeof(uintptr_t);
    return true;
}
