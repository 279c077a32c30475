#define _GNU_SOURCE
#include "figures.h"

#include "config.h"
#include "proc_text.h"
#include "text.h"

static char text[4096];
static struct ms_proc_lines lines;

static const char *read_at(const char *directory, size_t length, const char *name) {
    static char path[MS_PATH_MAX];
    struct ms_text whole = ms_text_in(path, sizeof path);
    for (size_t i = 0; i < length; i++) {
        ms_text_add_byte(&whole, directory[i]);
    }
    ms_text_add_byte(&whole, '/');
    ms_text_add(&whole, name);
    if (whole.cut || ms_proc_read(path, text, sizeof text) == 0) {
        text[0] = '\0';
    }
    return text;
}

/* "max": there is none. */
static bool number_at(const char *directory, size_t length, const char *name, uint64_t *value) {
    const char *at = read_at(directory, length, name);
    return ms_proc_number(&at, value);
}

static void put_use(struct ms_sample *sample, const char *directory, size_t length) {
    static const struct {
        const char *name;
        enum ms_metric metric;
    } files[] = {{"memory.current", MS_METRIC_CGROUP_CURRENT_BYTES},
                 {"memory.swap.current", MS_METRIC_CGROUP_SWAP_BYTES},
                 {"memory.peak", MS_METRIC_CGROUP_PEAK_BYTES}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        uint64_t value;
        if (number_at(directory, length, files[i].name, &value)) {
            ms_sample_put(sample, files[i].metric, value);
        }
    }
    static const struct {
        const char *name;
        enum ms_metric metric;
    } events[] = {{"high ", MS_METRIC_CGROUP_HIGH_EVENTS},
                  {"max ", MS_METRIC_CGROUP_MAX_EVENTS},
                  {"oom_kill ", MS_METRIC_CGROUP_OOM_KILLS}};
    read_at(directory, length, "memory.events");
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        uint64_t value;
        if (ms_proc_field(text, events[i].name, &value)) {
            ms_sample_put(sample, events[i].metric, value);
        }
    }
}

struct limits {
    uint64_t max;
    uint64_t high;
    uint64_t swap;
    uint64_t quota_us;
    uint64_t period_us;
};

static void lower(uint64_t *limit, const char *directory, size_t length, const char *name) {
    uint64_t value;
    if (number_at(directory, length, name, &value) && value < *limit) {
        *limit = value;
    }
}

static void take_limits(struct limits *limits, const char *directory, size_t length) {
    lower(&limits->max, directory, length, "memory.max");
    lower(&limits->high, directory, length, "memory.high");
    lower(&limits->swap, directory, length, "memory.swap.max");
    const char *at = read_at(directory, length, "cpu.max");
    uint64_t quota;
    uint64_t period;
    if (ms_proc_number(&at, &quota) && ms_proc_number(&at, &period) && period != 0 &&
        (limits->period_us == 0 || quota * limits->period_us < limits->quota_us * period)) {
        limits->quota_us = quota;
        limits->period_us = period;
    }
}

static void put_limits(struct ms_sample *sample, const char *directory, size_t length,
                       size_t mount_length) {
    struct limits limits = {.max = UINT64_MAX, .high = UINT64_MAX, .swap = UINT64_MAX};
    for (;;) {
        take_limits(&limits, directory, length);
        if (length <= mount_length) {
            break;
        }
        while (length > mount_length && directory[length - 1] != '/') {
            length--;
        }
        length -= length > mount_length ? 1 : 0;
    }
    const struct {
        enum ms_metric metric;
        uint64_t value;
    } known[] = {{MS_METRIC_CGROUP_MAX_BYTES, limits.max},
                 {MS_METRIC_CGROUP_HIGH_BYTES, limits.high},
                 {MS_METRIC_CGROUP_SWAP_MAX_BYTES, limits.swap}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].value != UINT64_MAX) {
            ms_sample_put(sample, known[i].metric, known[i].value);
        }
    }
    if (limits.period_us != 0) {
        ms_sample_put(sample, MS_METRIC_CGROUP_CPU_QUOTA_US, limits.quota_us);
        ms_sample_put(sample, MS_METRIC_CGROUP_CPU_PERIOD_US, limits.period_us);
    }
}

