/* The figures of a control group, from a folder that looks like one. */
#define _GNU_SOURCE
#include "sampled.h"

#include <sys/stat.h>

#include "figures.h"

static char root[64] = "/tmp/memscope-cgroup.XXXXXX";

static void put(const char *group, const char *file, const char *content) {
    char path[256];
    snprintf(path, sizeof path, "%s%s/%s", root, group, file);
    FILE *to = fopen(path, "w");
    CHECK(to != NULL);
    fputs(content, to);
    fclose(to);
}

static void make(const char *group) {
    char path[256];
    snprintf(path, sizeof path, "%s%s", root, group);
    CHECK_EQ(mkdir(path, 0700), 0);
}

static void make_groups(void) {
    CHECK(mkdtemp(root) != NULL);
    make("/outer");
    make("/outer/inner");
    put("", "memory.max", "2048\n"); /* of a container, the topmost that is seen */
    put("/outer", "memory.max", "1073741824\n");
    put("/outer", "memory.high", "max\n");
    put("/outer", "memory.swap.max", "0\n");
    put("/outer", "cpu.max", "50000 100000\n");
    put("/outer/inner", "memory.max", "max\n");
    put("/outer/inner", "memory.high", "max\n");
    put("/outer/inner", "memory.swap.max", "4096\n");
    put("/outer/inner", "cpu.max", "300000 200000\n");
    put("/outer/inner", "memory.current", "123456789\n");
    put("/outer/inner", "memory.peak", "223456789\n");
    put("/outer/inner", "memory.events", "low 0\nhigh 3\nmax 4\noom 1\noom_kill 2\n");
    put("/outer/inner", "memory.pressure",
        "some avg10=12.05 avg60=1.00 avg300=0.00 total=345\n"
        "full avg10=0.70 avg60=0.00 avg300=0.00 total=67\n");
    put("/outer/inner", "cpu.pressure", "some avg10=100.00 avg60=1.00 avg300=0.00 total=9\n");
}

static void measure(struct sampled *sampled, const char *group) {
    char path[256];
    snprintf(path, sizeof path, "%s%s", root, group);
    sampled_begin(sampled);
    ms_figures_of_cgroup_at(&sampled->sample, path, strlen(root));
    sampled_end(sampled);
}

static void checks_the_inner(void) {
    static struct sampled inner;
    measure(&inner, "/outer/inner");
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_CURRENT_BYTES), 123456789);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_PEAK_BYTES), 223456789);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_MAX_BYTES), 2048);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_SWAP_MAX_BYTES), 0);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_CPU_QUOTA_US), 50000);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_CPU_PERIOD_US), 100000);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_HIGH_EVENTS), 3);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_MAX_EVENTS), 4);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CGROUP_OOM_KILLS), 2);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_MEMORY_SOME_10S), 1205);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_MEMORY_FULL_10S), 70);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_MEMORY_SOME_US), 345);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_CPU_SOME_10S), 10000);
    CHECK_EQ(sampled_value(&inner, MS_METRIC_PRESSURE_SOURCE), 1);
    CHECK(!sampled_has(&inner, MS_METRIC_CGROUP_HIGH_BYTES)); /* "max": no limit */
    CHECK(!sampled_has(&inner, MS_METRIC_CGROUP_SWAP_BYTES)); /* no such file */
}

static void checks_the_outer(void) {
    static struct sampled outer;
    measure(&outer, "/outer");
    CHECK(!sampled_has(&outer, MS_METRIC_CGROUP_CURRENT_BYTES));
    CHECK_EQ(sampled_value(&outer, MS_METRIC_CGROUP_MAX_BYTES), 2048);
    CHECK(!sampled_has(&outer, MS_METRIC_PRESSURE_SOURCE) ||
          sampled_value(&outer, MS_METRIC_PRESSURE_SOURCE) == 2);
}

static void is_below(const char *group, const char *mounted, const char *path) {
    CHECK(strcmp(ms_cgroup_path_below(group, mounted), path) == 0);
}

/* A container sees the part that is mounted, and the whole path where it has no namespace. */
static void finds_groups(void) {
    is_below("/", "/", "");
    is_below("/user/one", "/", "/user/one");
    is_below("/docker/ab", "/docker/ab", "");
    is_below("/docker/ab/inner", "/docker/ab", "/inner");
    is_below("/docker/abc", "/docker/ab", "/docker/abc"); /* another one */
}

int main(void) {
    char command[128];
    make_groups();
    recording_start();
    checks_the_inner();
    checks_the_outer();
    finds_groups();
    snprintf(command, sizeof command, "rm -rf %s", root);
    CHECK_EQ(system(command), 0);
    return 0;
}
