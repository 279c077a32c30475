/* One pass over the kernel's list of mappings with what is resident of each. */
#define _GNU_SOURCE
#include "figures.h"

#include "code_cache.h"
#include "java_heap.h"
#include "known_range.h"
#include "label.h"
#include "lane.h"
#include "peek.h"
#include "proc_text.h"
#include "process.h"
#include "queue.h"
#include "real.h"
#include "text.h"

#define MS_KIB 1024
#define MS_PAGE 4096

/* So many ranges are told whatever their size, and then so many more large ones. */
#define MS_RANGES_ALL 1000
#define MS_RANGES_LARGE 3000
#define MS_RANGE_LARGE_BYTES (1UL << 20)

/* The program's own names shall find room. */
#define MS_LABELS_FOR_RANGES 32768U

#define MS_ARENA_HEAP_BYTES (64UL << 20)

#define MS_KNOWN_MOST 4096
static struct ms_known_range known[MS_KNOWN_MOST];
static size_t known_count;
static size_t known_at;
static uint64_t
    arena_end; /* of the piece of an arena found last: what it has given up lies there */

static struct ms_proc_lines lines;

/* What a mapping's lines say, in KiB; and the sums over all. */
enum field {
    RSS,
    PSS,
    SHARED_CLEAN,
    SHARED_DIRTY,
    PRIVATE_CLEAN,
    PRIVATE_DIRTY,
    SWAP_PSS,
    HUGE,
    LAZILY_FREED,
    FIELDS
};
static const struct {
    const char *name;
    enum ms_metric metric;
} fields[FIELDS] = {
    [RSS] = {"Rss:", MS_METRIC_MAPPED_RESIDENT_BYTES},
    [PSS] = {"Pss:", MS_METRIC_PROPORTIONAL_BYTES},
    [SHARED_CLEAN] = {"Shared_Clean:", MS_METRIC_SHARED_CLEAN_BYTES},
    [SHARED_DIRTY] = {"Shared_Dirty:", MS_METRIC_SHARED_DIRTY_BYTES},
    [PRIVATE_CLEAN] = {"Private_Clean:", MS_METRIC_PRIVATE_CLEAN_BYTES},
    [PRIVATE_DIRTY] = {"Private_Dirty:", MS_METRIC_PRIVATE_DIRTY_BYTES},
    [SWAP_PSS] = {"SwapPss:", MS_METRIC_SWAPPED_PROPORTIONAL_BYTES},
    [HUGE] = {"AnonHugePages:", MS_METRIC_HUGE_PAGES_BYTES},
    [LAZILY_FREED] = {"LazyFree:", MS_METRIC_LAZILY_FREED_BYTES},
};

#define MS_KINDS (MS_METRIC_RESIDENT_KERNEL_BYTES - MS_METRIC_RESIDENT_QUEUE_BYTES + 1)

static struct pass {
    struct ms_sample *sample;
    uint64_t mappings;
    uint64_t sums[FIELDS];
    uint64_t resident_by_kind[MS_KINDS];
    uint32_t told;
    /* The range that is being put together. */
    bool has_range;
    uint64_t start;
    uint64_t end;
    uint64_t resident;
    enum ms_range_use use;
    bool is_code; /* some of it may be run */
    char name[1024];
} pass;

/* Linker's names for the shim's own zeroed data. */
extern char __bss_start[] __attribute__((visibility("hidden")));
extern char _end[] __attribute__((visibility("hidden")));

static void add_known(uint64_t start, uint64_t end, enum ms_range_use use) {
    if (known_count < MS_KNOWN_MOST && start < end) {
        known[known_count++] = (struct ms_known_range){.start = start, .end = end, .use = use};
    }
}

/* By heap sort: thousands of threads, and no memory but this. */
static void sift_down(size_t at, size_t count) {
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && known[child].start < known[child + 1].start) {
            child++;
        }
        if (known[at].start >= known[child].start) {
            return;
        }
        struct ms_known_range lower = known[at];
        known[at] = known[child];
        known[child] = lower;
        at = child;
    }
}

static void sort_known(void) {
    for (size_t i = known_count / 2; i > 0; i--) {
        sift_down(i - 1, known_count);
    }
    for (size_t count = known_count; count > 1; count--) {
        struct ms_known_range largest = known[0];
        known[0] = known[count - 1];
        known[count - 1] = largest;
        sift_down(0, count - 1);
    }
}

