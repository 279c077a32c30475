#define _GNU_SOURCE
#include "threads_left.h"

#include <errno.h>
#include <stdint.h>
#include <sys/uio.h>

#include "proc_text.h"
#include "process.h"
#include "syscall.h"

/* A thread that has ended has no memory to be read from. Needs no file, and is right, too, where
 * the thread was not one that tells us of its end. */
static bool is_first_without_memory(void) {
    uint64_t word = 0;
    uint64_t copy;
    struct iovec from = {.iov_base = &word, .iov_len = sizeof word};
    struct iovec into = {.iov_base = &copy, .iov_len = sizeof copy};
    return MS_SYSCALL6(SYS_process_vm_readv, MS_SYSCALL1(SYS_getpid, 0), &into, 1, &from, 1, 0) ==
           -ESRCH;
}

bool ms_first_thread_has_ended(void) {
    if (atomic_load_explicit(&ms_process->first_thread_has_ended, memory_order_relaxed)) {
        return true;
    }
    bool has_ended = is_first_without_memory();
    if (has_ended) {
        atomic_store_explicit(&ms_process->first_thread_has_ended, true, memory_order_relaxed);
    }
    return has_ended;
}

uint64_t ms_threads_counted(void) {
    static char text[4096];
    uint64_t threads;
    return ms_proc_read("/proc/thread-self/status", text, sizeof text) != 0 &&
                   ms_proc_field(text, "Threads:", &threads)
               ? threads
               : 0;
}

bool ms_is_last_thread(void) {
    return ms_threads_counted() <= 2;
}
