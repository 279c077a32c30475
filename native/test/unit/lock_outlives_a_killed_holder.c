/* A child that shares memory, as one of vfork does, dies with the lock: the next one gets it. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "lock.h"

int main(void) {
    struct ms_lock *lock =
        mmap(NULL, sizeof *lock, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(lock != MAP_FAILED);
    pid_t child = fork();
    if (child == 0) {
        ms_lock_acquire(lock);
        kill(getpid(), SIGKILL);
    }
    int status;
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status));
    CHECK(atomic_load(&lock->word) != 0);
    ms_lock_release(lock, ms_lock_acquire(lock));
    CHECK_EQ(atomic_load(&lock->word), 0);
    return 0;
}
