/* pairs THREADS PAIRS DEPTH: each thread mallocs and frees 64 bytes PAIRS times, DEPTH (5, 20 or
 * 50) calls deep, and the program prints what a pair took each thread, in nanoseconds: of the
 * clock, and of the processor.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long pairs;
static long depth;
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

__attribute__((noinline)) static void level_01(void) {
    for (long i = 0; i < pairs; i++) {
        void *block = malloc(64);
        *(volatile char *)block = 1;
        free(block);
    }
}

/* What follows the call keeps it from being a jump, so that each level is a frame. */
#define LEVEL(number, below)                                                                       \
    __attribute__((noinline)) static void level_##number(void) {                                   \
        level_##below();                                                                           \
        __asm__ volatile("");                                                                      \
    }
#define FIVE(a, b, c, d, e, below) LEVEL(a, below) LEVEL(b, a) LEVEL(c, b) LEVEL(d, c) LEVEL(e, d)

LEVEL(02, 01)
LEVEL(03, 02)
LEVEL(04, 03)
LEVEL(05, 04)
FIVE(06, 07, 08, 09, 10, 05)
FIVE(11, 12, 13, 14, 15, 10)
FIVE(16, 17, 18, 19, 20, 15)
FIVE(21, 22, 23, 24, 25, 20)
FIVE(26, 27, 28, 29, 30, 25)
FIVE(31, 32, 33, 34, 35, 30)
FIVE(36, 37, 38, 39, 40, 35)
FIVE(41, 42, 43, 44, 45, 40)
FIVE(46, 47, 48, 49, 50, 45)

static void *run(void *argument) {
    struct cost *cost = argument;
    pthread_barrier_wait(&start);
    double wall_ns = now_ns(CLOCK_MONOTONIC);
    double processor_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);
    if (depth == 5) {
        level_05();
    } else if (depth == 20) {
        level_20();
    } else {
        level_50();
    }
    cost->processor_ns = (now_ns(CLOCK_THREAD_CPUTIME_ID) - processor_ns) / (double)pairs;
    cost->wall_ns = (now_ns(CLOCK_MONOTONIC) - wall_ns) / (double)pairs;
    return NULL;
}

int main(int count, char **arguments) {
    long threads = count > 1 ? strtol(arguments[1], NULL, 10) : 1;
    pairs = count > 2 ? strtol(arguments[2], NULL, 10) : 1000000;
    depth = count > 3 ? strtol(arguments[3], NULL, 10) : 5;
    if (threads < 1 || threads > 64 || pairs < 1 || (depth != 5 && depth != 20 && depth != 50)) {
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
