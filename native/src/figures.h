/* The figures of a sample that the kernel tells. Each function puts those that can be had. One
 * thread at a time (what is read lies in static memory: the program's stack may be small), inside
 * malloc; only system calls are made. */
#ifndef MEMSCOPE_FIGURES_H
#define MEMSCOPE_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "sample.h"

/* Faults, threads, descriptors, resident memory as the kernel counts it. */
void ms_figures_of_process(struct ms_sample *sample);

/* The resident memory by what it is mapped for, and the ranges. Takes 10 to 20 us a mapping, in
 * which others wait for their own mmap a page of text at a time. */
void ms_figures_of_mappings(struct ms_sample *sample);

/* Limits and use of the cgroup, and its pressure, or else the host's. */
void ms_figures_of_cgroup(struct ms_sample *sample);

/* The same for the cgroup in this directory, whose topmost ancestor that counts is the first
 * `mount_length` bytes of it. */
void ms_figures_of_cgroup_at(struct ms_sample *sample, const char *directory, size_t mount_length);

/* Where a group lies in a mounted hierarchy of which `root` is the top: "" at the top itself. */
const char *ms_cgroup_path_below(const char *group, const char *root);

/* Free memory; with `all` also what does not change. */
void ms_figures_of_host(struct ms_sample *sample, bool all);

#endif
