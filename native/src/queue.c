#define _GNU_SOURCE
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "config.h"
#include "process.h"
#include "syscall.h"
#include "text.h"

#define MS_PAGE 4096U
#define MS_SMALLEST_SEGMENT (256U << 10)
#define MS_LARGEST_SEGMENT (16U << 20)
/* A rest smaller than this goes to the chunk before it, so that nothing has to be filled. */
#define MS_SMALLEST_CHUNK 512U
#define MS_METADATA_BYTES 131072
#define MS_METADATA_HIGHEST_CYCLE 0xb8
#define MS_METADATA_LOWEST_CYCLE 0xe0
#define MS_METADATA_MOD_COUNT 0x100
#define MS_END_OF_FILE 0xC0000000U
#define MS_MODE_FILE 0600
#define MS_MODE_DIRECTORY 0700
#define MS_DEFAULT_MIN_FREE (1ULL << 30)

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static const uint8_t header_template[] = {
#include "memscope/queue_header.def"
};
static const uint8_t metadata_template[] = {
#include "memscope/queue_metadata.def"
};
_Static_assert(sizeof header_template % 64 == 60,
               "the first chunk's payload must be aligned to 64");

/* A mapped stretch of a cycle file. The document header of its first chunk is the last word of the
 * page before it, so that page is mapped too. */
struct ms_segment {
    uint8_t *map; /* NULL: this slot is free */
    size_t map_bytes;
    uint64_t map_offset; /* in the file */
    uint64_t end;        /* in the file; the document header at end - 4 is the next segment's */
    uint64_t tail;       /* in the file: where the next document header goes */
    uint32_t users;      /* chunks not sealed, and one while it is the current segment */
};

/* More segments than this can be open only when that many chunks of 256 KiB were left half full in
 * different ones by threads that stay idle. Then recording stops, counted. */
#define MS_SEGMENTS 1024

/* Not wiped by fork: a child needs to know what to unmap. Its queue starts anew. */
static struct queue {
    char directory[MS_PATH_MAX];
    char file[MS_PATH_MAX];
    char other_file[MS_PATH_MAX]; /* scratch: the program's stack may be small */
    uint64_t cycle;
    uint64_t file_bytes;
    uint64_t all_bytes;
    uint64_t device;
    uint64_t inode;
    uint64_t next_segment_bytes;
    bool no_descriptor; /* why the last file could not be opened */
    uint8_t *metadata;
    struct ms_segment *current;
    struct ms_segment segments[MS_SEGMENTS];
} queue;

static void copy(uint8_t *to, const uint8_t *from, size_t length) {
    for (size_t i = 0; i < length; i++) {
        to[i] = from[i];
    }
}

/* FAST_HOURLY: the cycle is the hour since 1970, the name is that hour in UTC. Civil date from days
 * by Howard Hinnant's "chrono-compatible low-level date algorithms" (days_from_civil's inverse). */
static void add_cycle_name(struct ms_text *path, uint64_t cycle) {
    uint64_t days = cycle / 24 + 719468;
    uint64_t era = days / 146097;
    uint64_t day_of_era = days % 146097;
    uint64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint64_t shifted_month = (5 * day_of_year + 2) / 153;
    uint64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    uint64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    uint64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    ms_text_add_decimal(path, year, 4);
    ms_text_add_decimal(path, month, 2);
    ms_text_add_decimal(path, day, 2);
    ms_text_add_byte(path, '-');
    ms_text_add_decimal(path, cycle % 24, 2);
    ms_text_add(path, "F.cq4");
}

static bool room_on_disk(long file, uint64_t more) {
    struct statfs disk;
    if (ms_failed(MS_SYSCALL2(SYS_fstatfs, file, &disk))) {
        return false;
    }
    uint64_t block = (uint64_t)disk.f_bsize;
    uint64_t keep = ms_config.min_free_bytes;
    if (keep == 0) {
        uint64_t twentieth = (uint64_t)disk.f_blocks * block / 20;
        keep = twentieth > MS_DEFAULT_MIN_FREE ? twentieth : MS_DEFAULT_MIN_FREE;
    }
    return (uint64_t)disk.f_bavail * block >= keep + more;
}

/* Past RLIMIT_FSIZE the kernel does not answer but kills: SIGXFSZ. */
static bool within_file_limit(uint64_t file_bytes) {
    struct rlimit limit;
    return !ms_failed(MS_SYSCALL2(SYS_getrlimit, RLIMIT_FSIZE, &limit)) &&
           file_bytes <= limit.rlim_cur;
}

