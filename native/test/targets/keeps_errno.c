/* What each call leaves in errno, and what it returns in the cases at the edge. The same lines must
 * come out with and without anything preloaded. */
#include "target.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>

static void *volatile result;

/* Volatile, since a compiler takes a block for gone once realloc has seen it, even in vain. */
static void *volatile block;

/* One line for a call: whether it handed out something, and errno, which was 77 before. */
#define TELL(call)                                                                                 \
    do {                                                                                           \
        errno = 77;                                                                                \
        result = (call);                                                                           \
        say("%s: %s, errno %d\n", #call, result == NULL ? "NULL" : "something", errno);            \
    } while (0)

#define TELL_STATUS(call)                                                                          \
    do {                                                                                           \
        errno = 77;                                                                                \
        long status = (long)(call);                                                                \
        say("%s: %ld, errno %d\n", #call, status, errno);                                          \
    } while (0)

int main(void) {
    volatile size_t huge = SIZE_MAX / 2;
    block = malloc(100);
    void *aligned = NULL;
    TELL(malloc(0));
    TELL(malloc(10));
    TELL(malloc(huge));
    TELL(calloc(0, 8));
    TELL(calloc(huge, 8));
    TELL(realloc(NULL, 0));
    TELL(realloc(malloc(50), 0));
    TELL(realloc(block, huge));
    TELL(reallocarray(block, huge, 8));
    TELL(reallocarray(malloc(9), 0, 8));
    TELL(aligned_alloc(64, 0));
    TELL(aligned_alloc(64, huge));
    TELL(aligned_alloc(64, 64));
    TELL(memalign(48, 64));
    TELL(valloc(huge));
    TELL(pvalloc(1));
    TELL(pvalloc(SIZE_MAX - 100));
    TELL_STATUS(posix_memalign(&aligned, 3, 8));
    TELL_STATUS(posix_memalign(&aligned, 24, 8));
    TELL_STATUS(posix_memalign(&aligned, 64, huge));
    TELL_STATUS(posix_memalign(&aligned, 64, 0));
    TELL_STATUS(malloc_usable_size(NULL));
    TELL_STATUS(malloc_usable_size(block) >= 100);
    TELL_STATUS((long)mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    TELL_STATUS((long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 1000, 0));
    TELL_STATUS(munmap((void *)1, 4096));
    TELL_STATUS((long)mremap((void *)4096, 4096, 8192, 0));
    TELL_STATUS(brk((void *)1));
    TELL_STATUS((long)sbrk(INTPTR_MAX));
    errno = 77;
    free(block);
    free(NULL);
    say("free: errno %d\n", errno);
    return 0;
}
