/* Calls each function that hands out or takes back memory, with a size that nothing else in this
 * process asks for. Prints one line a call: what it was, the size, the address and, where a block
 * moved, the address before. */
#include "target.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>

/* C23, in glibc from 2.42 on: NULL in a process in which nobody defines them. */
extern void free_sized(void *address, size_t size) __attribute__((weak));
extern void free_aligned_sized(void *address, size_t alignment, size_t size) __attribute__((weak));

static void allocated(const char *function, size_t size, const void *address) {
    must(address != NULL, function);
    say("allocated %s %zu %p\n", function, size, address);
}

static void freed(const char *function, const void *address) {
    say("freed %s %p\n", function, address);
}

static void call_malloc_family(void) {
    void *plain = malloc(10007);
    allocated("malloc", 10007, plain);
    void *zeroed = calloc(3, 10009);
    allocated("calloc", 30027, zeroed);
    void *grown = realloc(NULL, 10037);
    allocated("realloc", 10037, grown);
    uintptr_t before = (uintptr_t)grown;
    grown = realloc(grown, 200117);
    say("reallocated realloc 200117 %p 0x%zx\n", grown, (size_t)before);
    void *array = reallocarray(NULL, 7, 1501);
    allocated("reallocarray", 10507, array);
    before = (uintptr_t)array;
    array = reallocarray(array, 7, 30011);
    say("reallocated reallocarray 210077 %p 0x%zx\n", array, (size_t)before);
    free(plain);
    freed("free", plain);
    free(zeroed);
    freed("free", zeroed);
    free(array);
    freed("free", array);
    before = (uintptr_t)grown;
    must(realloc(grown, 0) == NULL, "realloc(p, 0) frees");
    freed("realloc", (void *)before);
}

static void call_aligned_family(void) {
    void *blocks[5];
    must(posix_memalign(&blocks[0], 64, 10061) == 0, "posix_memalign");
    allocated("posix_memalign", 10061, blocks[0]);
    blocks[1] = aligned_alloc(64, 10112);
    allocated("aligned_alloc", 10112, blocks[1]);
    blocks[2] = memalign(64, 10067);
    allocated("memalign", 10067, blocks[2]);
    blocks[3] = valloc(10069);
    allocated("valloc", 10069, blocks[3]);
    blocks[4] = pvalloc(10079);
    allocated("pvalloc", 10079, blocks[4]);
    for (int i = 0; i < 5; i++) {
        free(blocks[i]);
        freed("free", blocks[i]);
    }
    if (free_sized != NULL) {
        void *sized = malloc(10133);
        allocated("malloc", 10133, sized);
        free_sized(sized, 10133);
        freed("free_sized", sized);
    }
    if (free_aligned_sized != NULL) {
        void *sized = aligned_alloc(128, 10240);
        allocated("aligned_alloc", 10240, sized);
        free_aligned_sized(sized, 128, 10240);
        freed("free_aligned_sized", sized);
    }
}

/* libc's own callers, and the doors that are looked up at run time. */
static void call_through_other_doors(void) {
    char text[10091];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    char *copy = strdup(text);
    allocated("malloc", 10091, copy);
    free(copy);
    freed("free", copy);

    void *libc = dlopen("libc.so.6", RTLD_NOW);
    must(libc != NULL, "dlopen of libc");
    void *mallocs[] = {dlsym(libc, "malloc"), dlsym(RTLD_DEFAULT, "malloc"),
                       dlsym(RTLD_NEXT, "malloc"), dlvsym(libc, "malloc", "GLIBC_2.2.5")};
    void *frees[] = {dlsym(libc, "free"), dlsym(RTLD_DEFAULT, "free"), dlsym(RTLD_NEXT, "free"),
                     dlvsym(libc, "free", "GLIBC_2.2.5")};
    for (size_t door = 0; door < 4; door++) {
        void *(*found_malloc)(size_t);
        void (*found_free)(void *);
        memcpy(&found_malloc, &mallocs[door], sizeof found_malloc);
        memcpy(&found_free, &frees[door], sizeof found_free);
        void *block = found_malloc(10151 + door);
        allocated("malloc", 10151 + door, block);
        found_free(block);
        freed("free", block);
    }
}

static void call_mapping_family(void) {
    int protection = PROT_READ | PROT_WRITE;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    void *first = mmap(NULL, 3 * 4096, protection, flags, -1, 0);
    say("mapped mmap %d %p\n", 3 * 4096, first);
    void *second = mmap64(NULL, 5 * 4096, protection, flags, -1, 0);
    say("mapped mmap %d %p\n", 5 * 4096, second);
    uintptr_t before = (uintptr_t)second;
    second = mremap(second, 5 * 4096, 1031 * 4096, MREMAP_MAYMOVE);
    must(second != MAP_FAILED, "mremap");
    say("remapped mremap %d %p 0x%zx\n", 1031 * 4096, second, (size_t)before);
    must(munmap(second, 1031 * 4096) == 0, "munmap");
    say("unmapped munmap %d %p\n", 1031 * 4096, second);
    must(munmap((char *)first + 4096, 4096) == 0, "munmap of a part");
    say("unmapped munmap %d %p\n", 4096, (void *)((char *)first + 4096));
}

static void move_the_break(void) {
    char *before = sbrk(11 * 4096);
    must(before != (void *)-1, "sbrk");
    say("break sbrk %p %p\n", (void *)before, (void *)(before + 11 * 4096));
    must(brk(before + 13 * 4096) == 0, "brk");
    say("break brk %p %p\n", (void *)(before + 11 * 4096), (void *)(before + 13 * 4096));
}

/* None of these hands out anything, so none may be recorded. */
static void call_in_vain(void) {
    volatile size_t huge = SIZE_MAX / 2;
    must(malloc(huge) == NULL, "malloc fails");
    must(calloc(huge, 4) == NULL, "calloc fails");
    must(reallocarray(NULL, huge, 4) == NULL, "reallocarray fails");
    void *kept = malloc(10163);
    allocated("malloc", 10163, kept);
    must(realloc(kept, huge) == NULL, "realloc fails and keeps");
    free(kept);
    freed("free", kept);
    void *unset = NULL;
    must(posix_memalign(&unset, 3, 10169) == EINVAL, "posix_memalign refuses");
    must(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED, "mmap fails");
    free(NULL);
}

int main(void) {
    call_malloc_family();
    call_aligned_family();
    call_through_other_doors();
    call_mapping_family();
    call_in_vain();
    move_the_break();
    return 0;
}
