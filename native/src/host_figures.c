#define _GNU_SOURCE
#include "figures.h"

#include "proc_text.h"
#include "syscall.h"

#define MS_KIB 1024

static char text[8192];

static void put_field(struct ms_sample *sample, const char *name, enum ms_metric metric) {
    uint64_t kib;
    if (ms_proc_field(text, name, &kib)) {
        ms_sample_put(sample, metric, kib * MS_KIB);
    }
}

static void put_single(struct ms_sample *sample, const char *path, enum ms_metric metric) {
    uint64_t value;
    if (ms_proc_single(path, &value)) {
        ms_sample_put(sample, metric, value);
    }
}

/* "0-3,8,10-11" */
static uint64_t count_of_list(const char *list) {
    uint64_t count = 0;
    uint64_t first;
    while (ms_proc_number(&list, &first)) {
        uint64_t last = first;
        if (*list == '-') {
            list++;
            ms_proc_number(&list, &last);
        }
        count += last >= first ? last - first + 1 : 0;
        if (*list != ',') {
            break;
        }
        list++;
    }
    return count;
}

static void put_processors(struct ms_sample *sample) {
    if (ms_proc_read("/sys/devices/system/cpu/online", text, sizeof text) != 0) {
        ms_sample_put(sample, MS_METRIC_HOST_PROCESSORS, count_of_list(text));
    }
    uint64_t mask[128]; /* 8,192 processors, as many as the kernel knows */
    long bytes = MS_SYSCALL3(SYS_sched_getaffinity, MS_SYSCALL1(SYS_getpid, 0), sizeof mask, mask);
    uint64_t allowed = 0;
    for (long i = 0; !ms_failed(bytes) && i < bytes / 8; i++) {
        allowed += (uint64_t)__builtin_popcountll(mask[i]);
    }
    if (allowed != 0) {
        ms_sample_put(sample, MS_METRIC_ALLOWED_PROCESSORS, allowed);
    }
}

/* "always [madvise] never" */
static void put_transparent_huge_pages(struct ms_sample *sample) {
    ms_proc_read("/sys/kernel/mm/transparent_hugepage/enabled", text, sizeof text);
    const char *at = text;
    while (*at != '\0' && *at != '[') {
        at++;
    }
    char chosen = *at == '[' ? at[1] : '\0';
    uint64_t mode = chosen == 'n' ? 1 : chosen == 'm' ? 2 : chosen == 'a' ? 3 : 0;
    if (mode != 0) {
        ms_sample_put(sample, MS_METRIC_TRANSPARENT_HUGE_PAGES, mode);
    }
}

void ms_figures_of_host(struct ms_sample *sample, bool all) {
    ms_proc_read("/proc/meminfo", text, sizeof text);
    put_field(sample, "MemAvailable:", MS_METRIC_HOST_AVAILABLE_BYTES);
    put_field(sample, "SwapFree:", MS_METRIC_HOST_SWAP_FREE_BYTES);
    if (!all) {
        return;
    }
    put_field(sample, "MemTotal:", MS_METRIC_HOST_MEMORY_BYTES);
    put_field(sample, "SwapTotal:", MS_METRIC_HOST_SWAP_BYTES);
    put_field(sample, "Hugepagesize:", MS_METRIC_HUGE_PAGE_BYTES);
    ms_sample_put(sample, MS_METRIC_PAGE_BYTES, 4096); /* x86-64 has no other */
    put_processors(sample);
    put_transparent_huge_pages(sample);
    put_single(sample, "/proc/sys/kernel/randomize_va_space", MS_METRIC_ADDRESS_RANDOMISATION);
    put_single(sample, "/proc/sys/vm/overcommit_memory", MS_METRIC_OVERCOMMIT);
}
