#include "chunk.h"

#include "clock.h"
#include "crc32c.h"
#include "process.h"

#define MS_CRC_FROM offsetof(struct ms_chunk_header, version)
#define MS_CRC_TO offsetof(struct ms_chunk_header, state)

bool ms_chunk_open(struct ms_chunk *chunk, const struct ms_chunk_start *start) {
    struct ms_space space;
    chunk->header = NULL;
    if (!ms_queue_take(start->wanted_bytes, &space)) {
        return false;
    }
    struct ms_chunk_header *header = (struct ms_chunk_header *)space.payload;
    header->version = MS_CHUNK_VERSION;
    header->kind = (uint8_t)start->kind;
    header->lane = start->lane;
    header->sequence = start->sequence;
    header->capacity_bytes = space.size_bytes;
    header->ticks = ms_clock_ticks();
    header->monotonic_ns = ms_clock_ns(CLOCK_MONOTONIC);
    header->thread = start->thread;
    header->task = start->task;
    header->session = ms_process->start_wall_ns;
    header->crc = ms_crc32c((uint8_t *)header + MS_CRC_FROM, MS_CRC_TO - MS_CRC_FROM);
    chunk->header = header;
    chunk->segment = space.segment;
    chunk->end = space.payload + space.size_bytes;
    ms_chunk_publish(chunk, ms_chunk_records(chunk));
    /* Last: an all-zero fixed part means that the process was killed before this line. */
    atomic_thread_fence(memory_order_release);
    header->magic = MS_CHUNK_MAGIC;
    return true;
}

void ms_chunk_seal(struct ms_chunk *chunk) {
    if (chunk->header == NULL) {
        return;
    }
    atomic_store_explicit(&chunk->header->state, MS_CHUNK_SEALED, memory_order_release);
    ms_queue_give_back(chunk->segment);
    chunk->header = NULL;
}
