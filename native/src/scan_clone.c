#define _GNU_SOURCE
#include "scan_clone.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>

#include "syscall.h"
#include "text.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* The second cannot be read before there is a process in that namespace. */
static bool is_child_here(void) {
    char here[64] = {0};
    char child[64] = {0};
    long length = MS_SYSCALL3(SYS_readlink, "/proc/thread-self/ns/pid", here, sizeof here - 1);
    long child_length =
        MS_SYSCALL3(SYS_readlink, "/proc/thread-self/ns/pid_for_children", child, sizeof child - 1);
    return !ms_failed(length) && !ms_failed(child_length) && ms_text_equal(here, child);
}

void ms_clone_close_all(void) {
    if (!ms_failed(MS_SYSCALL3(SYS_close_range, 0, ~0U, 0))) {
        return;
    }
    for (int file = 0; file < 65536; file++) {
        MS_SYSCALL1(SYS_close, file);
    }
}

/* The child begins with nothing on its stack but what it is to run. */
static long clone_onto(unsigned long flags, void *stack, _Atomic uint32_t *running) {
    long result;
    register _Atomic uint32_t *r10 __asm__("r10") = running;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xor %%ebp, %%ebp\n\t"
                     "pop %%rax\n\t"
                     "pop %%rdi\n\t"
                     "call *%%rax\n\t"
                     "xor %%edi, %%edi\n\t"
                     "mov %[exit], %%eax\n\t"
                     "syscall\n\t"
                     "hlt\n"
                     "1:"
                     : "=a"(result)
                     : "a"(SYS_clone), "D"(flags), "S"(stack), "d"(running), "r"(r10),
                       "r"(r8), [exit] "i"(SYS_exit_group)
                     : "rcx", "r11", "memory");
    return result;
}

long ms_clone_sharing(void (*run)(void *argument), void *argument, uint8_t *stack, size_t bytes,
                      _Atomic uint32_t *running) {
    if (!is_child_here()) {
        return -EPERM;
    }
    uint64_t *top = (uint64_t *)(stack + bytes) - 2; /* aligned to 16 when both are popped */
    top[0] = (uint64_t)run;
    top[1] = (uint64_t)argument;
    return clone_onto(CLONE_VM | CLONE_UNTRACED | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, top,
                      running);
}

long ms_clone_copy(void) {
    return is_child_here() ? MS_SYSCALL6(SYS_clone, CLONE_UNTRACED, 0, 0, 0, 0, 0) : -EPERM;
}
