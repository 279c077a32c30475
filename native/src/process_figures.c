#define _GNU_SOURCE
#include "figures.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

#include "proc_text.h"
#include "syscall.h"
#include "text.h"

#define MS_KIB 1024
#define MS_CLOCK_TICK_US 10000 /* USER_HZ is 100 in what the kernel tells */

static char text[4096];

/* Of the calling thread: all share this memory, but the first thread's entry is empty when that one
 * has ended. */
static void put_status(struct ms_sample *sample) {
    static const struct {
        const char *name;
        enum ms_metric metric;
        uint64_t unit;
    } fields[] = {{"VmSize:", MS_METRIC_VIRTUAL_BYTES, MS_KIB},
                  {"VmLck:", MS_METRIC_LOCKED_BYTES, MS_KIB},
                  {"VmHWM:", MS_METRIC_RESIDENT_PEAK_BYTES, MS_KIB},
                  {"VmRSS:", MS_METRIC_RESIDENT_BYTES, MS_KIB},
                  {"RssAnon:", MS_METRIC_RESIDENT_ANONYMOUS_BYTES, MS_KIB},
                  {"RssFile:", MS_METRIC_RESIDENT_FILE_BYTES, MS_KIB},
                  {"RssShmem:", MS_METRIC_RESIDENT_SHARED_BYTES, MS_KIB},
                  {"VmPTE:", MS_METRIC_PAGE_TABLES_BYTES, MS_KIB},
                  {"VmSwap:", MS_METRIC_SWAPPED_BYTES, MS_KIB},
                  {"Threads:", MS_METRIC_THREADS, 1}};
    ms_proc_read("/proc/thread-self/status", text, sizeof text);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        uint64_t value;
        if (ms_proc_field(text, fields[i].name, &value)) {
            ms_sample_put(sample, fields[i].metric, value * fields[i].unit);
        }
    }
}

/* Of all threads. The second field is the program's name in brackets, which may hold anything. */
static void put_stat(struct ms_sample *sample) {
    size_t length = ms_proc_read("/proc/self/stat", text, sizeof text);
    while (length > 0 && text[length - 1] != ')') {
        length--;
    }
    const char *at = text + length;
    if (length == 0 || at[0] != ' ' || at[1] == '\0') {
        return;
    }
    at += 2; /* the state */
    uint64_t fields[16] = {0};
    for (int field = 4; field <= 15; field++) {
        while (*at == ' ' || *at == '-') {
            at++; /* process groups may be -1 */
        }
        if (*at == '\0' || !ms_proc_number(&at, &fields[field])) {
            return;
        }
    }
    ms_sample_put(sample, MS_METRIC_MINOR_FAULTS, fields[10]);
    ms_sample_put(sample, MS_METRIC_MAJOR_FAULTS, fields[12]);
    ms_sample_put(sample, MS_METRIC_CPU_USER_US, fields[14] * MS_CLOCK_TICK_US);
    ms_sample_put(sample, MS_METRIC_CPU_SYSTEM_US, fields[15] * MS_CLOCK_TICK_US);
}

_Static_assert(offsetof(struct dirent, d_name) == 19, "laid out as SYS_getdents64 fills it in");

/* Before Linux 6.2 they have to be counted, and the one by which that is done is among them where
 * the thread has the program's. */
static bool count_descriptors(uint64_t *count) {
    static _Alignas(struct dirent) char entries[4096];
    *count = 0;
    long directory =
        MS_SYSCALL4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (ms_failed(directory)) {
        return false;
    }
    char own[32];
    struct ms_text name = ms_text_in(own, sizeof own);
    ms_text_add_decimal(&name, (uint64_t)directory, 1);
    long differ = MS_SYSCALL6(SYS_kcmp, MS_SYSCALL1(SYS_getpid, 0), MS_SYSCALL1(SYS_gettid, 0),
                              2 /* KCMP_FILES */, 0, 0, 0);
    bool is_shared = differ == 0 || ms_failed(differ);
    for (;;) {
        long length = MS_SYSCALL3(SYS_getdents64, directory, entries, sizeof entries);
        if (ms_failed(length) || length == 0) {
            break;
        }
        for (long at = 0; at < length;) {
            const struct dirent *entry = (const struct dirent *)(entries + at);
            bool is_own = is_shared && ms_text_equal(entry->d_name, own);
            *count += entry->d_name[0] != '.' && !is_own ? 1 : 0;
            at += entry->d_reclen;
        }
    }
    MS_SYSCALL1(SYS_close, directory);
    return true;
}

static void put_descriptors(struct ms_sample *sample) {
    struct stat status;
    uint64_t count;
    if (!ms_failed(MS_SYSCALL2(SYS_stat, "/proc/self/fd", &status)) && status.st_size > 0) {
        ms_sample_put(sample, MS_METRIC_DESCRIPTORS, (uint64_t)status.st_size);
    } else if (count_descriptors(&count)) {
        ms_sample_put(sample, MS_METRIC_DESCRIPTORS, count);
    }
}

void ms_figures_of_process(struct ms_sample *sample) {
    put_status(sample);
    put_stat(sample);
    put_descriptors(sample);
}
