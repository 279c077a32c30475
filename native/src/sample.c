#include "sample.h"

#include <stdbool.h>

#include "clock.h"
#include "lane.h"

/* Such an event is short, so its length takes one byte. Where there is no space any more the
 * figures are not recorded. */
static void write(struct ms_sample *sample, enum ms_event event, const uint64_t *fields,
                  unsigned count) {
    struct ms_lane *lane = sample->lane;
    if ((lane->limit == NULL || lane->cursor > lane->limit) && !ms_lane_refill(lane)) {
        return;
    }
    /* A chunk that was opened for it has a later stamp. */
    uint64_t ticks = sample->ticks < lane->ticks ? lane->ticks : sample->ticks;
    uint8_t *length = ms_put_kind(lane->cursor, event, 0);
    uint8_t *to = ms_put_varint(length + 1, ticks - lane->ticks);
    for (unsigned i = 0; i < count; i++) {
        to = ms_put_varint(to, fields[i]);
    }
    *length = (uint8_t)(to - length - 1);
    ms_lane_advance(lane, to, ticks);
}

void ms_sample_open(struct ms_sample *sample, struct ms_lane *lane, uint32_t number) {
    sample->lane = lane;
    sample->ticks = ms_clock_ticks();
    sample->fields[0] = number;
    sample->count = 1;
}

void ms_sample_flush(struct ms_sample *sample) {
    if (sample->count > 1) {
        write(sample, MS_MEASURED, sample->fields, sample->count);
        sample->count = 1;
    }
}

void ms_sample_put(struct ms_sample *sample, enum ms_metric metric, uint64_t value) {
    sample->fields[sample->count++] = metric;
    sample->fields[sample->count++] = value;
    if (sample->count == sizeof sample->fields / sizeof sample->fields[0]) {
        ms_sample_flush(sample);
    }
}

void ms_sample_put_part(struct ms_sample *sample, enum ms_part part, uint32_t label,
                        const uint64_t *values, unsigned count) {
    uint64_t fields[3 + MS_PART_VALUES] = {sample->fields[0], part, label};
    for (unsigned i = 0; i < count; i++) {
        fields[3 + i] = values[i];
    }
    write(sample, MS_MEASURED_PART, fields, 3 + count);
}
