/* The resident memory by what it is for is the whole, and memory that is known is found in it. */
#define _GNU_SOURCE
#include "sampled.h"

#include <sys/mman.h>

#include "figures.h"

#define PAGES (8UL << 20)

static struct sampled before;
static struct sampled after;

static void measure(struct sampled *sampled) {
    sampled_begin(sampled);
    ms_figures_of_process(&sampled->sample);
    ms_figures_of_mappings(&sampled->sample);
    sampled_end(sampled);
}

static uint64_t grown(enum ms_metric metric) {
    return sampled_value(&after, metric) - sampled_value(&before, metric);
}

/* A sum over parts, each of which is told once. */
static void checks_sums(const struct sampled *sampled) {
    uint64_t sum = 0;
    for (unsigned m = MS_METRIC_RESIDENT_QUEUE_BYTES; m <= MS_METRIC_RESIDENT_KERNEL_BYTES; m++) {
        sum += sampled_value(sampled, m);
    }
    uint64_t resident = sampled_value(sampled, MS_METRIC_MAPPED_RESIDENT_BYTES);
    CHECK_EQ(sum, resident);
    uint64_t pages = sampled_value(sampled, MS_METRIC_SHARED_CLEAN_BYTES) +
                     sampled_value(sampled, MS_METRIC_SHARED_DIRTY_BYTES) +
                     sampled_value(sampled, MS_METRIC_PRIVATE_CLEAN_BYTES) +
                     sampled_value(sampled, MS_METRIC_PRIVATE_DIRTY_BYTES);
    CHECK_EQ(pages, resident);
    CHECK(sampled_value(sampled, MS_METRIC_PROPORTIONAL_BYTES) <= resident);
    CHECK(sampled_value(sampled, MS_METRIC_MAPPINGS) > 10);
    CHECK(sampled_value(sampled, MS_METRIC_RESIDENT_QUEUE_BYTES) > 0);
    CHECK(sampled_value(sampled, MS_METRIC_RESIDENT_SHIM_BYTES) > 0);
    CHECK(sampled_value(sampled, MS_METRIC_RESIDENT_OBJECTS_BYTES) > 0);
    CHECK(sampled_value(sampled, MS_METRIC_RESIDENT_STACKS_BYTES) > 0);
    CHECK_EQ(sampled_value(sampled, MS_METRIC_RESIDENT_JAVA_HEAP_BYTES), 0);
}

int main(void) {
    recording_start();
    measure(&before);
    uint8_t *anonymous =
        mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int descriptor = memfd_create("shared", MFD_CLOEXEC);
    CHECK_EQ(ftruncate(descriptor, (off_t)PAGES), 0);
    uint8_t *shared = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    CHECK(anonymous != MAP_FAILED && shared != MAP_FAILED);
    memset(anonymous, 1, PAGES);
    memset(shared, 1, PAGES);
    measure(&after);
    checks_sums(&before);
    checks_sums(&after);
    CHECK_EQ(grown(MS_METRIC_RESIDENT_SHARED_MAPPINGS_BYTES), PAGES);
    CHECK(grown(MS_METRIC_RESIDENT_ANONYMOUS_MAPPINGS_BYTES) >= PAGES);
    CHECK(grown(MS_METRIC_RESIDENT_ANONYMOUS_MAPPINGS_BYTES) < PAGES + (1UL << 20));
    CHECK_EQ(grown(MS_METRIC_DESCRIPTORS), 1);
    CHECK(grown(MS_METRIC_MINOR_FAULTS) > 0);
    CHECK_EQ(sampled_value(&after, MS_METRIC_THREADS), 1);
    return 0;
}
