/* A sample: figures of the process at one instant, written one after the other into the lane of
 * samples, which is of no thread. One thread at a time: whoever has opened the sample. */
#ifndef MEMSCOPE_SAMPLE_H
#define MEMSCOPE_SAMPLE_H

#include <stdint.h>

enum ms_metric {
#define METRIC(name, number, unit, what) MS_METRIC_##name = number,
#include "memscope/metrics.def"
#undef METRIC
};

/* What a MEASURED_PART is about. */
enum ms_part {
    MS_PART_NATIVE = 1,
    MS_PART_MEMORY_POOL = 2,
    MS_PART_BUFFER_POOL = 3,
    MS_PART_RANGE = 4,
};
#define MS_PART_VALUES 4

struct ms_lane;

/* So that a record is never longer than others: MS_EVENT_MAX. */
#define MS_SAMPLE_PAIRS 5

struct ms_sample {
    struct ms_lane *lane;
    uint64_t ticks;
    uint64_t fields[1 + 2 * MS_SAMPLE_PAIRS]; /* of the MEASURED that is being filled */
    unsigned count;
};

/* Begins the sample of this number, from now on. */
void ms_sample_open(struct ms_sample *sample, struct ms_lane *lane, uint32_t number);

void ms_sample_put(struct ms_sample *sample, enum ms_metric metric, uint64_t value);

void ms_sample_put_part(struct ms_sample *sample, enum ms_part part, uint32_t label,
                        const uint64_t *values, unsigned count);

/* What has been put is in the lane. */
void ms_sample_flush(struct ms_sample *sample);

#endif
