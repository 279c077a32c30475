#define _GNU_SOURCE
#include "mapped_objects.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>

#include "process.h"
#include "segments.h"
#include "syscall.h"
#include "text.h"

#define MS_OBJECTS 4096
#define MS_NAME_BYTES (256U << 10)
#define MS_LINE_BYTES 4352U /* addresses, numbers and a path of PATH_MAX */
#define MS_READ_BYTES 8192U
#define MS_UNEXPLAINED 4096
#define MS_PAGE 4096U

/* All under the lock. */
struct ms_mapped_objects {
    uint32_t count;
    uint32_t changes;                     /* ms_object_changes when the list was read */
    uint64_t unexplained[MS_UNEXPLAINED]; /* pages that it did not explain then */
    uint32_t names_used;
    struct ms_object objects[MS_OBJECTS];
    char names[MS_NAME_BYTES]; /* each once, ended by NUL: what was handed out stays */
    char bytes[MS_READ_BYTES];
    char line[MS_LINE_BYTES];
};

_Atomic uint32_t ms_object_changes;

bool ms_mapped_objects_start(void) {
    ms_process->mapped_objects = ms_process_alloc(sizeof(struct ms_mapped_objects));
    return ms_process->mapped_objects != NULL;
}

/* A line of the list: `start-end rwxp offset device inode path`. */
struct line {
    uint64_t start;
    uint64_t end;
    uint64_t offset;
    bool is_readable;
    bool is_executable;
    const char *path;
};

static uint64_t hexadecimal(const char **at) {
    uint64_t value = 0;
    for (;; ++*at) {
        char c = **at;
        if (c >= '0' && c <= '9') {
            value = value << 4 | (uint64_t)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            value = value << 4 | (uint64_t)(c - 'a' + 10);
        } else {
            return value;
        }
    }
}

static const char *skip(const char *at, bool spaces) {
    while (*at != '\0' && (*at == ' ') == spaces) {
        at++;
    }
    return at;
}

static bool parse(const char *text, struct line *line) {
    const char *at = text;
    line->start = hexadecimal(&at);
    if (*at++ != '-') {
        return false;
    }
    line->end = hexadecimal(&at);
    at = skip(at, true);
    if (ms_text_length(at) < 5) {
        return false;
    }
    line->is_readable = at[0] == 'r';
    line->is_executable = at[2] == 'x';
    at = skip(skip(at, false), true);
    line->offset = hexadecimal(&at);
    at = skip(skip(at, true), false);                     /* device */
    line->path = skip(skip(skip(at, true), false), true); /* inode */
    return true;
}

/* NULL: there is no room for it. */
static const char *keep(struct ms_mapped_objects *all, const char *name) {
    uint32_t at = 0;
    while (at < all->names_used) {
        if (ms_text_equal(all->names + at, name)) {
            return all->names + at;
        }
        at += (uint32_t)ms_text_length(all->names + at) + 1;
    }
    size_t bytes = ms_text_length(name) + 1;
    if (bytes > MS_NAME_BYTES - all->names_used) {
        return NULL;
    }
    char *kept = all->names + all->names_used;
    for (size_t i = 0; i < bytes; i++) {
        kept[i] = name[i];
    }
    all->names_used += (uint32_t)bytes;
    return kept;
}

/* What the object's own header, at the start of its first mapping, says of the rest. */
static bool read_header(const struct line *line, struct ms_object *object) {
    struct ms_segments segments = ms_segments_at(line->start);
    uint64_t lowest = UINT64_MAX;
    uint64_t highest = 0;
    const ElfW(Phdr) *eh_frame = NULL;
    for (size_t i = 0; i < segments.count; i++) {
        const ElfW(Phdr) *segment = &segments.headers[i];
        if (segment->p_type == PT_LOAD) {
            uint64_t end = segment->p_vaddr + segment->p_memsz;
            lowest = segment->p_vaddr < lowest ? segment->p_vaddr : lowest;
            highest = end > highest ? end : highest;
        } else if (segment->p_type == PT_GNU_EH_FRAME) {
            eh_frame = segment;
        }
    }
    if (lowest >= highest) {
        return false;
    }
    object->start = line->start;
    object->bias = line->start - (lowest & ~(uint64_t)(MS_PAGE - 1));
    object->end = object->bias + ((highest + MS_PAGE - 1) & ~(uint64_t)(MS_PAGE - 1));
    object->eh_frame = eh_frame == NULL ? NULL : (const void *)(object->bias + eh_frame->p_vaddr);
    return true;
}

