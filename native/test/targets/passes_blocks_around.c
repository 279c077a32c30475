/* passes_blocks_around THREADS ROUNDS: threads take blocks from common places that other threads
 * left there, resize them in place and moving, free them, and leave others. At the end every block
 * is freed. Prints how many calls of each kind were made. */
#include "target.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum { PLACES = 512 };

/* The first word of each block tells its size, so that a block handed out twice is noticed here
 * too. */
static _Atomic(size_t *) places[PLACES];
static atomic_long mallocs, reallocs, frees;
static long rounds;

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t *resized(size_t *block, size_t size) {
    size_t *other = realloc(block, size);
    must(other != NULL, "realloc");
    *other = size;
    return other;
}

static void *pass_blocks(void *seed) {
    uint32_t random = (uint32_t)(uintptr_t)seed * 2654435761u;
    long made = 0, moved = 0, gone = 0;
    for (long i = 0; i < rounds; i++) {
        size_t *block = atomic_exchange(&places[next_random(&random) % PLACES], NULL);
        size_t size = 16 + next_random(&random) % 2000;
        if (block == NULL) {
            block = malloc(size);
            must(block != NULL, "malloc");
            *block = size;
            made++;
        } else if (size % 5 == 0) {
            free(block);
            gone++;
            continue;
        } else {
            must(*block >= 16 && *block < 2016, "a block keeps its contents");
            block = resized(block, size % 2 == 0 ? *block - *block % 8 : size);
            moved++;
        }
        size_t *evicted = atomic_exchange(&places[next_random(&random) % PLACES], block);
        if (evicted != NULL) {
            free(evicted);
            gone++;
        }
    }
    atomic_fetch_add(&mallocs, made);
    atomic_fetch_add(&reallocs, moved);
    atomic_fetch_add(&frees, gone);
    return NULL;
}

int main(int count, char **arguments) {
    long threads = number_argument(count, arguments, 1, 8);
    rounds = number_argument(count, arguments, 2, 100000);
    pthread_t ids[64];
    must(threads <= 64, "at most 64 threads");
    for (long t = 0; t < threads; t++) {
        must(pthread_create(&ids[t], NULL, pass_blocks, (void *)(t + 1)) == 0, "a thread");
    }
    for (long t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
    }
    for (int place = 0; place < PLACES; place++) {
        size_t *left = atomic_load(&places[place]);
        if (left != NULL) {
            free(left);
            atomic_fetch_add(&frees, 1);
        }
    }
    say("mallocs %ld reallocs %ld frees %ld\n", mallocs, reallocs, frees);
    return 0;
}
