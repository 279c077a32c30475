#include "config.h"

#include "scan.h"
#include "stack.h"
#include "syscall.h"
#include "text.h"

#define MS_DEFAULT_ROLL_BYTES (1ULL << 30)
#define MS_SMALLEST_ROLL_BYTES (256ULL << 10)
#define MS_DEFAULT_SAMPLE_MS 1000
#define MS_SHORTEST_SAMPLE_MS 10
#define MS_LONGEST_SAMPLE_MS 86400000 /* a day */
#define MS_DEFAULT_SCAN_MS 2000
#define MS_LONGEST_SCAN_MS 3600000

/* Set by the dynamic loader before anything else runs: argc, argv, NULL, environment, NULL. */
extern void *__libc_stack_end;

bool ms_config_parse_bytes(const char *text, uint64_t *bytes) {
    uint64_t value = 0;
    if (*text < '0' || *text > '9') {
        return false;
    }
    while (*text >= '0' && *text <= '9') {
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value)) {
            return false;
        }
        text++;
    }
    unsigned shift = 0;
    switch (*text) {
    case 'k':
    case 'K':
        shift = 10;
        break;
    case 'm':
    case 'M':
        shift = 20;
        break;
    case 'g':
    case 'G':
        shift = 30;
        break;
    case '\0':
        *bytes = value;
        return true;
    default:
        return false;
    }
    if (text[1] != '\0' || value > (UINT64_MAX >> shift)) {
        return false;
    }
    *bytes = value << shift;
    return true;
}

struct ms_config ms_config;

static const char *setting(char **environment, const char *name) {
    size_t length = ms_text_length(name);
    for (; *environment != NULL; environment++) {
        if (ms_text_starts(*environment, name) && (*environment)[length] == '=') {
            return *environment + length + 1;
        }
    }
    return NULL;
}

/* A missing setting keeps its default. */
static bool read_bytes(char **environment, const char *name, uint64_t *bytes) {
    const char *value = setting(environment, name);
    return value == NULL || ms_config_parse_bytes(value, bytes);
}

static bool is_set(const char *value) {
    return value != NULL && *value != '\0' && !ms_text_equal(value, "0");
}

static const struct {
    const char *name;
    enum ms_stack_method method;
} stack_methods[] = {{"mixed", MS_STACK_MIXED},
                     {"sampled", MS_STACK_SAMPLED},
                     {"native", MS_STACK_NATIVE},
                     {"caller", MS_STACK_CALLER}};
#define STACK_METHODS (sizeof stack_methods / sizeof stack_methods[0])

static bool read_stack_method(const char *value, unsigned *method) {
    *method = MS_STACK_MIXED;
    for (size_t i = 0; value != NULL && i < STACK_METHODS; i++) {
        if (ms_text_equal(value, stack_methods[i].name)) {
            *method = stack_methods[i].method;
            return true;
        }
    }
    return value == NULL;
}

static const struct {
    const char *name;
    unsigned occasion;
} scan_occasions[] = {{"off", 0}, {"exit", MS_SCAN_AT_EXIT}, {"mark", MS_SCAN_AT_MARK}};
#define SCAN_OCCASIONS (sizeof scan_occasions / sizeof scan_occasions[0])

/* A list with commas. */
static bool read_scan(const char *value, unsigned *scan) {
    *scan = 0;
    while (value != NULL && *value != '\0') {
        size_t i = 0;
        size_t length = 0;
        for (; i < SCAN_OCCASIONS; i++) {
            length = ms_text_length(scan_occasions[i].name);
            if (ms_text_starts(value, scan_occasions[i].name) &&
                (value[length] == ',' || value[length] == '\0')) {
                break;
            }
        }
        if (i == SCAN_OCCASIONS) {
            return false;
        }
        *scan |= scan_occasions[i].occasion;
        value += length + (value[length] == ',' ? 1 : 0);
    }
    return true;
}

static bool read_out(const char *value, char *out) {
    struct ms_text text = ms_text_in(out, MS_PATH_MAX);
    if (value[0] != '/') {
        long length = MS_SYSCALL2(SYS_getcwd, out, MS_PATH_MAX);
        if (ms_failed(length) || out[0] != '/') {
            return false;
        }
        text.length = (size_t)length - 1; /* the kernel counts the NUL */
        ms_text_add_byte(&text, '/');
    }
    ms_text_add(&text, value);
    return !text.cut;
}

void ms_config_read(struct ms_config *config) {
    ms_config_read_for(config, NULL);
}