/* "some avg10=1.25 avg60=0.40 avg300=0.10 total=123456" */
static bool put_pressure(struct ms_sample *sample, const char *kind, enum ms_metric share,
                         enum ms_metric time) {
    const char *at = text;
    while (!ms_text_starts(at, kind)) {
        while (*at != '\0' && *at++ != '\n') {
        }
        if (*at == '\0') {
            return false;
        }
    }
    at += ms_text_length(kind);
    uint64_t whole = 0;
    uint64_t hundredths = 0;
    bool is_read = ms_proc_number(&at, &whole) && *at++ == '.' && ms_proc_number(&at, &hundredths);
    while (*at != '\0' && *at != '\n' && !ms_text_starts(at, "total=")) {
        at++;
    }
    uint64_t total;
    if (!is_read || !ms_text_starts(at, "total=")) {
        return false;
    }
    at += ms_text_length("total=");
    if (!ms_proc_number(&at, &total)) {
        return false;
    }
    ms_sample_put(sample, share, whole * 100 + hundredths);
    ms_sample_put(sample, time, total);
    return true;
}

static bool put_pressures(struct ms_sample *sample, const char *directory, size_t length,
                          const char *memory, const char *cpu) {
    read_at(directory, length, memory);
    bool has_memory =
        put_pressure(sample, "some avg10=", MS_METRIC_MEMORY_SOME_10S, MS_METRIC_MEMORY_SOME_US);
    put_pressure(sample, "full avg10=", MS_METRIC_MEMORY_FULL_10S, MS_METRIC_MEMORY_FULL_US);
    read_at(directory, length, cpu);
    bool has_cpu =
        put_pressure(sample, "some avg10=", MS_METRIC_CPU_SOME_10S, MS_METRIC_CPU_SOME_US);
    return has_memory || has_cpu;
}

static void put_host_pressure(struct ms_sample *sample) {
    static const char directory[] = "/proc/pressure";
    if (put_pressures(sample, directory, sizeof directory - 1, "memory", "cpu")) {
        ms_sample_put(sample, MS_METRIC_PRESSURE_SOURCE, 2);
    }
}

void ms_figures_of_cgroup_at(struct ms_sample *sample, const char *directory, size_t mount_length) {
    size_t length = ms_text_length(directory);
    put_use(sample, directory, length);
    put_limits(sample, directory, length, mount_length);
    if (put_pressures(sample, directory, length, "memory.pressure", "cpu.pressure")) {
        ms_sample_put(sample, MS_METRIC_PRESSURE_SOURCE, 1);
    } else {
        put_host_pressure(sample);
    }
}

static const char *next_word(const char *at) {
    while (*at != '\0' && *at != ' ') {
        at++;
    }
    return *at == ' ' ? at + 1 : at;
}

static void add_word(struct ms_text *to, const char *word) {
    while (*word != '\0' && *word != ' ') {
        ms_text_add_byte(to, *word++);
    }
}

/* Where the hierarchy of version 2 is mounted, and which part of it; where containers have no
 * namespace for it, that is not its root. */
static bool find_mount(struct ms_text *mount, struct ms_text *root) {
    bool found = false;
    if (!ms_proc_lines_open(&lines, "/proc/self/mountinfo")) {
        return false;
    }
    for (const char *line = ms_proc_line(&lines); line != NULL; line = ms_proc_line(&lines)) {
        const char *type = line;
        while (*type != '\0' && !ms_text_starts(type, " - ")) {
            type++;
        }
        if (!found && ms_text_starts(type, " - cgroup2 ")) {
            const char *fourth = next_word(next_word(next_word(line)));
            add_word(root, fourth);
            add_word(mount, next_word(fourth));
            found = true;
        }
    }
    return found && !mount->cut && !root->cut;
}

/* The process's path in it. */
static const char *find_group(void) {
    ms_proc_read("/proc/self/cgroup", text, sizeof text);
    char *at = text;
    while (!ms_text_starts(at, "0::/")) {
        while (*at != '\0' && *at++ != '\n') {
        }
        if (*at == '\0') {
            return NULL;
        }
    }
    char *group = at + 3;
    while (*at != '\0' && *at != '\n') {
        at++;
    }
    *at = '\0';
    return group;
}

const char *ms_cgroup_path_below(const char *group, const char *root) {
    const char *rest = ms_text_starts(group, root) ? group + ms_text_length(root) : group;
    bool is_below = rest != group && (*rest == '/' || *rest == '\0');
    return ms_text_equal(group, "/") ? "" : is_below ? rest : group;
}

void ms_figures_of_cgroup(struct ms_sample *sample) {
    static char directory[MS_PATH_MAX];
    static char root_bytes[MS_PATH_MAX];
    struct ms_text path = ms_text_in(directory, sizeof directory);
    struct ms_text root = ms_text_in(root_bytes, sizeof root_bytes);
    if (!find_mount(&path, &root)) {
        put_host_pressure(sample);
        return;
    }
    size_t mount_length = path.length;
    const char *group = find_group();
    if (group != NULL) {
        ms_text_add(&path, ms_cgroup_path_below(group, root_bytes));
    }
    ms_figures_of_cgroup_at(sample, directory, mount_length);
}
