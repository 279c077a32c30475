#define _GNU_SOURCE
#include "scan_threads.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

#include "clock.h"
#include "scan_records.h"
#include "scan_words.h"
#include "syscall.h"
#include "text.h"

/* A thread that waits in the kernel for a child of vfork, or for a disk, does not stop. */
#define MS_STOP_NS 500000000ULL
#define MS_SHORT_WAIT_NS 100000L

#define MS_EVENT_STOP 128 /* PTRACE_EVENT_STOP */
#define MS_STATE_OFFSET 16
#define MS_VECTOR_BYTES 4096U

/* Of a thread's `stat`. */
#define MS_FLAGS_FIELD 9
#define MS_FLAG_IO_WORKER 0x10U

/* As the kernel marks a system call that it is to begin anew after a stop, unless a handler runs.
 */
#define MS_RESTART (-514L)

static long trace(long request, uint32_t thread, uint64_t address, uint64_t data) {
    return MS_SYSCALL4(SYS_ptrace, request, thread, address, data);
}

static void wait_shortly(void) {
    struct timespec time = {.tv_sec = 0, .tv_nsec = MS_SHORT_WAIT_NS};
    MS_SYSCALL2(SYS_nanosleep, &time, 0);
}

static struct ms_text path_of(struct ms_scan_work *work, char *room, size_t bytes) {
    struct ms_text path = ms_text_in(room, bytes);
    ms_text_add(&path, "/proc/");
    ms_text_add_decimal(&path, work->process, 1);
    ms_text_add(&path, "/task");
    return path;
}

/* No code of the program's runs in it: it has ended, and somebody has yet to hear of it (the first
 * thread, as a rule), or it works for io_uring, in the kernel alone, and cannot be traced. */
static bool is_of_no_interest(struct ms_scan_work *work, uint32_t id) {
    char room[64];
    char text[256];
    uint64_t fields[10] = {0};
    struct ms_text path = path_of(work, room, sizeof room);
    ms_text_add_byte(&path, '/');
    ms_text_add_decimal(&path, id, 1);
    ms_text_add(&path, "/stat");
    size_t length = ms_proc_read(room, text, sizeof text);
    while (length > 0 && text[length - 1] != ')') { /* behind the name, which may be anything */
        length--;
    }
    if (length == 0 || text[length + 1] == 'Z' || text[length + 1] == 'X') {
        return true;
    }
    const char *at = text + length + 2; /* behind the state, the third */
    for (int field = 4; field <= MS_FLAGS_FIELD; field++) {
        while (*at == ' ' || *at == '-') {
            at++;
        }
        ms_proc_number(&at, &fields[field]);
    }
    return (fields[MS_FLAGS_FIELD] & MS_FLAG_IO_WORKER) != 0;
}

static struct ms_scan_thread *find(struct ms_scan_work *work, uint32_t id) {
    for (uint32_t i = work->thread_count; i-- > 0;) {
        if (work->threads[i].id == id) {
            return &work->threads[i];
        }
    }
    return NULL;
}

enum seized { SEIZED, NO_THREAD, REFUSED };

static enum seized seize(struct ms_scan_work *work, uint32_t id) {
    long result = trace(PTRACE_SEIZE, id, 0, 0);
    if (ms_failed(result)) {
        return result == -ESRCH || is_of_no_interest(work, id) ? NO_THREAD : REFUSED;
    }
    if (work->thread_count == MS_SCAN_THREADS) {
        return REFUSED;
    }
    work->threads[work->thread_count++] = (struct ms_scan_thread){.id = id};
    trace(PTRACE_INTERRUPT, id, 0, 0);
    return SEIZED;
}

_Static_assert(offsetof(struct dirent, d_name) == 19, "laid out as SYS_getdents64 fills it in");

static uint32_t number_of(const char *name) {
    uint64_t number = 0;
    return ms_proc_number(&name, &number) ? (uint32_t)number : 0;
}

/* Those that are not yet. */
static enum seized seize_new(struct ms_scan_work *work, long directory) {
    enum seized all = NO_THREAD;
    long length;
    MS_SYSCALL3(SYS_lseek, directory, 0, 0);
    while ((length = MS_SYSCALL3(SYS_getdents64, directory, work->read, sizeof work->read)) > 0) {
        for (long at = 0; at < length;) {
            const struct dirent *entry = (const struct dirent *)((const char *)work->read + at);
            uint32_t id = number_of(entry->d_name);
            at += entry->d_reclen;
            if (id == 0 || id == work->caller_thread || find(work, id) != NULL) {
                continue;
            }
            enum seized one = seize(work, id);
            if (one == REFUSED) {
                return REFUSED;
            }
            all = one == SEIZED ? SEIZED : all;
        }
    }
    return ms_failed(length) ? REFUSED : all;
}

static void take_news(struct ms_scan_work *work, uint32_t id, int status) {
    struct ms_scan_thread *thread = find(work, id);
    if (thread == NULL) {
        return;
    }
    if (WIFSTOPPED(status)) {
        thread->is_stopped = true;
        thread->signal = status >> 16 == MS_EVENT_STOP ? 0 : WSTOPSIG(status);
    } else {
        thread->is_gone = true;
    }
}

