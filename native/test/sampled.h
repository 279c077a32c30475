/* A sample that a test takes itself, and what came to stand in it. */
#ifndef MEMSCOPE_SAMPLED_H
#define MEMSCOPE_SAMPLED_H

#include "recording.h"

#include "lane.h"
#include "process.h"
#include "sample.h"

#define SAMPLED_METRICS 128
#define SAMPLED_PARTS 64

struct sampled {
    struct ms_sample sample;
    const uint8_t *from;
    int metrics;
    uint64_t numbers[SAMPLED_METRICS];
    uint64_t values[SAMPLED_METRICS];
};

static inline uint64_t sampled_varint(const uint8_t **at) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) {
            return value;
        }
    }
}

/* Into a lane of its own, of which the first chunk has room for it. */
static inline void sampled_begin(struct sampled *sampled) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_lane *lane = ms_lane_lease(0, MS_LANE_OF_SAMPLES);
    ms_lock_release(&ms_process->lock, mask);
    CHECK(lane != NULL && ms_lane_refill(lane));
    sampled->from = lane->cursor;
    ms_sample_open(&sampled->sample, lane, 1);
}

/* Reads the MEASURED records, of which all that was put must be there. */
static inline void sampled_end(struct sampled *sampled) {
    ms_sample_flush(&sampled->sample);
    const uint8_t *at = sampled->from;
    const uint8_t *end = sampled->sample.lane->cursor;
    sampled->metrics = 0;
    while (at < end) {
        unsigned kind = *at++ & 0x1F;
        uint64_t length = sampled_varint(&at);
        const uint8_t *behind = at + length;
        CHECK(kind == MS_MEASURED || kind == MS_MEASURED_PART);
        CHECK(length < 0x80 && behind <= end);
        sampled_varint(&at);
        CHECK_EQ(sampled_varint(&at), 1);
        while (kind == MS_MEASURED && at < behind) {
            CHECK(sampled->metrics < SAMPLED_METRICS);
            sampled->numbers[sampled->metrics] = sampled_varint(&at);
            sampled->values[sampled->metrics++] = sampled_varint(&at);
        }
        at = behind;
    }
}

static inline bool sampled_has(const struct sampled *sampled, enum ms_metric metric) {
    for (int i = 0; i < sampled->metrics; i++) {
        if (sampled->numbers[i] == metric) {
            return true;
        }
    }
    return false;
}

static inline uint64_t sampled_value(const struct sampled *sampled, enum ms_metric metric) {
    for (int i = 0; i < sampled->metrics; i++) {
        if (sampled->numbers[i] == metric) {
            return sampled->values[i];
        }
    }
    CHECK(!"the metric is there");
    return 0;
}

#endif
