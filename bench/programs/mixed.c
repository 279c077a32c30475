/* mixed THREADS CALLS: each thread makes CALLS calls of malloc, free and realloc on blocks of 16 to
 * 4,096 bytes, from a thousand call paths, with 20,000 blocks live a thread; every hundredth block
 * is freed by whichever thread comes by. As many events, to measure exporting with. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { LIVE = 20000, SHARED = 4096 };

static long calls;
static _Atomic(void *) shared[SHARED];

static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* The ways to get here: ten levels of two branches. */
__attribute__((noinline)) static void *allocate(void *block, size_t size, uint32_t path) {
    void *result;
    if (path <= 1) {
        result = realloc(block, size);
    } else if (path & 1) {
        result = allocate(block, size, path >> 1);
        __asm__ volatile("");
    } else {
        result = allocate(block, size, path >> 1);
        __asm__ volatile("nop");
    }
    return result;
}

static void *run(void *seed) {
    uint64_t random = (uint64_t)(uintptr_t)seed * 0x9E3779B97F4A7C15u;
    void **blocks = calloc(LIVE, sizeof *blocks);
    for (long i = 0; blocks != NULL && i < calls; i++) {
        uint32_t r = next_random(&random);
        void **place = &blocks[r % LIVE];
        size_t size = 16 + (next_random(&random) & 0xfff);
        if (*place == NULL || r % 16 == 0) {
            *place = allocate(*place, size, 1024 | (r >> 8 & 0x3ff));
        } else {
            void *block = *place;
            *place = NULL;
            free(r % 100 == 0 ? atomic_exchange(&shared[r >> 8 & (SHARED - 1)], block) : block);
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    long threads = count > 1 ? strtol(arguments[1], NULL, 10) : 4;
    calls = count > 2 ? strtol(arguments[2], NULL, 10) : 1000000;
    if (threads < 1 || threads > 64) {
        return 2;
    }
    pthread_t ids[64];
    for (long t = 0; t < threads; t++) {
        if (pthread_create(&ids[t], NULL, run, (void *)(t + 1)) != 0) {
            return 1;
        }
    }
    for (long t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
    }
    return 0;
}
