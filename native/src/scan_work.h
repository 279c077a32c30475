/* What a scan works with: one mapping, made before threads are stopped, because nothing may be
 * allocated meanwhile; gone afterwards. Whoever scans (a tracer that shares the program's memory,
 * or a forked snapshot of it) has it to itself. */
#ifndef MEMSCOPE_SCAN_WORK_H
#define MEMSCOPE_SCAN_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc_text.h"
#include "record.h"
#include "scan.h"

#define MS_SCAN_MAPPINGS 131072U /* twice what Linux allows a process as a rule */
#define MS_SCAN_THREADS 16384U
#define MS_SCAN_CLAIMS (4U * MS_SCAN_THREADS)
#define MS_SCAN_PAGE 4096U
#define MS_SCAN_READ_BYTES (256U << 10)
#define MS_SCAN_PAGES 8192U /* looked up at once */
#define MS_SCAN_RECORD_BYTES 4096U
#define MS_SCAN_STACK_BYTES (64U << 10)
#define MS_SCAN_GRACE_NS 1000000000ULL /* past the deadline, before whoever scans is ended */
#define MS_SCAN_GRANULE_SHIFT 22
#define MS_SCAN_ADDRESS_BITS 47
#define MS_SCAN_GRANULE_WORDS (1U << (MS_SCAN_ADDRESS_BITS - MS_SCAN_GRANULE_SHIFT - 6))

/* As in SCAN_REGION. */
enum ms_scan_kind {
    MS_SCAN_NOTHING, /* is not read, and no block is there */
    MS_SCAN_REGISTERS,
    MS_SCAN_STACK,
    MS_SCAN_THREAD_LOCAL,
    MS_SCAN_DATA,
    MS_SCAN_JAVA_HEAP,
    MS_SCAN_OTHER,
};

enum ms_scan_method { MS_SCAN_STOPPED = 1, MS_SCAN_SNAPSHOT = 2 };

/* A line of the list of mappings. */
struct ms_scan_mapping {
    uint64_t start;
    uint64_t end;
    uint8_t kind; /* of what nobody claims */
    bool is_readable;
    bool is_file;     /* private: only pages that were changed are looked at */
    bool starts_file; /* its first byte is a file's first */
    bool may_hold_blocks;
};

/* A part of mappings that is something else than they are. */
struct ms_scan_claim {
    uint64_t start;
    uint64_t end;
    enum ms_scan_kind kind;
    bool may_hold_blocks;
};

struct ms_scan_thread {
    uint32_t id; /* the kernel's; 0: not known */
    int signal;  /* that it was about to be given when it stopped; 0 none */
    bool is_stopped;
    bool is_gone;
    uint64_t stack_pointer; /* 0: not known */
    uint64_t base;          /* of its thread-local storage; 0: none */
};

struct ms_scan_range {
    uint64_t start;
    uint64_t end;
};

struct ms_scan_work {
    struct ms_scan_caller caller;
    uint32_t caller_thread;
    uint64_t caller_base; /* of its thread-local storage */
    uint32_t process;
    uint64_t id;
    uint64_t deadline_ns;
    uint64_t begun_ns; /* threads stand still from here on */
    /* How records leave: false when there is no space for more. `fields` is what is behind the
     * time. */
    bool (*write)(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                  size_t length);
    void *writer;   /* the one who writes */
    uint64_t ticks; /* the scan's instant */
    uint64_t words; /* pairs that were written */
    uint64_t slot;  /* the previous one */
    uint64_t value;
    size_t filled; /* of `record` */
    enum ms_scan_outcome outcome;
    bool has_begun;    /* its first record is written */
    bool is_finished;  /* the tracer has come to its end */
    bool is_abandoned; /* whoever was at it may have left, or still be, in the middle of anything */
    bool is_copy;      /* of the program: a fault ends nobody else */
    bool reads_itself; /* because the kernel does not read for us, which it does without faults */
    long pages;        /* descriptor of the page map; negative: there is none */
    uint64_t thread_local_bytes; /* static TLS and the thread's structure; 0 not known */
    uint32_t thread_count;
    uint32_t mapping_count;
    uint32_t claim_count;
    uint32_t target_count;
    uint32_t last_target;
    uint64_t lowest_target;
    uint64_t target_span;
    _Atomic uint32_t running; /* the tracer's thread id, until the kernel clears it */
    _Atomic uint32_t may_trace;
    struct ms_scan_range targets[MS_SCAN_MAPPINGS];
    struct ms_scan_mapping mappings[MS_SCAN_MAPPINGS];
    struct ms_scan_claim claims[MS_SCAN_CLAIMS];
    struct ms_scan_thread threads[MS_SCAN_THREADS];
    uint64_t granules[MS_SCAN_GRANULE_WORDS]; /* a bit each: there may be blocks in it */
    uint64_t page_entries[MS_SCAN_PAGES];
    uint64_t read[MS_SCAN_READ_BYTES / sizeof(uint64_t)];
    struct ms_proc_lines lines;
    uint8_t record[MS_SCAN_RECORD_BYTES];
    _Alignas(64) uint8_t stack[MS_SCAN_STACK_BYTES]; /* the tracer's */
};

static inline uint64_t ms_scan_page_up(uint64_t address) {
    return (address + MS_SCAN_PAGE - 1) & ~(uint64_t)(MS_SCAN_PAGE - 1);
}

#endif
