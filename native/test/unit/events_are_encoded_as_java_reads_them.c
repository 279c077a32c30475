/* Encodes what the golden vectors mean, and compares the bytes: single events, and a chunk. */
#include "golden.h"

#include <stddef.h>

#include "chunk.h"
#include "crc32c.h"
#include "record.h"

struct lane_state {
    uint64_t ticks;
    uint64_t address;
};

static enum ms_event number_of(const char *name) {
    static const struct {
        const char *name;
        enum ms_event number;
    } events[] = {
#define EVENT(name, number, fields) {#name, number},
#define DEFINITION(name, number, fields)
#include "memscope/records.def"
#undef EVENT
#undef DEFINITION
    };
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (strcmp(events[i].name, name) == 0) {
            return events[i].number;
        }
    }
    CHECK(!"the event is in records.def");
    return 0;
}

static void check_event(const struct golden *golden, struct lane_state *lane) {
    uint8_t bytes[256];
    uint8_t *to =
        ms_put_kind(bytes, number_of(golden->name), (unsigned)golden_field(golden, "variant"));
    /* Addresses in records that carry their length are absolute. */
    bool has_length = strcmp(golden->keys[1], "length") == 0;
    for (int i = 1; i < golden->fields; i++) {
        uint64_t value = golden_number(golden->values[i]);
        if (strcmp(golden->keys[i], "time") == 0) {
            to = ms_put_varint(to, value - lane->ticks);
            lane->ticks = value;
        } else if (strcmp(golden->keys[i], "duration") == 0) {
            to = ms_put_varint(to, value);
            bool is_past = strcmp(golden->name, "PAUSED") == 0;
            lane->ticks += is_past ? 0 : value;
        } else if (strstr(golden->keys[i], "address") != NULL && !has_length) {
            to = ms_put_address(to, value, lane->address);
            lane->address = value;
        } else {
            to = ms_put_varint(to, value);
        }
    }
    CHECK(to - bytes <= MS_EVENT_MAX);
    golden_expect(golden, bytes, (size_t)(to - bytes));
}

static void check_header(const struct golden *golden, struct lane_state *lane) {
    struct ms_chunk_header header = {.magic = MS_CHUNK_MAGIC};
    header.version = (uint16_t)golden_field(golden, "version");
    header.kind = (uint8_t)golden_field(golden, "kind");
    header.lane = (uint32_t)golden_field(golden, "lane");
    header.sequence = (uint32_t)golden_field(golden, "sequence");
    header.capacity_bytes = (uint32_t)golden_field(golden, "capacity_bytes");
    header.ticks = golden_field(golden, "ticks");
    header.monotonic_ns = golden_field(golden, "monotonic_ns");
    header.thread = (uint32_t)golden_field(golden, "thread");
    header.task = (uint32_t)golden_field(golden, "task");
    header.session = golden_field(golden, "session");
    header.state = (uint32_t)golden_field(golden, "state");
    header.watermark = (uint32_t)golden_field(golden, "watermark");
    header.crc = ms_crc32c(&header.version, offsetof(struct ms_chunk_header, state) -
                                                offsetof(struct ms_chunk_header, version));
    *lane = (struct lane_state){.ticks = header.ticks};
    golden_expect(golden, (const uint8_t *)&header, sizeof header);
}

static int check_file(char **arguments, const char *name) {
    FILE *file = golden_open(arguments, name);
    static struct golden golden;
    struct lane_state lane = {.ticks = 1000};
    int vectors = 0;
    while (golden_next(file, &golden)) {
        if (strcmp(golden.name, "CHUNK") == 0) {
            check_header(&golden, &lane);
        } else if (strcmp(golden.name, "UNWRITTEN") != 0) {
            check_event(&golden, &lane);
        }
        vectors++;
    }
    fclose(file);
    return vectors;
}

int main(int count, char **arguments) {
    CHECK_EQ(count, 2);
    CHECK(check_file(arguments, "events.golden") > 50);
    CHECK(check_file(arguments, "chunk.golden") > 5);
    return 0;
}
