#include "scan_records.h"

#include "record.h"

#define MS_FIELDS_MOST 60
#define MS_PAIR_MOST 20

enum step { MS_STEP_BEGUN = 1, MS_STEP_ENDED = 2 };

static bool write(struct ms_scan_work *work, enum ms_event event, const uint64_t *fields,
                  unsigned count) {
    uint8_t bytes[MS_FIELDS_MOST];
    uint8_t *to = bytes;
    for (unsigned i = 0; i < count; i++) {
        to = ms_put_varint(to, fields[i]);
    }
    bool written = work->write(work, event, bytes, (size_t)(to - bytes));
    if (!written) {
        work->outcome = MS_SCAN_NO_SPACE;
    }
    return written;
}

bool ms_scan_write_begun(struct ms_scan_work *work, enum ms_scan_method method, uint32_t threads) {
    uint64_t fields[] = {work->id, MS_STEP_BEGUN, method, threads};
    work->has_begun = write(work, MS_SCAN, fields, 4);
    return work->has_begun;
}

bool ms_scan_write_region(struct ms_scan_work *work, enum ms_scan_kind kind, uint64_t start,
                          uint64_t size_bytes) {
    uint64_t fields[] = {work->id, kind, start, size_bytes};
    if (!ms_scan_write_flush(work)) {
        return false;
    }
    work->slot = start;
    work->value = 0;
    return write(work, MS_SCAN_REGION, fields, 4);
}

bool ms_scan_write_pointer(struct ms_scan_work *work, uint64_t slot, uint64_t value) {
    if (work->filled > MS_SCAN_RECORD_BYTES - MS_PAIR_MOST && !ms_scan_write_flush(work)) {
        return false;
    }
    uint8_t *to = work->record + work->filled;
    if (work->filled == 0) {
        to = ms_put_varint(to, work->id);
    }
    int64_t difference = (int64_t)(value - work->value);
    to = ms_put_varint(to, (slot - work->slot) / sizeof(uint64_t));
    to = ms_put_varint(to, ((uint64_t)difference << 1) ^ (uint64_t)(difference >> 63));
    work->slot = slot;
    work->value = value;
    work->words++;
    work->filled = (size_t)(to - work->record);
    return true;
}

bool ms_scan_write_flush(struct ms_scan_work *work) {
    bool written = work->filled == 0 || work->write(work, MS_POINTERS, work->record, work->filled);
    work->filled = 0;
    if (!written) {
        work->outcome = MS_SCAN_NO_SPACE;
    }
    return written;
}

bool ms_scan_write_ended(struct ms_scan_work *work, uint64_t stopped_ns) {
    uint64_t fields[] = {work->id, MS_STEP_ENDED, work->outcome, work->words, stopped_ns};
    return write(work, MS_SCAN, fields, 5);
}