/* True disk blocks before anything is mapped: on a sparse file a full disk is a SIGBUS in
 * somebody's malloc. Some file systems cannot (NFS before 4.2): there the zeros are written. */
static bool allocate(long file, uint64_t from, uint64_t more) {
    long result;
    do {
        result = MS_SYSCALL4(SYS_fallocate, file, 0, from, more);
    } while (result == -EINTR);
    if (result != -EOPNOTSUPP && result != -ENOSYS) {
        return !ms_failed(result);
    }
    static const uint8_t zeros[MS_PAGE];
    for (uint64_t at = from; at < from + more; at += MS_PAGE) {
        if (MS_SYSCALL4(SYS_pwrite64, file, zeros, MS_PAGE, at) != (long)MS_PAGE) {
            return false;
        }
    }
    return true;
}

static uint8_t *map_shared(long file, uint64_t offset, uint64_t length) {
    long address =
        MS_SYSCALL6(SYS_mmap, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, offset);
    return ms_failed(address) ? NULL : (uint8_t *)address; /* NOLINT: the kernel's number */
}

static struct ms_segment *free_slot(void) {
    for (int i = 0; i < MS_SEGMENTS; i++) {
        if (queue.segments[i].map == NULL) {
            return &queue.segments[i];
        }
    }
    return NULL;
}

/* Forgotten first: another thread may fork now, and its child must not unmap what has come to lie
 * there. */
static void unmap(struct ms_segment *segment) {
    uint8_t *map = segment->map;
    segment->map = NULL;
    atomic_signal_fence(memory_order_seq_cst);
    MS_SYSCALL2(SYS_munmap, map, segment->map_bytes);
}

static void make_current(struct ms_segment *segment) {
    struct ms_segment *before = queue.current;
    queue.current = segment;
    segment->users = 1;
    if (before != NULL) {
        ms_queue_give_back(before);
    }
}

/* Allocates and maps `[from, from + more)` of an open cycle file. */
static struct ms_segment *add_segment(long file, uint64_t from, uint64_t more) {
    struct ms_segment *segment = free_slot();
    if (segment == NULL || !within_file_limit(from + more) || !room_on_disk(file, more) ||
        (ms_config.max_bytes != 0 && queue.all_bytes + more > ms_config.max_bytes) ||
        !allocate(file, from, more)) {
        return NULL;
    }
    uint64_t map_offset = from == 0 ? 0 : from - MS_PAGE;
    uint64_t map_bytes = from + more - map_offset;
    uint8_t *map = map_shared(file, map_offset, map_bytes);
    if (map == NULL) {
        return NULL;
    }
    *segment = (struct ms_segment){.map_bytes = map_bytes,
                                   .map_offset = map_offset,
                                   .end = from + more,
                                   .tail = from == 0 ? sizeof header_template : from - 4};
    atomic_signal_fence(memory_order_seq_cst);
    segment->map = map; /* last: a child that is forked now unmaps that many bytes */
    queue.file_bytes = from + more;
    queue.all_bytes += more;
    queue.next_segment_bytes =
        queue.all_bytes < MS_LARGEST_SEGMENT ? queue.all_bytes : MS_LARGEST_SEGMENT;
    return segment;
}

static _Atomic uint32_t *word_at(const struct ms_segment *segment, uint64_t offset) {
    return (_Atomic uint32_t *)(segment->map + (offset - segment->map_offset));
}

/* The program may be short of descriptors for a while: then there is no space now, but may be
 * later. */
static long open_file(const char *path, int flags) {
    long file =
        MS_SYSCALL4(SYS_openat, AT_FDCWD, path, flags | O_NOFOLLOW | O_CLOEXEC, MS_MODE_FILE);
    queue.no_descriptor = file == -EMFILE || file == -ENFILE;
    return file;
}

/* A new cycle file, complete with header and first segment under a temporary name before it appears
 * under its own. */