static void gather_known(void) {
    uint64_t start;
    uint64_t end;
    uint64_t size_bytes;
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    known_count = ms_lanes_stacks(known, MS_KNOWN_MOST - 4);
    ms_lock_release(&ms_process->lock, mask);
    ms_process_range(&start, &end);
    add_known(start, end, MS_USE_SHIM);
    add_known((uintptr_t)__bss_start, (uintptr_t)_end, MS_USE_SHIM);
    add_known(atomic_load_explicit(&ms_code_bounds.low, memory_order_relaxed),
              atomic_load_explicit(&ms_code_bounds.high, memory_order_relaxed), MS_USE_CODE);
    if (ms_java_heap(&start, &size_bytes)) {
        add_known(start, start + size_bytes, MS_USE_JAVA_HEAP);
    }
    sort_known();
    known_at = 0;
    arena_end = 0;
}

/* Mappings come in ascending order. Of ranges that contain each other none are known. */
static enum ms_range_use known_use(uint64_t start) {
    while (known_at < known_count && known[known_at].end <= start) {
        known_at++;
    }
    return known_at < known_count && known[known_at].start <= start ? known[known_at].use
                                                                    : MS_USE_UNKNOWN;
}

/* What libc's allocator writes at the start of each piece of an arena: where the arena is, the
 * piece before this one, how much of it is used, and how much may be. */
static bool is_arena(uint64_t start, uint64_t size_bytes) {
    uint64_t words[4];
    if (ms_real_mallinfo == NULL || start % MS_ARENA_HEAP_BYTES != 0 ||
        !ms_peek(start, words, sizeof words)) {
        return false;
    }
    bool is_first = words[1] == 0 && words[0] > start && words[0] < start + MS_PAGE;
    bool is_later = words[1] != 0 && words[1] % MS_ARENA_HEAP_BYTES == 0 && words[0] != 0;
    return (is_first || is_later) && words[2] != 0 && words[2] % MS_PAGE == 0 &&
           words[2] <= words[3] && words[3] <= size_bytes && words[3] <= MS_ARENA_HEAP_BYTES;
}

static bool is_in_queue(const char *name) {
    const char *directory = ms_queue_directory();
    return ms_text_starts(name, directory) && name[ms_text_length(directory)] == '/';
}

/* What a mapping is for, as far as it shows before its lines are read. */
static enum ms_range_use use_of(const char *name, uint64_t start, uint64_t end, bool is_writable) {
    enum ms_range_use use = known_use(start);
    if (use != MS_USE_UNKNOWN) {
        return use;
    }
    if (name[0] == '\0' && is_writable && is_arena(start, end - start)) {
        arena_end = start + MS_ARENA_HEAP_BYTES;
        return MS_USE_ARENA;
    }
    if (name[0] == '\0') {
        return !is_writable && start < arena_end ? MS_USE_ARENA : MS_USE_UNKNOWN;
    }
    if (ms_text_equal(name, "[stack]")) {
        return MS_USE_STACK;
    }
    if (ms_text_starts(name, "/memfd:java_heap")) {
        return MS_USE_JAVA_HEAP;
    }
    return is_in_queue(name) ? MS_USE_QUEUE : MS_USE_UNKNOWN;
}

static enum ms_metric kind_of_name(void) {
    static const char *const shared[] = {"/memfd:", "/dev/shm/", "/dev/zero", "/SYSV",
                                         "[anon_shmem"};
    const char *name = pass.name;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (ms_text_starts(name, shared[i])) {
            return MS_METRIC_RESIDENT_SHARED_MAPPINGS_BYTES;
        }
    }
    if (ms_text_equal(name, "[heap]")) {
        return MS_METRIC_RESIDENT_BREAK_BYTES;
    }
    if (name[0] == '\0' || ms_text_starts(name, "[anon")) {
        return MS_METRIC_RESIDENT_ANONYMOUS_MAPPINGS_BYTES;
    }
    if (name[0] == '[') {
        return MS_METRIC_RESIDENT_KERNEL_BYTES;
    }
    return pass.is_code ? MS_METRIC_RESIDENT_OBJECTS_BYTES : MS_METRIC_RESIDENT_FILES_BYTES;
}

