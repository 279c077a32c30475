#include "definition.h"

#include "chunk.h"
#include "process.h"
#include "text.h"

/* Guarded by ms_process->lock. */
static uint8_t scratch[MS_DEFINITION_MAX];

struct ms_definitions {
    struct ms_chunk chunk;
    uint8_t *cursor;
    uint32_t sequence;
    uint32_t next_bytes;
    uint64_t bytes; /* written */
};

bool ms_definitions_start(void) {
    ms_process->definitions = ms_process_alloc(sizeof(struct ms_definitions));
    return ms_process->definitions != NULL;
}

struct ms_definer ms_definition_begin(void) {
    return (struct ms_definer){.at = scratch, .end = scratch + sizeof scratch};
}

void ms_definition_number(struct ms_definer *definer, uint64_t value) {
    if (definer->end - definer->at >= 10) {
        definer->at = ms_put_varint(definer->at, value);
    }
}

void ms_definition_signed(struct ms_definer *definer, int64_t value) {
    ms_definition_number(definer, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}

void ms_definition_fixed64(struct ms_definer *definer, uint64_t value) {
    if (definer->end - definer->at >= 8) {
        definer->at = ms_put_fixed64(definer->at, value);
    }
}

void ms_definition_bytes(struct ms_definer *definer, const void *bytes, size_t length) {
    /* Room for a few texts that still follow, so that cutting one does not lose the others. */
    size_t room = (size_t)(definer->end - definer->at);
    size_t most = room > 600 ? room - 600 : room > 10 ? room - 10 : 0;
    size_t kept = length < most ? length : most;
    ms_definition_number(definer, kept);
    for (size_t i = 0; i < kept; i++) {
        *definer->at++ = ((const uint8_t *)bytes)[i];
    }
}

void ms_definition_text(struct ms_definer *definer, const char *text) {
    ms_definition_bytes(definer, text, ms_text_length(text));
}

static bool make_room(struct ms_definitions *lane, size_t length) {
    if (lane->chunk.header != NULL && (size_t)(lane->chunk.end - lane->cursor) >= length) {
        return true;
    }
    ms_chunk_seal(&lane->chunk);
    if (lane->next_bytes == 0) {
        lane->next_bytes = MS_CHUNK_FIRST_BYTES;
    }
    /* Twice: what is left of a segment may be smaller than a definition. Such a chunk stays empty.
     */
    for (int attempt = 0; attempt < 2; attempt++) {
        struct ms_chunk_start start = {.kind = MS_CHUNK_DEFINITIONS,
                                       .sequence = lane->sequence,
                                       .wanted_bytes = lane->next_bytes};
        if (!ms_chunk_open(&lane->chunk, &start)) {
            return false;
        }
        lane->sequence++;
        lane->cursor = ms_chunk_records(&lane->chunk);
        if ((size_t)(lane->chunk.end - lane->cursor) >= length) {
            if (lane->next_bytes < MS_CHUNK_LARGEST_BYTES) {
                lane->next_bytes *= 2;
            }
            return true;
        }
        ms_chunk_seal(&lane->chunk);
    }
    return false;
}

uint64_t ms_definition_bytes_written(void) {
    return ms_process->definitions->bytes;
}

size_t ms_definition_offset(void) {
    const struct ms_definitions *lane = ms_process->definitions;
    return (size_t)(lane->cursor - (uint8_t *)lane->chunk.header);
}

bool ms_definition_end(struct ms_definer *definer, enum ms_definition kind, uint8_t **where) {
    struct ms_definitions *lane = ms_process->definitions;
    size_t length = (size_t)(definer->at - scratch);
    if (!make_room(lane, length + 11)) {
        return false;
    }
    uint8_t *to = lane->cursor;
    *to++ = (uint8_t)kind;
    to = ms_put_varint(to, length);
    if (where != NULL) {
        *where = to;
        ms_queue_hold(lane->chunk.segment);
    }
    for (size_t i = 0; i < length; i++) {
        *to++ = scratch[i];
    }
    lane->bytes += (uint64_t)(to - lane->cursor);
    lane->cursor = to;
    ms_chunk_publish(&lane->chunk, to);
    return true;
}
