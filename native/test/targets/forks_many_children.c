/* forks_many_children CHILDREN BLOCKS: while two threads allocate and free, the main thread forks
 * CHILDREN times. Each child frees one block of its parent, keeps BLOCKS blocks of 777 bytes and
 * ends: the even ones by exit, the odd ones by _exit. The parent keeps one block of 1,555 bytes. */
#include "target.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

static atomic_bool done;

static void *allocate_and_free(void *unused) {
    (void)unused;
    while (!atomic_load(&done)) {
        free(malloc(32));
    }
    return NULL;
}

static void be_a_child(long number, long blocks, void *inherited) {
    free(inherited);
    for (long i = 0; i < blocks; i++) {
        void *volatile kept = malloc(777);
        must(kept != NULL, "malloc in a child");
    }
    if (number % 2 == 0) {
        exit(7);
    }
    _exit(7);
}

int main(int count, char **arguments) {
    long children = number_argument(count, arguments, 1, 20);
    long blocks = number_argument(count, arguments, 2, 100);
    void *kept = malloc(1555);
    pthread_t threads[2];
    for (int t = 0; t < 2; t++) {
        must(pthread_create(&threads[t], NULL, allocate_and_free, NULL) == 0, "a thread");
    }
    long ended_well = 0;
    for (long i = 0; i < children; i++) {
        pid_t child = fork();
        must(child >= 0, "fork");
        if (child == 0) {
            be_a_child(i, blocks, kept);
        }
        int status;
        must(waitpid(child, &status, 0) == child, "waitpid");
        ended_well += WIFEXITED(status) && WEXITSTATUS(status) == 7;
    }
    atomic_store(&done, true);
    for (int t = 0; t < 2; t++) {
        pthread_join(threads[t], NULL);
    }
    say("children %ld ended well %ld\n", children, ended_well);
    return 0;
}