static enum ms_metric kind_of_range(void) {
    static const enum ms_metric by_use[] = {[MS_USE_QUEUE] = MS_METRIC_RESIDENT_QUEUE_BYTES,
                                            [MS_USE_SHIM] = MS_METRIC_RESIDENT_SHIM_BYTES,
                                            [MS_USE_JAVA_HEAP] = MS_METRIC_RESIDENT_JAVA_HEAP_BYTES,
                                            [MS_USE_STACK] = MS_METRIC_RESIDENT_STACKS_BYTES,
                                            [MS_USE_CODE] = MS_METRIC_RESIDENT_CODE_CACHE_BYTES,
                                            [MS_USE_ARENA] = MS_METRIC_RESIDENT_ARENAS_BYTES};
    return pass.use == MS_USE_UNKNOWN ? kind_of_name() : by_use[pass.use];
}

static void tell_range(void) {
    uint32_t label = pass.name[0] != '\0' && ms_label_count() < MS_LABELS_FOR_RANGES
                         ? ms_label_id(pass.name, ms_text_length(pass.name))
                         : 0;
    uint64_t values[] = {pass.start, pass.end - pass.start, pass.resident, pass.use};
    ms_sample_put_part(pass.sample, MS_PART_RANGE, label, values, 4);
    pass.told++;
}

static void end_range(void) {
    uintptr_t own = (uintptr_t)ms_figures_of_mappings;
    if (!pass.has_range || pass.resident == 0) {
        return;
    }
    if (own >= pass.start && own < pass.end) {
        pass.use = MS_USE_SHIM;
    }
    pass.resident_by_kind[kind_of_range() - MS_METRIC_RESIDENT_QUEUE_BYTES] += pass.resident;
    if (pass.told < MS_RANGES_ALL ||
        (pass.told < MS_RANGES_ALL + MS_RANGES_LARGE && pass.resident >= MS_RANGE_LARGE_BYTES)) {
        tell_range();
    }
}

/* "7f0000000000-7f0000001000 rw-p 00000000 00:00 0    [name]" */
static void begin_mapping(const char *line) {
    uint64_t start;
    uint64_t end;
    if (!ms_proc_hex(&line, &start) || *line++ != '-' || !ms_proc_hex(&line, &end) ||
        *line++ != ' ') {
        return; /* the rest of a line that was too long */
    }
    bool is_writable = line[0] == 'r' && line[1] == 'w';
    bool is_code = line[2] == 'x';
    for (int word = 0; word < 4; word++) {
        while (*line != '\0' && *line != ' ') {
            line++;
        }
        while (*line == ' ') {
            line++;
        }
    }
    pass.mappings++;
    enum ms_range_use use = use_of(line, start, end, is_writable);
    if (pass.has_range && pass.end == start && pass.use == use && ms_text_equal(pass.name, line)) {
        pass.end = end;
        pass.is_code = pass.is_code || is_code;
        return;
    }
    end_range();
    pass.has_range = true;
    pass.start = start;
    pass.end = end;
    pass.resident = 0;
    pass.use = use;
    pass.is_code = is_code;
    struct ms_text name = ms_text_in(pass.name, sizeof pass.name);
    ms_text_add(&name, line);
}

static void take_line(const char *line) {
    if (line[0] < 'A' || line[0] > 'Z') {
        begin_mapping(line);
        return;
    }
    for (int i = 0; i < FIELDS; i++) {
        if (line[0] == fields[i].name[0] && ms_text_starts(line, fields[i].name)) {
            uint64_t kib;
            line += ms_text_length(fields[i].name);
            if (ms_proc_number(&line, &kib)) {
                pass.sums[i] += kib * MS_KIB;
                pass.resident += i == RSS ? kib * MS_KIB : 0;
            }
            return;
        }
    }
}

void ms_figures_of_mappings(struct ms_sample *sample) {
    if (!ms_proc_lines_open(&lines, "/proc/thread-self/smaps")) {
        return;
    }
    gather_known();
    pass = (struct pass){.sample = sample};
    for (const char *line = ms_proc_line(&lines); line != NULL; line = ms_proc_line(&lines)) {
        take_line(line);
    }
    end_range();
    if (pass.mappings == 0) {
        return;
    }
    ms_sample_put(sample, MS_METRIC_MAPPINGS, pass.mappings);
    for (int i = 0; i < FIELDS; i++) {
        ms_sample_put(sample, fields[i].metric, pass.sums[i]);
    }
    for (unsigned i = 0; i < MS_KINDS; i++) {
        ms_sample_put(sample, MS_METRIC_RESIDENT_QUEUE_BYTES + i, pass.resident_by_kind[i]);
    }
}
