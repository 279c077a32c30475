#define _GNU_SOURCE
#include "peek.h"

#include <sys/uio.h>

#include "syscall.h"

bool ms_peek(uintptr_t address, void *to, size_t length) {
    struct iovec into = {.iov_base = to, .iov_len = length};
    struct iovec from = {.iov_base = (void *)address, .iov_len = length}; /* NOLINT */
    /* The calling thread's own id: the process's is that of its first thread, which may have ended,
     * and then has no memory. */
    long thread = MS_SYSCALL1(SYS_gettid, 0);
    return MS_SYSCALL6(SYS_process_vm_readv, thread, &into, 1, &from, 1, 0) == (long)length;
}

bool ms_peek_pointer(uintptr_t address, uintptr_t *pointer) {
    return ms_peek(address, pointer, sizeof *pointer) && *pointer >= 4096 && *pointer < 1UL << 47 &&
           *pointer % sizeof(uintptr_t) == 0;
}
