/* Eight threads add to a plain number under the lock; a signal that comes meanwhile waits. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>

#include "check.h"
#include "lock.h"

#define THREADS 8
#define ROUNDS 20000

static struct ms_lock lock;
static uint64_t number;
static volatile sig_atomic_t handled;

static void handle(int signal_number) {
    (void)signal_number;
    handled++;
}

static void *add(void *unused) {
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t mask = ms_lock_acquire(&lock);
        number++;
        ms_lock_release(&lock, mask);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_create(&threads[i], NULL, add, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_EQ(number, THREADS * ROUNDS);
    CHECK_EQ(atomic_load(&lock.word), 0);

    signal(SIGUSR1, handle);
    uint64_t mask = ms_lock_acquire(&lock);
    raise(SIGUSR1);
    CHECK_EQ(handled, 0);
    ms_lock_release(&lock, mask);
    CHECK_EQ(handled, 1);
    return 0;
}
