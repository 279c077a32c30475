/* Encodes records, as docs/record-format.md says: pure functions from values to bytes. */
#ifndef MEMSCOPE_RECORD_H
#define MEMSCOPE_RECORD_H

#include <stdint.h>

enum ms_event {
#define EVENT(name, number, fields) MS_##name = number,
#define DEFINITION(name, number, fields)
#include "memscope/records.def"
#undef EVENT
#undef DEFINITION
};

enum ms_definition {
#define EVENT(name, number, fields)
#define DEFINITION(name, number, fields) MS_DEFINE_##name = number,
#include "memscope/records.def"
#undef EVENT
#undef DEFINITION
};

enum ms_function {
    MS_FUNCTION_MALLOC,
    MS_FUNCTION_CALLOC,
    MS_FUNCTION_REALLOC,
    MS_FUNCTION_REALLOCARRAY,
    MS_FUNCTION_POSIX_MEMALIGN,
    MS_FUNCTION_ALIGNED_ALLOC,
    MS_FUNCTION_MEMALIGN,
    MS_FUNCTION_VALLOC,
};

enum ms_free_function {
    MS_FREE,
    MS_FREE_SIZED,
    MS_FREE_ALIGNED_SIZED,
    MS_FREE_BY_REALLOC,
};

enum ms_gap_reason {
    MS_GAP_REENTRY = 1,
    MS_GAP_NO_SPACE = 2,
    MS_GAP_LONGJMP = 3,
    MS_GAP_NO_LANE = 4,
    MS_GAP_STOPPED = 5,
};

/* The longest event: REMAPPED has a kind byte and eight varints of at most 10 bytes, PASSPORT two
 * bytes, five such varints and seven of at most 5; REALLOCATED and the USABLE behind it have at
 * most 58 and 23. */
#define MS_EVENT_MAX 88

static inline uint8_t *ms_put_kind(uint8_t *to, enum ms_event event, unsigned variant) {
    *to = (uint8_t)((unsigned)event | variant << 5);
    return to + 1;
}

static inline uint8_t *ms_put_varint(uint8_t *to, uint64_t value) {
    while (value >= 0x80) {
        *to++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

/* Blocks are 16-aligned with the usual allocators, so the low bits of a difference are worth
 * dropping; the low bit of the code says whether they were. */
static inline uint8_t *ms_put_address(uint8_t *to, uint64_t address, uint64_t previous) {
    int64_t difference = (int64_t)(address - previous);
    if ((difference & 15) == 0) {
        int64_t steps = difference >> 4;
        uint64_t zigzag = ((uint64_t)steps << 1) ^ (uint64_t)(steps >> 63);
        return ms_put_varint(to, zigzag << 1);
    }
    uint64_t zigzag = ((uint64_t)difference << 1) ^ (uint64_t)(difference >> 63);
    return ms_put_varint(to, zigzag << 1 | 1);
}

static inline uint8_t *ms_put_fixed64(uint8_t *to, uint64_t value) {
    for (int i = 0; i < 8; i++) {
        *to++ = (uint8_t)(value >> (8 * i));
    }
    return to;
}

#endif
