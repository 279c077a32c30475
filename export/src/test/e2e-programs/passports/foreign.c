/* The foreign side of the passport scenarios: a small C library that keeps, frees, resizes and
 * makes blocks. Compiled by the tests, without sibling calls: a function that ends in a call of
 * free would otherwise be gone from the stack when free runs. */
#define _GNU_SOURCE
#include <malloc.h>
#include <memscope/memscope.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The allocator itself, past whatever stands in front of it: calls that nobody observes. */
void *__libc_malloc(size_t size);
void __libc_free(void *block);

static void *kept[16];

void foreign_look(const void *block) {
    (void)block;
}

uint64_t foreign_sum(const unsigned char *block, uint64_t size) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < size; i++) {
        sum += block[i];
    }
    return sum;
}

void foreign_keep(void *block, int where) {
    kept[where] = block;
}

void *foreign_kept(int where) {
    return kept[where];
}

void foreign_free(void *block) {
    free(block);
}

void foreign_free_kept(int where) {
    free(kept[where]);
    kept[where] = NULL;
}

/* Frees a block so that it may be freed again: the allocator is asked, unobserved, for blocks of
 * that size until it gives the same one. Who frees it after this frees it twice, as everybody sees
 * it, and the heap stays whole. */
void foreign_free_and_retake(void *block) {
    enum { TRIES = 1000 };
    void *others[TRIES];
    int count = 0;
    size_t size = malloc_usable_size(block);
    free(block);
    for (void *got = __libc_malloc(size); got != block && count < TRIES;
         got = __libc_malloc(size)) {
        others[count++] = got;
    }
    while (count > 0) {
        __libc_free(others[--count]);
    }
}

void foreign_free_twice(void *block) {
    foreign_free_and_retake(block);
    free(block);
}

static void *free_in_thread(void *block) {
    free(block);
    return NULL;
}

void foreign_free_in_thread(void *block) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, free_in_thread, block) == 0) {
        pthread_join(thread, NULL);
    }
}

void *foreign_resize(void *block, uint64_t size) {
    return realloc(block, size);
}

void *foreign_new(uint64_t size) {
    void *block = malloc(size);
    if (block != NULL) {
        memset(block, 1, size);
    }
    return block;
}

void *foreign_new_zeroed(uint64_t count, uint64_t size) {
    return calloc(count, size);
}

void *foreign_new_aligned(uint64_t alignment, uint64_t size) {
    void *block = NULL;
    return posix_memalign(&block, alignment, size) == 0 ? block : NULL;
}

/* What it returns is the caller's, to be given back with foreign_release. */
char *foreign_copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

void foreign_release(void *block) {
    free(block);
}

void *foreign_map(uint64_t size) {
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return block == MAP_FAILED ? NULL : block;
}

void foreign_unmap(void *block, uint64_t size) {
    munmap(block, size);
}

void foreign_call_back(void (*callback)(void *), void *block) {
    callback(block);
}

/* The callback is given a block of its own. */
void foreign_call_back_with_new(void (*callback)(void *), uint64_t size) {
    callback(foreign_new(size));
}

/* Calls back and frees what it was lent, as a callee does that takes a loan for a gift. */
void foreign_call_back_and_free(void (*callback)(void *), void *block) {
    callback(block);
    free(block);
}

/* Never returns: the process ends around it. */
void foreign_wait_for_ever(const void *block) {
    (void)block;
    for (;;) {
        pause();
    }
}

/* What follows tells memscope of its blocks itself. */

static uint64_t issue(const char *owner, uintptr_t block, uint64_t size, uint32_t state) {
    uint32_t label = memscope_label(owner, strlen(owner));
    return memscope_passport_issue(block, size, label, 0, 0, state << 8 | MEMSCOPE_C_API, 0);
}

/* Its own from birth to end. */
void foreign_issue_and_release(const char *owner, uint64_t size) {
    void *block = malloc(size);
    uint64_t passport = issue(owner, (uintptr_t)block, size, MEMSCOPE_IN_JAVA_CUSTODY);
    memscope_passport_step(passport, MEMSCOPE_RELEASING, memscope_label("free", 4), 0);
    free(block);
    memscope_passport_step(passport, MEMSCOPE_ENDED, 0, MEMSCOPE_FREED_BY_JAVA);
}

/* Shown to whoever asks, and freed in the end. */
void foreign_issue_as_owner(const char *owner, uint64_t size) {
    void *block = malloc(size);
    issue(owner, (uintptr_t)block, size, MEMSCOPE_NATIVE_OWNED);
    free(block);
}

/* Handed to a library that keeps it. */
void foreign_issue_and_hand_over(const char *owner, uint64_t size, int where) {
    void *block = malloc(size);
    uint64_t passport = issue(owner, (uintptr_t)block, size, MEMSCOPE_IN_JAVA_CUSTODY);
    uint32_t to = memscope_label("foreign_keep", 12);
    memscope_passport_step(passport, MEMSCOPE_HANDED_OVER, to, 0);
    foreign_keep(block, where);
    memscope_passport_step(passport, MEMSCOPE_CALL_RETURNED, to, 0);
}
