/* A chunk of a lane: a stretch of a queue file that one writer fills in place. The layout is
 * docs/record-format.md. Opening and sealing need ms_process->lock. */
#ifndef MEMSCOPE_CHUNK_H
#define MEMSCOPE_CHUNK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "queue.h"

#define MS_CHUNK_MAGIC 0x4B43534DU
#define MS_CHUNK_VERSION 1
#define MS_CHUNK_FIRST_BYTES (4U << 10)
#define MS_CHUNK_LARGEST_BYTES (256U << 10)

enum ms_chunk_kind { MS_CHUNK_EVENTS = 1, MS_CHUNK_DEFINITIONS = 2 };
enum ms_chunk_state { MS_CHUNK_OPEN = 0, MS_CHUNK_SEALED = 1 };

struct ms_chunk_header {
    uint32_t magic;
    uint32_t crc;
    uint16_t version;
    uint8_t kind;
    uint8_t reserved;
    uint32_t lane;
    uint32_t sequence;
    uint32_t capacity_bytes;
    uint64_t ticks;
    uint64_t monotonic_ns;
    uint32_t thread;
    uint32_t task;
    uint64_t session;
    _Atomic uint32_t state;
    _Atomic uint32_t watermark;
};
_Static_assert(sizeof(struct ms_chunk_header) == 64, "readers expect a header of 64 bytes");
_Static_assert(offsetof(struct ms_chunk_header, version) == 8, "the checksum starts at 8");
_Static_assert(offsetof(struct ms_chunk_header, ticks) == 24, "docs/record-format.md");
_Static_assert(offsetof(struct ms_chunk_header, thread) == 40, "docs/record-format.md");
_Static_assert(offsetof(struct ms_chunk_header, session) == 48, "docs/record-format.md");
_Static_assert(offsetof(struct ms_chunk_header, state) == 56, "the checksum ends at 55");
_Static_assert(offsetof(struct ms_chunk_header, watermark) == 60, "docs/record-format.md");

struct ms_chunk {
    struct ms_chunk_header *header; /* NULL: none open */
    struct ms_segment *segment;
    uint8_t *end;
};

/* What a new chunk says of itself; the clock pair is taken inside. */
struct ms_chunk_start {
    enum ms_chunk_kind kind;
    uint32_t lane;
    uint32_t sequence;
    uint32_t thread;
    uint32_t task;
    uint32_t wanted_bytes;
};

/* False: no space; for good when ms_process->stopped is set. */
bool ms_chunk_open(struct ms_chunk *chunk, const struct ms_chunk_start *start);

/* No chunk is open afterwards. Harmless when none is. */
void ms_chunk_seal(struct ms_chunk *chunk);

static inline uint8_t *ms_chunk_records(const struct ms_chunk *chunk) {
    return (uint8_t *)chunk->header + sizeof(struct ms_chunk_header);
}

/* Everything below `end` is complete: readers may have it. */
static inline void ms_chunk_publish(const struct ms_chunk *chunk, const uint8_t *end) {
    /* release: pairs with the reader's acquire of the watermark. */
    atomic_store_explicit(&chunk->header->watermark, (uint32_t)(end - (uint8_t *)chunk->header),
                          memory_order_release);
}

#endif