void ms_config_read_for(struct ms_config *config, const char *folder) {
    config->enabled = false;
    config->max_bytes = 0;
    config->roll_bytes = MS_DEFAULT_ROLL_BYTES;
    config->min_free_bytes = 0;
    if (__libc_stack_end == NULL) {
        return;
    }
    long argument_count = *(long *)__libc_stack_end;
    char **environment = (char **)__libc_stack_end + 1 + argument_count + 1;

    const char *out = folder != NULL ? folder : setting(environment, "MEMSCOPE_OUT");
    if (out == NULL || *out == '\0' || is_set(setting(environment, "MEMSCOPE_DISABLE"))) {
        return;
    }
    uint64_t depth = MS_STACK_MAX;
    config->sample_ms = MS_DEFAULT_SAMPLE_MS;
    config->scan_ms = MS_DEFAULT_SCAN_MS;
    bool read = read_out(out, config->out) &&
                read_bytes(environment, "MEMSCOPE_MAX_BYTES", &config->max_bytes) &&
                read_bytes(environment, "MEMSCOPE_ROLL_BYTES", &config->roll_bytes) &&
                read_bytes(environment, "MEMSCOPE_MIN_FREE_BYTES", &config->min_free_bytes) &&
                read_bytes(environment, "MEMSCOPE_STACK_DEPTH", &depth) &&
                read_bytes(environment, "MEMSCOPE_SAMPLE_MS", &config->sample_ms) &&
                read_bytes(environment, "MEMSCOPE_SCAN_MS", &config->scan_ms) &&
                read_scan(setting(environment, "MEMSCOPE_SCAN"), &config->scan) &&
                read_stack_method(setting(environment, "MEMSCOPE_STACKS"), &config->stack_method);
    config->virtual_threads = is_set(setting(environment, "MEMSCOPE_VIRTUAL_THREADS"));
    config->usable = is_set(setting(environment, "MEMSCOPE_USABLE"));
    config->verify_stacks = is_set(setting(environment, "MEMSCOPE_VERIFY_STACKS"));
    if (!read) {
        return;
    }
    /* A cycle file holds at least its first segment, and offsets in it are 32 bits. */
    if (config->roll_bytes < MS_SMALLEST_ROLL_BYTES) {
        config->roll_bytes = MS_SMALLEST_ROLL_BYTES;
    }
    if (config->roll_bytes > MS_DEFAULT_ROLL_BYTES) {
        config->roll_bytes = MS_DEFAULT_ROLL_BYTES;
    }
    config->roll_bytes &= ~4095ULL;
    if (config->sample_ms != 0 && config->sample_ms < MS_SHORTEST_SAMPLE_MS) {
        config->sample_ms = MS_SHORTEST_SAMPLE_MS;
    }
    if (config->sample_ms > MS_LONGEST_SAMPLE_MS) {
        config->sample_ms = MS_LONGEST_SAMPLE_MS;
    }
    if (config->scan_ms > MS_LONGEST_SCAN_MS) {
        config->scan_ms = MS_LONGEST_SCAN_MS;
    }
    config->stack_depth = (uint32_t)(depth < 1 ? 1 : depth > MS_STACK_MAX ? MS_STACK_MAX : depth);
    config->enabled = true;
}

static const char *stack_method_name(unsigned method) {
    for (size_t i = 0; i < STACK_METHODS; i++) {
        if (stack_methods[i].method == (enum ms_stack_method)method) {
            return stack_methods[i].name;
        }
    }
    return "";
}

static const char *scan_name(unsigned scan) {
    static const char *const names[] = {"off", "exit", "mark", "exit,mark"};
    return names[scan & (MS_SCAN_AT_EXIT | MS_SCAN_AT_MARK)];
}

bool ms_config_tell(const struct ms_config *config, const char *name, struct ms_text *value) {
    const struct {
        const char *name;
        uint64_t number;
    } numbers[] = {{"MEMSCOPE_DISABLE", config->enabled ? 0 : 1},
                   {"MEMSCOPE_MAX_BYTES", config->max_bytes},
                   {"MEMSCOPE_ROLL_BYTES", config->roll_bytes},
                   {"MEMSCOPE_MIN_FREE_BYTES", config->min_free_bytes},
                   {"MEMSCOPE_STACK_DEPTH", config->stack_depth},
                   {"MEMSCOPE_SAMPLE_MS", config->sample_ms},
                   {"MEMSCOPE_SCAN_MS", config->scan_ms},
                   {"MEMSCOPE_VIRTUAL_THREADS", config->virtual_threads ? 1 : 0},
                   {"MEMSCOPE_USABLE", config->usable ? 1 : 0},
                   {"MEMSCOPE_VERIFY_STACKS", config->verify_stacks ? 1 : 0}};
    if (ms_text_equal(name, "MEMSCOPE_OUT")) {
        ms_text_add(value, config->out);
        return true;
    }
    if (ms_text_equal(name, "MEMSCOPE_STACKS")) {
        ms_text_add(value, stack_method_name(config->stack_method));
        return true;
    }
    if (ms_text_equal(name, "MEMSCOPE_SCAN")) {
        ms_text_add(value, scan_name(config->scan));
        return true;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (ms_text_equal(name, numbers[i].name)) {
            ms_text_add_decimal(value, numbers[i].number, 1);
            return true;
        }
    }
    return false;
}
