/* An allocator that never locks, and gives back only its newest block: it may be re-entered by a
 * signal handler and left by siglongjmp at any instruction. What a program does over it in handlers
 * is legal. */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { HEADER_BYTES = 16 };

#define POOL_BYTES ((size_t)64 << 30)

static _Atomic uintptr_t next;

/* Not zero while the program is in here: its handlers ask. One thread at a time, please. */
volatile int bump_allocator_entered;

void *malloc(size_t size);
void free(void *address);
void *calloc(size_t count, size_t size);
void *realloc(void *address, size_t size);

static size_t bytes_of(size_t size) {
    return (size + HEADER_BYTES + 15) & ~(size_t)15;
}

static uintptr_t pool(void) {
    uintptr_t at = atomic_load(&next);
    if (at != 0) {
        return at;
    }
    void *mapped = mmap(NULL, POOL_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uintptr_t nothing = 0;
    atomic_compare_exchange_strong(&next, &nothing, (uintptr_t)mapped);
    return atomic_load(&next);
}

void *malloc(size_t size) {
    if (size > POOL_BYTES / 4) {
        errno = ENOMEM;
        return NULL;
    }
    bump_allocator_entered = bump_allocator_entered + 1;
    pool();
    uintptr_t block = atomic_fetch_add(&next, bytes_of(size));
    *(size_t *)block = size;
    bump_allocator_entered = bump_allocator_entered - 1;
    return (void *)(block + HEADER_BYTES);
}

void free(void *address) {
    if (address == NULL) {
        return;
    }
    bump_allocator_entered = bump_allocator_entered + 1;
    uintptr_t block = (uintptr_t)address - HEADER_BYTES;
    uintptr_t end = block + bytes_of(*(size_t *)block);
    atomic_compare_exchange_strong(&next, &end, block); /* else there is a newer one */
    bump_allocator_entered = bump_allocator_entered - 1;
}

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *block = malloc(bytes);
    return block == NULL ? NULL : memset(block, 0, bytes);
}

void *realloc(void *address, size_t size) {
    void *block = malloc(size);
    if (block != NULL && address != NULL) {
        size_t had = *(size_t *)((uintptr_t)address - HEADER_BYTES);
        memcpy(block, address, had < size ? had : size);
    }
    return block;
}
