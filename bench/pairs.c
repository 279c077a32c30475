/* pairs THREADS PAIRS: each thread mallocs and frees 64 bytes PAIRS times, five calls deep, and the
 * program prints what a pair took each thread, in nanoseconds: of the clock, and of the processor.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long pairs;
static pthread_barrier_t start;

struct cost {
    double wall_ns;
    double processor_ns;
};

static double now_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

__attribute__((noinline)) static void level5(void) {
    for (long i = 0; i < pairs; i++) {
        void *block = malloc(64);
        *(volatile char *)block = 1;
        free(block);
    }
}

/* What follows the call keeps it from being a jump, so that each level is a frame. */
#define LEVEL(name, next)                                                                          \
    __attribute__((noinline)) static void name(void) {                                             \
        next();                                                                                    \
        __asm__ volatile("");                                                                      \
    }

LEVEL(level4, level5)
LEVEL(level3, level4)
LEVEL(level2, level3)

static void *run(void *argument) {
    struct cost *cost = argument;
    pthread_barrier_wait(&start);
    double wall_ns = now_ns(CLOCK_MONOTONIC);
    double processor_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);
    level2();
    cost->processor_ns = (now_ns(CLOCK_THREAD_CPUTIME_ID) - processor_ns) / (double)pairs;
    cost->wall_ns = (now_ns(CLOCK_MONOTONIC) - wall_ns) / (double)pairs;
    return NULL;
}

int main(int count, char **arguments) {
    long threads = count > 1 ? strtol(arguments[1], NULL, 10) : 1;
    pairs = count > 2 ? strtol(arguments[2], NULL, 10) : 1000000;
    if (threads < 1 || threads > 64 || pairs < 1) {
        return 2;
    }
    pthread_t ids[64];
    struct cost costs[64];
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (long t = 0; t < threads; t++) {
        if (pthread_create(&ids[t], NULL, run, &costs[t]) != 0) {
            return 1;
        }
    }
    struct cost sum = {0, 0};
    for (long t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
        sum.wall_ns += costs[t].wall_ns;
        sum.processor_ns += costs[t].processor_ns;
    }
    printf("%.2f %.2f\n", sum.wall_ns / (double)threads, sum.processor_ns / (double)threads);
    return 0;
}