/* What is being put together from successive lines. */
struct reading {
    struct ms_mapped_objects *all;
    struct line first; /* the last line that begins a file */
    char path[MS_LINE_BYTES];
    bool is_taken; /* its object is in the list, or it is none */
};

/* A file that is only read is mapped from its beginning, too: it counts when code of it is mapped
 * where its header says, which the kernel and the loader alone do. */
static void take(struct reading *reading, const struct line *line) {
    if (line->offset == 0) {
        struct ms_text path = ms_text_in(reading->path, sizeof reading->path);
        ms_text_add(&path, line->path);
        reading->first = *line;
        reading->is_taken = line->path[0] == '\0' || !line->is_readable;
    }
    struct ms_mapped_objects *all = reading->all;
    struct ms_object object = {.loader_name = NULL};
    if (reading->is_taken || !line->is_executable || all->count == MS_OBJECTS ||
        !ms_text_equal(reading->path, line->path) || !read_header(&reading->first, &object) ||
        line->start < object.start || line->start >= object.end) {
        return;
    }
    reading->is_taken = true;
    object.name = keep(all, reading->path);
    if (object.name != NULL) {
        all->objects[all->count++] = object;
    }
}

static void read_all(struct ms_mapped_objects *all) {
    static struct reading reading; /* guarded by the lock; too large for a stack */
    reading.all = all;
    reading.is_taken = true;
    all->count = 0;
    long file = MS_SYSCALL3(SYS_open, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
    if (ms_failed(file)) {
        return;
    }
    size_t length = 0;
    long got;
    while ((got = MS_SYSCALL3(SYS_read, file, all->bytes, sizeof all->bytes)) > 0 ||
           got == -4 /* EINTR */) {
        for (long i = 0; i < got; i++) {
            if (all->bytes[i] != '\n') {
                if (length < sizeof all->line - 1) {
                    all->line[length++] = all->bytes[i];
                }
                continue;
            }
            all->line[length] = '\0';
            length = 0;
            struct line line;
            if (parse(all->line, &line)) {
                take(&reading, &line);
            }
        }
    }
    MS_SYSCALL1(SYS_close, file);
}

/* NULL: none. */
static const struct ms_object *find(const struct ms_mapped_objects *all, uint64_t pc) {
    for (uint32_t i = 0; i < all->count; i++) {
        if (pc - all->objects[i].start < all->objects[i].end - all->objects[i].start) {
            return &all->objects[i];
        }
    }
    return NULL;
}

static void read_again(struct ms_mapped_objects *all, uint32_t now) {
    for (unsigned i = 0; i < MS_UNEXPLAINED; i++) {
        all->unexplained[i] = 0;
    }
    all->changes = now;
    read_all(all);
}

bool ms_mapped_object_of(uint64_t pc, struct ms_object *found) {
    struct ms_mapped_objects *all = ms_process->mapped_objects;
    if (all == NULL || ms_process_is_sealed()) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    uint32_t now = atomic_load_explicit(&ms_object_changes, memory_order_relaxed);
    if (all->count == 0 || all->changes != now) {
        read_again(all, now);
    }
    const struct ms_object *object = find(all, pc);
    uint64_t page = pc / MS_PAGE;
    uint64_t *unexplained = &all->unexplained[page % MS_UNEXPLAINED];
    if (object == NULL && *unexplained != page) {
        read_all(all);
        object = find(all, pc);
        *unexplained = object == NULL ? page : 0;
    }
    if (object != NULL) {
        *found = *object;
    }
    ms_lock_release(&ms_process->lock, mask);
    return object != NULL;
}
