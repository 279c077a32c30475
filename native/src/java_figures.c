#include "java_figures.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "process.h"
#include "syscall.h"

/* A thread of the JVM may have to wait for the end of a collection. */
#define MS_ANSWER_LIMIT_NS 500000000

/* Numbers of questions. A forked child has the memory but no thread that answers: `session` says
 * whose it is. */
static _Atomic uint64_t session; /* 0: nobody answers */
static _Atomic uint32_t asked;
static _Atomic uint32_t answered;
static struct ms_java_figures figures;
static _Atomic uint64_t spent_cpu_ns;

static void wake(_Atomic uint32_t *word) {
    MS_SYSCALL6(SYS_futex, word, FUTEX_WAKE, 1, 0, 0, 0);
}

void ms_java_put(struct ms_java_figures *to, enum ms_metric metric, uint64_t value) {
    if (to->metric_count < MS_JAVA_METRICS) {
        to->metrics[to->metric_count].metric = metric;
        to->metrics[to->metric_count++].value = value;
    }
}

void ms_java_put_part(struct ms_java_figures *to, enum ms_part part, uint32_t label,
                      const uint64_t *values, unsigned count) {
    if (to->part_count < MS_JAVA_PARTS) {
        to->parts[to->part_count].part = part;
        to->parts[to->part_count].label = label;
        to->parts[to->part_count].count = count;
        for (unsigned i = 0; i < count; i++) {
            to->parts[to->part_count].values[i] = values[i];
        }
        to->part_count++;
    }
}

void ms_java_figures_write(const struct ms_java_figures *from, struct ms_sample *sample) {
    for (uint32_t i = 0; i < from->metric_count; i++) {
        ms_sample_put(sample, from->metrics[i].metric, from->metrics[i].value);
    }
    for (uint32_t i = 0; i < from->part_count; i++) {
        ms_sample_put_part(sample, from->parts[i].part, from->parts[i].label, from->parts[i].values,
                           from->parts[i].count);
    }
}

void ms_java_figures_took(uint64_t cpu_ns) {
    atomic_fetch_add_explicit(&spent_cpu_ns, cpu_ns, memory_order_relaxed);
}

uint64_t ms_java_figures_cpu_ns(void) {
    return atomic_load_explicit(&spent_cpu_ns, memory_order_relaxed);
}

void ms_java_figures_open(void) {
    atomic_store_explicit(&spent_cpu_ns, 0, memory_order_relaxed);
    atomic_store_explicit(&session, ms_process_session(), memory_order_release);
}

void ms_java_figures_close(void) {
    atomic_store_explicit(&session, 0, memory_order_release);
    atomic_fetch_add_explicit(&asked, 1, memory_order_release);
    wake(&asked);
    wake(&answered);
}

struct ms_java_figures *ms_java_figures_asked(void) {
    for (;;) {
        uint32_t question = atomic_load_explicit(&asked, memory_order_acquire);
        if (atomic_load_explicit(&session, memory_order_acquire) == 0) {
            return NULL;
        }
        if (question != atomic_load_explicit(&answered, memory_order_relaxed)) {
            figures.metric_count = figures.part_count = 0;
            return &figures;
        }
        MS_SYSCALL6(SYS_futex, &asked, FUTEX_WAIT, question, 0, 0, 0);
    }
}

void ms_java_figures_answer(void) {
    /* release: pairs with the acquire of the one who asked, who then sees the figures. */
    atomic_store_explicit(&answered, atomic_load_explicit(&asked, memory_order_relaxed),
                          memory_order_release);
    wake(&answered);
}

const struct ms_java_figures *ms_java_figures_ask(void) {
    uint64_t now = ms_process_session();
    uint32_t last = atomic_load_explicit(&asked, memory_order_relaxed);
    if (now == 0 || atomic_load_explicit(&session, memory_order_acquire) != now ||
        atomic_load_explicit(&answered, memory_order_acquire) != last) {
        return NULL;
    }
    atomic_store_explicit(&asked, last + 1, memory_order_release);
    wake(&asked);
    struct timespec limit = {.tv_sec = 0, .tv_nsec = MS_ANSWER_LIMIT_NS};
    while (atomic_load_explicit(&answered, memory_order_acquire) == last) {
        long result = MS_SYSCALL6(SYS_futex, &answered, FUTEX_WAIT, last, &limit, 0, 0);
        if (result == -ETIMEDOUT || atomic_load_explicit(&session, memory_order_acquire) != now) {
            return NULL;
        }
    }
    return &figures;
}