static struct ms_segment *create_file(uint64_t cycle) {
    struct ms_text path = ms_text_in(queue.file, sizeof queue.file);
    ms_text_add(&path, queue.directory);
    ms_text_add_byte(&path, '/');
    add_cycle_name(&path, cycle);
    struct ms_text other = ms_text_in(queue.other_file, sizeof queue.other_file);
    ms_text_add(&other, queue.file);
    ms_text_add(&other, ".new");
    if (path.cut || other.cut) {
        return NULL;
    }
    long file = open_file(queue.other_file, O_RDWR | O_CREAT | O_EXCL);
    if (ms_failed(file)) {
        return NULL;
    }
    struct stat status;
    struct ms_segment *segment = NULL;
    if (!ms_failed(MS_SYSCALL2(SYS_fstat, file, &status))) {
        segment = add_segment(file, 0, MS_SMALLEST_SEGMENT);
    }
    MS_SYSCALL1(SYS_close, file);
    if (segment == NULL) {
        MS_SYSCALL1(SYS_unlink, queue.other_file);
        return NULL;
    }
    /* The first word last: a reader who sees it sees the whole header. */
    copy(segment->map + 4, header_template + 4, sizeof header_template - 4);
    uint32_t first_word;
    copy((uint8_t *)&first_word, header_template, sizeof first_word);
    atomic_store_explicit(word_at(segment, 0), first_word, memory_order_release);
    if (ms_failed(MS_SYSCALL2(SYS_rename, queue.other_file, queue.file))) {
        unmap(segment);
        MS_SYSCALL1(SYS_unlink, queue.other_file);
        return NULL;
    }
    queue.device = status.st_dev;
    queue.inode = status.st_ino;
    queue.cycle = cycle;
    return segment;
}

static _Atomic uint64_t *metadata_field(size_t offset) {
    return (_Atomic uint64_t *)(queue.metadata + offset);
}

static bool create_metadata(uint64_t cycle) {
    struct ms_text path = ms_text_in(queue.other_file, sizeof queue.other_file);
    ms_text_add(&path, queue.directory);
    ms_text_add(&path, "/metadata.cq4t");
    if (path.cut) {
        return false;
    }
    long file = open_file(queue.other_file, O_RDWR | O_CREAT | O_EXCL);
    if (ms_failed(file)) {
        return false;
    }
    queue.metadata = NULL;
    /* Only its first page is written to, now and ever: the rest may stay sparse. */
    if (within_file_limit(MS_METADATA_BYTES) && allocate(file, 0, MS_PAGE) &&
        !ms_failed(MS_SYSCALL2(SYS_ftruncate, file, MS_METADATA_BYTES))) {
        queue.metadata = map_shared(file, 0, MS_PAGE);
    }
    MS_SYSCALL1(SYS_close, file);
    if (queue.metadata == NULL) {
        return false;
    }
    copy(queue.metadata + 4, metadata_template + 4, sizeof metadata_template - 4);
    atomic_store_explicit(metadata_field(MS_METADATA_HIGHEST_CYCLE), cycle, memory_order_relaxed);
    atomic_store_explicit(metadata_field(MS_METADATA_LOWEST_CYCLE), cycle, memory_order_relaxed);
    uint32_t first_word;
    copy((uint8_t *)&first_word, metadata_template, sizeof first_word);
    atomic_store_explicit((_Atomic uint32_t *)queue.metadata, first_word, memory_order_release);
    return true;
}

static bool create_directory(uint64_t start_wall_ns, const char *comm, uint32_t pid) {
    /* The folder itself, when only its last part is missing. An error shows in what follows. */
    MS_SYSCALL2(SYS_mkdir, ms_config.out, MS_MODE_DIRECTORY);
    struct ms_text path = ms_text_in(queue.directory, sizeof queue.directory);
    ms_text_add(&path, ms_config.out);
    ms_text_add_byte(&path, '/');
    for (; *comm != '\0'; comm++) {
        bool plain = (*comm >= 'a' && *comm <= 'z') || (*comm >= 'A' && *comm <= 'Z') ||
                     (*comm >= '0' && *comm <= '9') || *comm == '.' || *comm == '_' ||
                     *comm == '+' || *comm == '-';
        ms_text_add_byte(&path, plain ? *comm : '_');
    }
    ms_text_add_byte(&path, '-');
    ms_text_add_decimal(&path, pid, 1);
    ms_text_add_byte(&path, '-');
    ms_text_add_decimal(&path, start_wall_ns, 1);
    return !path.cut && !ms_failed(MS_SYSCALL2(SYS_mkdir, queue.directory, MS_MODE_DIRECTORY));
}

bool ms_queue_open(uint64_t start_wall_ns, const char *comm, uint32_t pid) {
    queue.file_bytes = 0;
    queue.all_bytes = 0;
    queue.current = NULL;
    uint64_t first_cycle = start_wall_ns / 3600000000000ULL;
    if (!create_directory(start_wall_ns, comm, pid)) {
        return false;
    }
    if (!create_metadata(first_cycle)) {
        MS_SYSCALL1(SYS_rmdir, queue.directory);
        return false;
    }
    /* Where there is no space for more, an empty queue stays behind: the exporter tells of a
     * process that was not recorded. */
    struct ms_segment *segment = create_file(first_cycle);
    if (segment == NULL) {
        return false;
    }
    make_current(segment);
    return true;
}

