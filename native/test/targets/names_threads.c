/* Threads that are named in each way there is: by themselves, by another thread, through prctl, and
 * not at all (it inherits its creator's). Thread n keeps one block of 7,000 + n bytes. */
#include "target.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/prctl.h>

static sem_t named;

static void keep(size_t size) {
    void *volatile kept = malloc(size);
    must(kept != NULL, "malloc");
}

static void *name_myself(void *unused) {
    (void)unused;
    must(pthread_setname_np(pthread_self(), "named-by-self") == 0, "pthread_setname_np");
    keep(7001);
    return NULL;
}

static void *be_named(void *unused) {
    (void)unused;
    sem_wait(&named);
    keep(7002);
    return NULL;
}

static void *name_by_prctl(void *unused) {
    (void)unused;
    must(prctl(PR_SET_NAME, "named-by-prctl") == 0, "prctl");
    keep(7003);
    return NULL;
}

static void *rename_twice(void *unused) {
    (void)unused;
    keep(7004);
    pthread_setname_np(pthread_self(), "first-name");
    pthread_setname_np(pthread_self(), "second-name");
    return NULL;
}

static void *stay_unnamed(void *unused) {
    (void)unused;
    keep(7005);
    return NULL;
}

int main(void) {
    void *(*routines[])(void *) = {name_myself, be_named, name_by_prctl, rename_twice,
                                   stay_unnamed};
    pthread_t ids[5];
    sem_init(&named, 0, 0);
    for (int t = 0; t < 5; t++) {
        must(pthread_create(&ids[t], NULL, routines[t], NULL) == 0, "a thread");
    }
    must(pthread_setname_np(ids[1], "named-by-other") == 0, "pthread_setname_np");
    sem_post(&named);
    for (int t = 0; t < 5; t++) {
        pthread_join(ids[t], NULL);
    }
    keep(7000);
    say("named\n");
    return 0;
}
