/* A native thread's task is its lane's; a Java thread's goes with the number that the JVM shows in
 * a word of the thread that carries it. Here the test is the JVM. */
#define _GNU_SOURCE
#include "recording.h"

#include <pthread.h>

#include "lane.h"
#include "task.h"
#include "thread.h"

#define CARRIERS 4
#define VIRTUALS 2000
#define ROUNDS 40

static uint32_t define(uint32_t parent) {
    return memscope_task_define("task", 4, parent);
}

static void are_defined_in_order(void) {
    CHECK_EQ(define(0), 1);
    CHECK_EQ(define(1), 2);
    CHECK_EQ(define(77), 3); /* of a parent that is none */
    CHECK_EQ(memscope_task_define(NULL, 4, 0), 0);
}

static void are_entered_and_left(void) {
    CHECK_EQ(memscope_task_enter(1), 0);
    CHECK_EQ(ms_self.lane->task, 1);
    CHECK_EQ(memscope_task_enter(2), 1);
    CHECK_EQ(memscope_task_enter(1000000), 0); /* none: nothing happens */
    CHECK_EQ(ms_self.lane->task, 2);
    CHECK_EQ(memscope_task_enter(0), 2);
    CHECK_EQ(ms_self.lane->task, 0);
}

static void *look(void *expected) {
    recording_allocate(1);
    CHECK_EQ(ms_self.lane->task, (uintptr_t)expected);
    CHECK_EQ(memscope_task_enter(3), (uintptr_t)expected);
    return NULL; /* in the task */
}

/* The lane of a thread that has ended in a task goes to another one. */
static void end_with_their_thread(void) {
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, look, (void *)0), 0);
        pthread_join(thread, NULL);
    }
}

static struct {
    pthread_mutex_t lock;
    uint32_t task; /* 0: in none */
} virtuals[VIRTUALS + 1];

static void *carry(void *seed) {
    static _Atomic uint64_t words[CARRIERS];
    _Atomic uint64_t *word = &words[(uintptr_t)seed];
    uint32_t random = 12345 + (uint32_t)(uintptr_t)seed;
    memscope_task_enter(0);
    ms_lane_set_word(ms_self.lane, word);
    for (int i = 0; i < VIRTUALS * ROUNDS / CARRIERS; i++) {
        random = random * 1664525 + 1013904223;
        uint32_t mounted = 1 + (random >> 8) % VIRTUALS;
        if (pthread_mutex_trylock(&virtuals[mounted].lock) != 0) {
            continue; /* another one carries it */
        }
        *word = mounted + 1000000;
        recording_allocate(24);
        CHECK_EQ(ms_self.lane->task, virtuals[mounted].task);
        uint32_t next = (random >> 3) % 3;
        CHECK_EQ(memscope_task_enter(next), virtuals[mounted].task);
        virtuals[mounted].task = next;
        recording_allocate(24);
        CHECK_EQ(ms_self.lane->task, next);
        pthread_mutex_unlock(&virtuals[mounted].lock);
        *word = 1 + (uintptr_t)seed; /* the carrier's own */
        recording_allocate(24);
        CHECK_EQ(ms_self.lane->task, 0);
    }
    ms_lane_set_word(ms_self.lane, NULL);
    return NULL;
}

static void go_from_carrier_to_carrier(void) {
    pthread_t threads[CARRIERS];
    for (int i = 0; i <= VIRTUALS; i++) {
        pthread_mutex_init(&virtuals[i].lock, NULL);
    }
    for (uintptr_t t = 0; t < CARRIERS; t++) {
        CHECK_EQ(pthread_create(&threads[t], NULL, carry, (void *)t), 0);
    }
    for (int t = 0; t < CARRIERS; t++) {
        pthread_join(threads[t], NULL);
    }
    for (uint64_t i = 1; i <= VIRTUALS; i++) {
        CHECK_EQ(ms_task_of(i + 1000000), virtuals[i].task);
        CHECK(ms_task_set(i + 1000000, 0));
    }
}

/* As many as there is room for, numbered one after the other; then one more, which is refused until
 * another one leaves. */
static void are_kept_for_a_million_threads(void) {
    const uint64_t first = 5000000;
    const uint64_t all = 1048576;
    for (uint64_t i = 0; i < all; i++) {
        CHECK(ms_task_set(first + i, (uint32_t)i + 1));
    }
    for (uint64_t i = 0; i < all; i++) {
        CHECK_EQ(ms_task_of(first + i), i + 1);
    }
    CHECK(!ms_task_set(first + all, 1));
    CHECK_EQ(ms_task_of(first + all), 0);
    CHECK(ms_task_set(first, 7)); /* one that is there may change */
    CHECK_EQ(ms_task_of(first), 7);
    _Atomic uint64_t word = first + all;
    ms_lane_set_word(ms_self.lane, &word);
    CHECK_EQ(memscope_task_enter(1), 0);
    CHECK_EQ(memscope_task_enter(0), 0);
    CHECK_EQ(recording_statistics().tasks_refused, 1);
    ms_lane_set_word(ms_self.lane, NULL);
    CHECK(ms_task_set(first, 0));
    CHECK(ms_task_set(first + all, 1));
    CHECK_EQ(ms_task_of(first + all), 1);
}

int main(void) {
    CHECK_EQ(define(0), 0);
    CHECK_EQ(memscope_task_enter(0), 0);
    recording_start();
    are_defined_in_order();
    are_entered_and_left();
    end_with_their_thread();
    go_from_carrier_to_carrier();
    are_kept_for_a_million_threads();
    return 0;
}
