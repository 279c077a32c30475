/* The settings, read once from the environment that the process image was started with. */
#ifndef MEMSCOPE_CONFIG_H
#define MEMSCOPE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#define MS_PATH_MAX 4096

/* Kept outside the memory that fork wipes: a child goes on with its parent's settings. */
struct ms_config {
    bool enabled;          /* false: every hook only forwards */
    char out[MS_PATH_MAX]; /* MEMSCOPE_OUT: absolute path of the folder for queue directories */
    uint64_t max_bytes;  /* MEMSCOPE_MAX_BYTES: of queue files a process may allocate; 0 no limit */
    uint64_t roll_bytes; /* MEMSCOPE_ROLL_BYTES: size of a cycle file */
    uint64_t min_free_bytes; /* MEMSCOPE_MIN_FREE_BYTES: recording stops below; 0 max(1 GiB, 5 %) */
    uint32_t
        stack_depth;    /* MEMSCOPE_STACK_DEPTH: longest kept stack, in frames, 1 to MS_STACK_MAX */
    uint64_t sample_ms; /* MEMSCOPE_SAMPLE_MS: between samples; 0 none */
    unsigned scan;      /* MEMSCOPE_SCAN: when memory is scanned, of enum ms_scan_occasion */
    uint64_t scan_ms;   /* MEMSCOPE_SCAN_MS: how long a scan may take */
    unsigned stack_method; /* MEMSCOPE_STACKS: enum ms_stack_method to begin with */
    bool virtual_threads;  /* MEMSCOPE_VIRTUAL_THREADS: they have names and events of their own */
    bool usable;           /* MEMSCOPE_USABLE: how much room each block has is recorded */
    bool verify_stacks;    /* MEMSCOPE_VERIFY_STACKS: each remembered stack is walked again */
};

extern struct ms_config ms_config;

/* Fills `config`. Without MEMSCOPE_OUT, with MEMSCOPE_DISABLE set to anything but 0, or with a
 * value that cannot be read, `enabled` stays false. Runs before constructors: libc's environ may
 * not be set yet, so the start-up stack is read instead. No allocation, no message. */
void ms_config_read(struct ms_config *config);

/* The same with another folder than MEMSCOPE_OUT says, which need not be set. */
void ms_config_read_for(struct ms_config *config, const char *folder);

/* The value of the setting with this name, in the form that it is given in. False: there is none.
 */
struct ms_text;
bool ms_config_tell(const struct ms_config *config, const char *name, struct ms_text *value);

/* "4096", "512k", "64m", "2g" (powers of 1024) into bytes; false when it is something else. */
bool ms_config_parse_bytes(const char *text, uint64_t *bytes);

#endif