static bool stand_still(const struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->thread_count; i++) {
        if (!work->threads[i].is_stopped && !work->threads[i].is_gone) {
            return false;
        }
    }
    return true;
}

static bool wait_for_all(struct ms_scan_work *work, uint64_t until_ns) {
    while (!stand_still(work)) {
        int status = 0;
        long id = MS_SYSCALL4(SYS_wait4, -1, &status, WNOHANG | __WALL, 0);
        if (!ms_failed(id) && id > 0) {
            take_news(work, (uint32_t)id, status);
        } else if (ms_clock_ns(CLOCK_MONOTONIC) >= until_ns) {
            return false;
        } else {
            wait_shortly();
        }
    }
    return true;
}

static void read_pointers(struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->thread_count; i++) {
        struct ms_scan_thread *thread = &work->threads[i];
        struct user_regs_struct registers;
        if (!thread->is_gone &&
            !ms_failed(trace(PTRACE_GETREGS, thread->id, 0, (uint64_t)&registers))) {
            thread->stack_pointer = registers.rsp;
            thread->base = registers.fs_base;
        } else {
            thread->is_gone = true; /* killed meanwhile: then so is the program */
        }
    }
}

bool ms_scan_stop_threads(struct ms_scan_work *work) {
    char room[64];
    path_of(work, room, sizeof room);
    long directory = MS_SYSCALL4(SYS_openat, AT_FDCWD, room, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (ms_failed(directory)) {
        return false;
    }
    uint64_t until_ns = work->begun_ns + MS_STOP_NS;
    until_ns = until_ns < work->deadline_ns ? until_ns : work->deadline_ns;
    enum seized found;
    bool all_stand = true;
    /* One that still ran may have made another. */
    do {
        found = seize_new(work, directory);
        all_stand = found != REFUSED && wait_for_all(work, until_ns);
    } while (found == SEIZED && all_stand);
    MS_SYSCALL1(SYS_close, directory);
    if (!all_stand) {
        ms_scan_let_go(work);
        return false;
    }
    read_pointers(work);
    return true;
}

/* Registers that are longer than a word: what is on its way from one place to another. */
static size_t read_vectors(uint32_t thread, uint64_t *words) {
    struct iovec into = {.iov_base = words, .iov_len = MS_VECTOR_BYTES};
    return ms_failed(trace(PTRACE_GETREGSET, thread, NT_X86_XSTATE, (uint64_t)&into))
               ? 0
               : into.iov_len / sizeof(uint64_t);
}

static bool tell_registers(struct ms_scan_work *work, const struct ms_scan_thread *thread) {
    uint64_t *words = work->read;
    size_t count = sizeof(struct user_regs_struct) / sizeof(uint64_t);
    if (ms_failed(trace(PTRACE_GETREGS, thread->id, 0, (uint64_t)words))) {
        return true;
    }
    count += read_vectors(thread->id, words + count);
    return ms_scan_write_region(work, MS_SCAN_REGISTERS, thread->id, count * sizeof(uint64_t)) &&
           ms_scan_told_words(work, words, count, thread->id);
}

bool ms_scan_registers(struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->thread_count; i++) {
        if (work->threads[i].is_stopped && !work->threads[i].is_gone &&
            !tell_registers(work, &work->threads[i])) {
            return false;
        }
    }
    return true;
}

bool ms_scan_caller_registers(struct ms_scan_work *work) {
    return ms_scan_write_region(work, MS_SCAN_REGISTERS, work->caller_thread,
                                sizeof work->caller.registers) &&
           ms_scan_told_words(work, work->caller.registers, MS_SCAN_KEPT_REGISTERS,
                              work->caller_thread);
}

/* Most calls of the kernel go on after a stop; these would say that a signal came, and the program
 * would see what has not happened. They have done nothing yet. (If a signal did come and has a
 * handler, the kernel makes it so.) */
static bool is_cut_short(const struct user_regs_struct *registers) {
    static const uint16_t calls[] = {
        SYS_epoll_wait, SYS_epoll_pwait, 441 /* epoll_pwait2 */, SYS_semop, SYS_semtimedop,
        SYS_rt_sigtimedwait, SYS_io_getevents, 333 /* io_pgetevents */, 426 /* io_uring_enter */,
        /* These, of sockets that have a time limit. */
        SYS_read, SYS_readv, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_write, SYS_writev,
        SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_accept, SYS_accept4, SYS_connect};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if ((long)registers->rax == -EINTR && registers->orig_rax == calls[i]) {
            return true;
        }
    }
    return false;
}

static void let_go(const struct ms_scan_thread *thread) {
    struct user_regs_struct registers;
    if (!ms_failed(trace(PTRACE_GETREGS, thread->id, 0, (uint64_t)&registers)) &&
        is_cut_short(&registers)) {
        trace(PTRACE_POKEUSER, thread->id, offsetof(struct user_regs_struct, rax),
              (uint64_t)MS_RESTART);
    }
    trace(PTRACE_DETACH, thread->id, 0, (uint64_t)thread->signal);
}

/* One that has not stopped yet is let go by the kernel when the tracer ends. */
void ms_scan_let_go(struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->thread_count; i++) {
        if (!work->threads[i].is_gone && work->threads[i].is_stopped) {
            let_go(&work->threads[i]);
        }
    }
}
