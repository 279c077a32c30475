#define _GNU_SOURCE
#include "unwind.h"

#include <stdatomic.h>
#include <stddef.h>

#include "eh_frame.h"
#include "hash.h"
#include "module.h"
#include "object.h"
#include "process.h"

/* A power of two; two addresses of one place take turns in it. */
#define MS_ROWS (1U << 14)

/* Of the offsets between tables and code, 32 bits with a sign. */
#define MS_REACH (1UL << 31)

/* Written without a lock: both words are stored one after the other, and only a pair that belongs
 * together gives the address back. */
struct entry {
    _Atomic uint64_t key; /* address and epoch, exclusive-or `row` */
    _Atomic uint64_t row;
};

struct ms_rows {
    struct entry entries[MS_ROWS];
};

bool ms_unwind_start(void) {
    ms_process->rows = ms_process_alloc(sizeof(struct ms_rows));
    return ms_process->rows != NULL;
}

struct ms_row ms_unwind_row_afresh(uintptr_t pc) {
    struct ms_object found;
    if (!ms_object_of(pc, &found)) {
        return (struct ms_row){.cfa = MS_CFA_NO_OBJECT};
    }
    if (found.eh_frame == NULL) {
        return (struct ms_row){.cfa = MS_CFA_NO_ROW};
    }
    const uint8_t *tables = found.eh_frame;
    const uint8_t *start = (const uint8_t *)found.start;
    const uint8_t *end = (const uint8_t *)found.end;
    if (tables < start || tables >= end) {
        /* An object of several mappings, of which this is the one with the code. How far the one
         * with the tables reaches is not told; they refer to each other within 2 GiB. */
        start = (uintptr_t)tables > MS_REACH ? tables - MS_REACH : NULL;
        end = tables + MS_REACH;
    }
    return ms_eh_frame_row(tables, start, end, pc);
}

/* 3 bits, 2 bits, 29 and 30 bits: offsets of frames up to 256 MiB. */
static bool pack(const struct ms_row *row, uint64_t *packed) {
    int32_t limit = 1 << 28;
    if (row->offset >= limit || row->offset < -limit || row->fp_offset >= limit ||
        row->fp_offset < -limit) {
        return false;
    }
    *packed = (uint64_t)row->cfa | (uint64_t)row->fp << 3 |
              ((uint64_t)(uint32_t)row->offset & 0x1FFFFFFF) << 5 |
              ((uint64_t)(uint32_t)row->fp_offset & 0x3FFFFFFF) << 34;
    return true;
}

static struct ms_row unpack(uint64_t packed) {
    return (struct ms_row){.cfa = (enum ms_cfa)(packed & 7),
                           .fp = (enum ms_fp_rule)(packed >> 3 & 3),
                           .offset = (int32_t)((uint32_t)(packed >> 5) << 3) >> 3,
                           .fp_offset = (int32_t)((uint32_t)(packed >> 34) << 2) >> 2};
}

struct ms_row ms_unwind_row(uintptr_t pc) {
    /* Addresses have 47 bits; the epoch above them makes every entry stale when an object went. */
    uint64_t name = pc | (uint64_t)ms_module_epoch() << 48;
    struct entry *entry = &ms_process->rows->entries[ms_hash_mix(0, pc) % MS_ROWS];
    uint64_t packed = atomic_load_explicit(&entry->row, memory_order_relaxed);
    if ((atomic_load_explicit(&entry->key, memory_order_relaxed) ^ packed) == name) {
        return unpack(packed);
    }
    struct ms_row row = ms_unwind_row_afresh(pc);
    if (pack(&row, &packed) && row.cfa != MS_CFA_NO_OBJECT) {
        atomic_store_explicit(&entry->key, name ^ packed, memory_order_relaxed);
        atomic_store_explicit(&entry->row, packed, memory_order_relaxed);
    }
    return row;
}
