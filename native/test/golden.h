/* Reads golden vectors: lines of `<hex>\t<NAME key=value …>`. */
#ifndef MEMSCOPE_GOLDEN_H
#define MEMSCOPE_GOLDEN_H

#include "check.h"

#define GOLDEN_LINE 16384
#define GOLDEN_FIELDS 64

struct golden {
    char line[GOLDEN_LINE];
    const char *name;
    uint8_t bytes[GOLDEN_LINE / 2];
    size_t length;
    const char *keys[GOLDEN_FIELDS];
    const char *values[GOLDEN_FIELDS];
    int fields;
};

static inline int golden_digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Hex digits up to something else; returns how many bytes. */
static inline size_t golden_hex(const char *text, uint8_t *bytes) {
    size_t length = 0;
    while (strchr("0123456789abcdef", *text) != NULL && *text != '\0') {
        bytes[length++] = (uint8_t)(golden_digit(text[0]) * 16 + golden_digit(text[1]));
        text += 2;
    }
    return length;
}

/* The next vector of the file; 0 at its end. */
static inline int golden_next(FILE *file, struct golden *golden) {
    do {
        if (fgets(golden->line, sizeof golden->line, file) == NULL) {
            return 0;
        }
    } while (golden->line[0] == '#');
    CHECK(strchr(golden->line, '\n') != NULL);
    *strchr(golden->line, '\n') = '\0';
    char *text = strchr(golden->line, '\t');
    CHECK(text != NULL);
    golden->length = golden_hex(golden->line, golden->bytes);
    golden->name = strtok(text + 1, " ");
    golden->fields = 0;
    for (char *field = strtok(NULL, " "); field != NULL; field = strtok(NULL, " ")) {
        char *equals = strchr(field, '=');
        CHECK(equals != NULL && golden->fields < GOLDEN_FIELDS);
        *equals = '\0';
        golden->keys[golden->fields] = field;
        golden->values[golden->fields++] = equals + 1;
    }
    return 1;
}

static inline uint64_t golden_number(const char *value) {
    char *end;
    uint64_t number = strtoull(value, &end, 0);
    CHECK(*end == '\0');
    return number;
}

static inline uint64_t golden_field(const struct golden *golden, const char *key) {
    for (int i = 0; i < golden->fields; i++) {
        if (strcmp(golden->keys[i], key) == 0) {
            return golden_number(golden->values[i]);
        }
    }
    CHECK(!"the field is there");
    return 0;
}

static inline void golden_expect(const struct golden *golden, const uint8_t *bytes, size_t length) {
    if (length != golden->length || memcmp(bytes, golden->bytes, length) != 0) {
        fprintf(stderr, "%s is encoded otherwise:\n", golden->name);
        for (size_t i = 0; i < length; i++) {
            fprintf(stderr, "%02x", bytes[i]);
        }
        fprintf(stderr, "\n%.*s\n", (int)golden->length * 2, golden->line);
        exit(1);
    }
}

static inline FILE *golden_open(char **arguments, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", arguments[1], name);
    FILE *file = fopen(path, "r");
    CHECK(file != NULL);
    return file;
}

#endif
