/* enters_seccomp strict|prctl|syscall PAIRS: forbids itself nearly every system call, in the strict
 * mode, by a filter through prctl or through the seccomp system call, and then allocates and frees
 * PAIRS blocks of 96 bytes. A call that is not allowed kills it. */
#include "target.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 5, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_read, 4, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_rt_sigreturn, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static void enter(const char *how) {
    struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
    if (strcmp(how, "strict") == 0) {
        must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0, "strict mode");
        return;
    }
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
    if (strcmp(how, "prctl") == 0) {
        must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "a filter by prctl");
    } else {
        must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0,
             "a filter by seccomp");
    }
}

int main(int count, char **arguments) {
    must(count > 1, "a mode");
    long pairs = number_argument(count, arguments, 2, 500000);
    /* glibc's own allocator must not need a system call afterwards. */
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    free(malloc(1 << 16));
    enter(arguments[1]);
    for (long i = 0; i < pairs; i++) {
        free(malloc(96));
    }
    say("pairs %ld\n", pairs);
    syscall(SYS_exit, 3);
}
