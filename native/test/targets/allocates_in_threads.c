/* allocates_in_threads THREADS PAIRS: each thread does PAIRS mallocs, each freed at once; thread t
 * asks for 64 + t bytes. The main thread allocates one block of 4,242 bytes that nobody frees. */
#include "target.h"

#include <pthread.h>

static long pairs;

static void *allocate_and_free(void *size) {
    for (long i = 0; i < pairs; i++) {
        void *block = malloc((size_t)size);
        must(block != NULL, "malloc");
        *(volatile char *)block = 1;
        free(block);
    }
    return NULL;
}

__attribute__((noinline)) static void leak(void) {
    void *volatile lost = malloc(4242);
    must(lost != NULL, "malloc");
}

int main(int count, char **arguments) {
    long threads = number_argument(count, arguments, 1, 8);
    pairs = number_argument(count, arguments, 2, 500000);
    pthread_t ids[64];
    must(threads <= 64, "at most 64 threads");
    for (long t = 0; t < threads; t++) {
        must(pthread_create(&ids[t], NULL, allocate_and_free, (void *)(64 + t)) == 0, "a thread");
    }
    leak();
    for (long t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
    }
    say("threads %ld pairs %ld\n", threads, pairs);
    return 0;
}
