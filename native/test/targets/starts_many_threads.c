/* starts_many_threads THREADS: one thread after the other, each keeping one block of 333 bytes and
 * freeing, in the destructor of a thread-specific value, one that it allocated; every fourth is
 * detached. */
#include "target.h"

#include <pthread.h>
#include <semaphore.h>

static pthread_key_t key;
static sem_t detached_ended;

static void *live_shortly(void *detached) {
    pthread_setspecific(key, malloc(444));
    void *volatile kept = malloc(333);
    must(kept != NULL, "malloc");
    if (detached != NULL) {
        sem_post(&detached_ended);
    }
    return NULL;
}

static void free_late(void *block) {
    free(block);
    free(malloc(555));
}

int main(int count, char **arguments) {
    long threads = number_argument(count, arguments, 1, 1000);
    must(pthread_key_create(&key, free_late) == 0, "a key");
    sem_init(&detached_ended, 0, 0);
    for (long t = 0; t < threads; t++) {
        pthread_t id;
        bool detached = t % 4 == 0;
        must(pthread_create(&id, NULL, live_shortly, (void *)(long)detached) == 0, "a thread");
        if (detached) {
            pthread_detach(id);
            sem_wait(&detached_ended);
        } else {
            pthread_join(id, NULL);
        }
    }
    say("threads %ld\n", threads);
    return 0;
}