/* Order matters to a tailer: the new file is complete, then the listing names it, then the old one
 * says that it has ended. */
static bool roll(void) {
    struct ms_segment *old = queue.current;
    struct ms_segment *segment = create_file(queue.cycle + 1);
    if (segment == NULL) {
        return false;
    }
    atomic_store_explicit(metadata_field(MS_METADATA_HIGHEST_CYCLE), queue.cycle,
                          memory_order_release);
    atomic_fetch_add_explicit(metadata_field(MS_METADATA_MOD_COUNT), 1, memory_order_release);
    atomic_store_explicit(word_at(old, old->tail), MS_END_OF_FILE, memory_order_release);
    make_current(segment);
    return true;
}

/* By path again, because a kept descriptor would be closed by daemons and its number given to a
 * file of theirs; and only if it is still the file that we made. */
static bool grow(void) {
    uint64_t until_roll = ms_config.roll_bytes - queue.file_bytes;
    uint64_t more = queue.next_segment_bytes < until_roll ? queue.next_segment_bytes : until_roll;
    if (more == 0) {
        return roll();
    }
    long file = open_file(queue.file, O_RDWR);
    if (ms_failed(file)) {
        return false;
    }
    struct stat status;
    struct ms_segment *segment = NULL;
    if (!ms_failed(MS_SYSCALL2(SYS_fstat, file, &status)) && status.st_dev == queue.device &&
        status.st_ino == queue.inode && (uint64_t)status.st_size == queue.file_bytes) {
        segment = add_segment(file, queue.file_bytes, more);
    }
    MS_SYSCALL1(SYS_close, file);
    if (segment == NULL) {
        return false;
    }
    make_current(segment);
    return true;
}

static uint64_t room_left(const struct ms_segment *segment) {
    return segment->end - 4 - segment->tail;
}

static bool stop_unless(bool only_for_now) {
    if (!only_for_now) {
        atomic_store_explicit(&ms_process->stopped, true, memory_order_relaxed);
    }
    return false;
}

bool ms_queue_take(uint32_t wanted_bytes, struct ms_space *space) {
    if (atomic_load_explicit(&ms_process->stopped, memory_order_relaxed)) {
        return false;
    }
    if (room_left(queue.current) == 0) {
        queue.no_descriptor = false;
        if (ms_process_is_sealed() || !grow()) {
            return stop_unless(queue.no_descriptor);
        }
    }
    struct ms_segment *segment = queue.current;
    uint64_t room = room_left(segment);
    uint64_t taken = wanted_bytes < room ? wanted_bytes : room;
    if (room - taken < MS_SMALLEST_CHUNK) {
        taken = room;
    }
    uint64_t header = segment->tail;
    uint8_t *payload = segment->map + (header + 4 - segment->map_offset);
    /* Touching the pages now, in one call, is several times cheaper than a fault for each. */
    uintptr_t page = (uintptr_t)payload & ~(uintptr_t)(MS_PAGE - 1);
    long touched =
        MS_SYSCALL3(SYS_madvise, page, (uintptr_t)payload + taken - page, MADV_POPULATE_WRITE);
    if (touched == -EFAULT) { /* the file was cut off: writing there would be a SIGBUS */
        return stop_unless(false);
    }
    atomic_store_explicit(word_at(segment, header), (uint32_t)(taken - 4), memory_order_release);
    segment->tail = header + taken;
    segment->users++;
    *space = (struct ms_space){
        .payload = payload, .size_bytes = (uint32_t)(taken - 4), .segment = segment};
    return true;
}

void ms_queue_hold(struct ms_segment *segment) {
    segment->users++;
}

void ms_queue_give_back(struct ms_segment *segment) {
    if (--segment->users == 0) {
        unmap(segment);
    }
}

const char *ms_queue_directory(void) {
    return queue.directory;
}

uint64_t ms_queue_bytes(void) {
    return queue.all_bytes;
}

void ms_queue_forget(bool keep) {
    for (int i = 0; i < MS_SEGMENTS; i++) {
        if (queue.segments[i].map != NULL) {
            if (keep) {
                queue.segments[i].map = NULL;
            } else {
                unmap(&queue.segments[i]);
            }
        }
    }
    if (queue.metadata != NULL) {
        MS_SYSCALL2(SYS_munmap, queue.metadata, MS_PAGE);
        queue.metadata = NULL;
    }
    queue.current = NULL;
}
