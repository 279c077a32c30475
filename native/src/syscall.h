/* System calls without errno: the shim may not change the program's errno, and libc's wrappers are
 * cancellation points and can be interposed. Each returns the result or -errno.
 * Any thread, inside malloc, in a signal handler, before constructors. */
#ifndef MEMSCOPE_SYSCALL_H
#define MEMSCOPE_SYSCALL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#if !defined(__x86_64__)
#error "memscope's shim is written for x86-64 Linux"
#endif

static inline long ms_syscall(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define MS_SYSCALL1(number, a) ms_syscall(number, (long)(a), 0, 0, 0, 0, 0)
#define MS_SYSCALL2(number, a, b) ms_syscall(number, (long)(a), (long)(b), 0, 0, 0, 0)
#define MS_SYSCALL3(number, a, b, c) ms_syscall(number, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define MS_SYSCALL4(number, a, b, c, d)                                                            \
    ms_syscall(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define MS_SYSCALL6(number, a, b, c, d, e, f)                                                      \
    ms_syscall(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* The kernel's results from -4095 to -1 are errors. */
static inline int ms_failed(long result) {
    return (unsigned long)result > -4096UL;
}

#endif
