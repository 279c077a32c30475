#include "scan_maps.h"

#include "proc_text.h"
#include "text.h"

/* A line of the list: `start-end rwxp offset device inode path`. */
struct line {
    uint64_t start;
    uint64_t end;
    uint64_t offset;
    const char *access;
    const char *name;
};

static const char *behind_word(const char *at) {
    while (*at != ' ' && *at != '\0') {
        at++;
    }
    while (*at == ' ') {
        at++;
    }
    return at;
}

static bool parse(const char *text, struct line *line) {
    const char *at = text;
    if (!ms_proc_hex(&at, &line->start) || *at++ != '-' || !ms_proc_hex(&at, &line->end)) {
        return false;
    }
    line->access = behind_word(at);
    at = behind_word(line->access);
    if (at - line->access < 5 || !ms_proc_hex(&at, &line->offset)) {
        return false;
    }
    line->name = behind_word(behind_word(behind_word(at))); /* device, inode */
    return true;
}

/* Of no file, whatever it is called. */
static bool is_memory(const char *name) {
    static const char *const names[] = {"[heap]",    "[anon",  "/anon_hugepage", "/dev/zero",
                                        "/dev/shm/", "/memfd", "/SYSV"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (ms_text_starts(name, names[i])) {
            return true;
        }
    }
    return name[0] == '\0';
}

static struct ms_scan_mapping mapping_of(const struct line *line) {
    struct ms_scan_mapping mapping = {.start = line->start, .end = line->end};
    bool is_code = line->access[2] == 'x';
    bool is_private = line->access[3] == 'p';
    mapping.is_readable = line->access[0] == 'r';
    if (ms_text_starts(line->name, "/memfd:java_heap")) { /* of ZGC */
        mapping.kind = MS_SCAN_JAVA_HEAP;
    } else if (is_memory(line->name)) {
        mapping.kind = MS_SCAN_OTHER;
        mapping.may_hold_blocks = is_private && !is_code;
    } else if (ms_text_starts(line->name, "[stack]")) {
        mapping.kind = MS_SCAN_STACK;
    } else if (line->name[0] == '/' && is_private && !ms_text_starts(line->name, "/dev/")) {
        mapping.kind = MS_SCAN_DATA;
        mapping.is_readable = mapping.is_readable && !is_code;
        mapping.is_file = true;
        mapping.starts_file = line->offset == 0;
    }
    return mapping;
}

bool ms_scan_read_maps(struct ms_scan_work *work) {
    work->outcome = MS_SCAN_NOT_PERMITTED;
    if (!ms_proc_lines_open(&work->lines, "/proc/self/maps")) {
        return false;
    }
    const char *text;
    while ((text = ms_proc_line(&work->lines)) != NULL) {
        struct line line;
        if (!parse(text, &line)) {
            continue;
        }
        if (work->mapping_count == MS_SCAN_MAPPINGS) {
            work->outcome = MS_SCAN_NO_SPACE;
            continue; /* to the end, where the file is closed */
        }
        work->mappings[work->mapping_count++] = mapping_of(&line);
    }
    return work->mapping_count > 0 && work->outcome != MS_SCAN_NO_SPACE;
}

const struct ms_scan_mapping *ms_scan_mapping_of(const struct ms_scan_work *work,
                                                 uint64_t address) {
    uint32_t low = 0;
    uint32_t high = work->mapping_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->mappings[middle].end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct ms_scan_mapping *found = &work->mappings[low];
    return low < work->mapping_count && found->start <= address ? found : NULL;
}
