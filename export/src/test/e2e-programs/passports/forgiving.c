/* Preloaded behind the shim: an allocator whose free can be told to forgive. So a double free
 * really happens, as the shim sees it, and the heap of the program stays whole. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

enum { SLOTS = 64 };

static _Atomic(void *) forgiven[SLOTS];

void forgive_next_free(void *address) {
    for (int i = 0; i < SLOTS; i++) {
        void *empty = NULL;
        if (atomic_compare_exchange_strong(&forgiven[i], &empty, address)) {
            return;
        }
    }
}

void free(void *address) {
    static _Atomic(void (*)(void *)) next;
    if (address == NULL) {
        return;
    }
    for (int i = 0; i < SLOTS; i++) {
        void *expected = address;
        if (atomic_load_explicit(&forgiven[i], memory_order_relaxed) == address &&
            atomic_compare_exchange_strong(&forgiven[i], &expected, NULL)) {
            return;
        }
    }
    void (*real)(void *) = next;
    if (real == NULL) {
        *(void **)&real = dlsym(RTLD_NEXT, "free");
        next = real;
    }
    real(address);
}
