/* What the JVM says of its memory: asked for by whoever takes a sample, answered by a thread of
 * ours that the JVM knows, so that no other thread ever waits inside the JVM. */
#ifndef MEMSCOPE_JAVA_FIGURES_H
#define MEMSCOPE_JAVA_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "sample.h"

#define MS_JAVA_METRICS 16
#define MS_JAVA_PARTS 128

struct ms_java_figures {
    uint32_t metric_count;
    uint32_t part_count;
    struct {
        enum ms_metric metric;
        uint64_t value;
    } metrics[MS_JAVA_METRICS];
    struct {
        enum ms_part part;
        uint32_t label;
        uint32_t count;
        uint64_t values[MS_PART_VALUES];
    } parts[MS_JAVA_PARTS];
};

/* Processor time that finding out has taken; of all the process's answers, in time or not. */
void ms_java_figures_took(uint64_t cpu_ns);
uint64_t ms_java_figures_cpu_ns(void);

/* What does not fit is left out. */
void ms_java_put(struct ms_java_figures *figures, enum ms_metric metric, uint64_t value);
void ms_java_put_part(struct ms_java_figures *figures, enum ms_part part, uint32_t label,
                      const uint64_t *values, unsigned count);

void ms_java_figures_write(const struct ms_java_figures *figures, struct ms_sample *sample);

/* The answering side. There is one thread that answers, from `open` to `close`. */
void ms_java_figures_open(void);
void ms_java_figures_close(void);

/* Waits to be asked. NULL: closed. What is returned is filled, and then answered. */
struct ms_java_figures *ms_java_figures_asked(void);
void ms_java_figures_answer(void);

/* The asking side, one thread at a time. NULL: nobody answers, or not in time; one who is late is
 * asked again when he has answered. Valid until the next call. */
const struct ms_java_figures *ms_java_figures_ask(void);

#endif
