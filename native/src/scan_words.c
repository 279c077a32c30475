#define _GNU_SOURCE
#include "scan_words.h"

#include <fcntl.h>
#include <sys/uio.h>

#include "clock.h"
#include "scan_plan.h"
#include "scan_records.h"
#include "syscall.h"

/* Of an entry of the page map. */
#define MS_PAGE_PRESENT (1ULL << 63)
#define MS_PAGE_SWAPPED (1ULL << 62)
#define MS_PAGE_OF_FILE (1ULL << 61) /* or of shared memory */

static bool is_late(struct ms_scan_work *work) {
    if (ms_clock_ns(CLOCK_MONOTONIC) < work->deadline_ns) {
        return false;
    }
    work->outcome = MS_SCAN_TIME_LIMIT;
    return true;
}

long ms_scan_copy(const struct ms_scan_work *work, void *to, uint64_t from, size_t bytes) {
    if (work->reads_itself) {
        const uint64_t *words = (const uint64_t *)from; /* NOLINT: any address may be asked for */
        for (size_t i = 0; i < bytes / sizeof(uint64_t); i++) {
            ((uint64_t *)to)[i] = words[i];
        }
        return (long)bytes;
    }
    struct iovec into = {.iov_base = to, .iov_len = bytes};
    struct iovec at = {.iov_base = (void *)from, .iov_len = bytes}; /* NOLINT */
    return MS_SYSCALL6(SYS_process_vm_readv, MS_SYSCALL1(SYS_getpid, 0), &into, 1, &at, 1, 0);
}

/* A page that nobody has touched would be made by reading it, or, where a program provides its own
 * pages (userfaultfd), wait for a thread that is stopped. So the page map is asked first. */
bool ms_scan_words_start(struct ms_scan_work *work) {
    uint64_t word;
    work->pages = MS_SYSCALL4(SYS_openat, AT_FDCWD, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC, 0);
    bool reads = ms_scan_copy(work, &word, (uint64_t)work, sizeof word) == (long)sizeof word;
    work->reads_itself = !reads && work->is_copy;
    if ((!reads && !work->is_copy) || ms_failed(work->pages)) {
        ms_scan_words_end(work);
        work->outcome = MS_SCAN_NOT_PERMITTED;
        return false;
    }
    return true;
}

void ms_scan_words_end(struct ms_scan_work *work) {
    if (!ms_failed(work->pages)) {
        MS_SYSCALL1(SYS_close, work->pages);
        work->pages = -1;
    }
}

bool ms_scan_told_words(struct ms_scan_work *work, const uint64_t *words, size_t count,
                        uint64_t first_slot) {
    uint64_t lowest = work->lowest_target;
    uint64_t span = work->target_span;
    for (size_t i = 0; i < count; i++) {
        uint64_t value = words[i];
        if (__builtin_expect(value - lowest >= span, 1)) {
            continue;
        }
        uint64_t granule = value >> MS_SCAN_GRANULE_SHIFT;
        if ((work->granules[granule / 64] >> (granule % 64) & 1) != 0 &&
            ms_scan_is_target(work, value) &&
            !ms_scan_write_pointer(work, first_slot + i * sizeof(uint64_t), value)) {
            return false;
        }
    }
    return true;
}

/* Pages that are there. */
static bool read_pages(struct ms_scan_work *work, uint64_t from, uint64_t to) {
    while (from < to) {
        size_t wanted = to - from < MS_SCAN_READ_BYTES ? to - from : MS_SCAN_READ_BYTES;
        long got = ms_scan_copy(work, work->read, from, wanted);
        size_t bytes = got > 0 ? (size_t)got & ~7UL : 0;
        if (!ms_scan_told_words(work, work->read, bytes / sizeof(uint64_t), from) ||
            is_late(work)) {
            return false;
        }
        /* One that cannot be read is passed over. */
        from = bytes == wanted ? from + bytes : ms_scan_page_up(from + bytes + 1);
    }
    return true;
}

static bool is_wanted(uint64_t entry, bool is_file) {
    return (entry & (MS_PAGE_PRESENT | MS_PAGE_SWAPPED)) != 0 &&
           !(is_file && (entry & MS_PAGE_OF_FILE) != 0);
}

/* Up to `MS_SCAN_PAGES` pages: those of them that follow each other are read at once. */
static bool read_some(struct ms_scan_work *work, uint64_t from, uint64_t to, bool is_file) {
    uint64_t first = from / MS_SCAN_PAGE;
    size_t count = ms_scan_page_up(to) / MS_SCAN_PAGE - first;
    long got = MS_SYSCALL4(SYS_pread64, work->pages, work->page_entries, count * sizeof(uint64_t),
                           first * sizeof(uint64_t));
    if (got != (long)(count * sizeof(uint64_t))) {
        work->outcome = MS_SCAN_NOT_PERMITTED;
        return false;
    }
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && is_wanted(work->page_entries[end], is_file)) {
            end++;
        }
        if (end > i) {
            uint64_t start = (first + i) * MS_SCAN_PAGE;
            uint64_t stop = (first + end) * MS_SCAN_PAGE;
            if (!read_pages(work, start > from ? start : from, stop < to ? stop : to)) {
                return false;
            }
        }
        i = end + 1;
    }
    return !is_late(work);
}

static bool read_piece(struct ms_scan_work *work, const struct ms_scan_piece *piece, bool is_file) {
    if (piece->kind == MS_SCAN_NOTHING) {
        return true;
    }
    if (!ms_scan_write_region(work, piece->kind, piece->start, piece->end - piece->start)) {
        return false;
    }
    for (uint64_t from = piece->start; from < piece->end;) {
        uint64_t most = (from & ~(uint64_t)(MS_SCAN_PAGE - 1)) + MS_SCAN_PAGES * MS_SCAN_PAGE;
        uint64_t to = piece->end < most ? piece->end : most;
        if (!read_some(work, from, to, is_file)) {
            return false;
        }
        from = to;
    }
    return true;
}

void ms_scan_all_words(struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->mapping_count; i++) {
        const struct ms_scan_mapping *mapping = &work->mappings[i];
        struct ms_scan_piece piece = {.end = mapping->start};
        while (mapping->is_readable && piece.end < mapping->end) {
            piece = ms_scan_piece_at(work, i, piece.end);
            if (!read_piece(work, &piece, mapping->is_file)) {
                ms_scan_write_flush(work);
                return;
            }
        }
    }
    if (ms_scan_write_flush(work)) {
        work->outcome = MS_SCAN_COMPLETE;
    }
}
