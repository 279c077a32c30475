/* Encodes what the golden vectors mean, and compares the bytes. */
#include "golden.h"

#include <stdbool.h>

#include "definition.h"

static bool is_one_of(const char *key, const char *const *keys) {
    while (*keys != NULL && strcmp(*keys, key) != 0) {
        keys++;
    }
    return *keys != NULL;
}

/* %xx stands for a byte. */
static size_t plain(const char *value, uint8_t *bytes) {
    size_t length = 0;
    for (; *value != '\0'; value++) {
        if (*value == '%') {
            golden_hex((char[]){value[1], value[2], '\0'}, &bytes[length++]);
            value += 2;
        } else {
            bytes[length++] = (uint8_t)*value;
        }
    }
    return length;
}

static void add_frames(struct ms_definer *definer, const char *frames) {
    while (*frames != '\0') {
        char *end;
        ms_definition_number(definer, strtoull(frames, &end, 0));
        CHECK_EQ(*end, ':');
        ms_definition_number(definer, strtoull(end + 1, &end, 0));
        frames = *end == ',' ? end + 1 : end;
    }
}

/* Bytecode index and line, each as the difference from the pair before. */
static void add_lines(struct ms_definer *definer, const char *pairs) {
    uint64_t index = 0;
    int64_t line = 0;
    while (*pairs != '\0') {
        char *end;
        uint64_t next_index = strtoull(pairs, &end, 0);
        CHECK_EQ(*end, ':');
        int64_t next_line = strtoll(end + 1, &end, 0);
        ms_definition_number(definer, next_index - index);
        ms_definition_signed(definer, next_line - line);
        index = next_index;
        line = next_line;
        pairs = *end == ',' ? end + 1 : end;
    }
}

static void add(struct ms_definer *definer, const struct golden *golden, int field) {
    static const char *const texts[] = {"comm",   "executable", "command", "host",
                                        "kernel", "shim",       "path",    "name",
                                        "class",  "signature",  "file",    NULL};
    static const char *const fixed[] = {"start_wall_ns", "start_ticks", "bias", NULL};
    const char *key = golden->keys[field];
    const char *value = golden->values[field];
    uint8_t bytes[GOLDEN_LINE];
    if (is_one_of(key, texts)) {
        ms_definition_bytes(definer, bytes, plain(value, bytes));
    } else if (strcmp(key, "build_id") == 0) {
        ms_definition_bytes(definer, bytes, golden_hex(value, bytes));
    } else if (strcmp(key, "frames") == 0) {
        add_frames(definer, value);
    } else if (strcmp(key, "pairs") == 0) {
        add_lines(definer, value);
    } else if (is_one_of(key, fixed) || strcmp(golden->name, "COUNTERS") == 0) {
        ms_definition_fixed64(definer, golden_number(value));
    } else {
        ms_definition_number(definer, golden_number(value));
    }
}

static enum ms_definition number_of(const char *name) {
    static const struct {
        const char *name;
        enum ms_definition number;
    } definitions[] = {
#define EVENT(name, number, fields)
#define DEFINITION(name, number, fields) {#name, number},
#include "memscope/records.def"
#undef EVENT
#undef DEFINITION
    };
    for (size_t i = 0; i < sizeof definitions / sizeof definitions[0]; i++) {
        if (strcmp(definitions[i].name, name) == 0) {
            return definitions[i].number;
        }
    }
    CHECK(!"the definition is in records.def");
    return 0;
}

static void check(const struct golden *golden) {
    struct ms_definer definer = ms_definition_begin();
    const uint8_t *fields = definer.at;
    if (strcmp(golden->name, "PADDING") == 0) {
        for (uint64_t i = golden_field(golden, "bytes"); i > 0; i--) {
            *definer.at++ = 0;
        }
    } else {
        for (int i = 0; i < golden->fields; i++) {
            add(&definer, golden, i);
        }
    }
    uint8_t bytes[GOLDEN_LINE];
    size_t length = (size_t)(definer.at - fields);
    uint8_t *to = bytes;
    *to++ = (uint8_t)number_of(golden->name);
    to = ms_put_varint(to, length);
    memcpy(to, fields, length);
    golden_expect(golden, bytes, (size_t)(to - bytes) + length);
}

int main(int count, char **arguments) {
    static struct golden golden;
    CHECK_EQ(count, 2);
    FILE *file = golden_open(arguments, "definitions.golden");
    int vectors = 0;
    while (golden_next(file, &golden)) {
        check(&golden);
        vectors++;
    }
    fclose(file);
    CHECK(vectors > 10);
    return 0;
}
