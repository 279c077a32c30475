/* The records of a scan, in order. False: there is no space for more, and `outcome` says so. */
#ifndef MEMSCOPE_SCAN_RECORDS_H
#define MEMSCOPE_SCAN_RECORDS_H

#include "scan_work.h"

bool ms_scan_write_begun(struct ms_scan_work *work, enum ms_scan_method method, uint32_t threads);
bool ms_scan_write_region(struct ms_scan_work *work, enum ms_scan_kind kind, uint64_t start,
                          uint64_t size_bytes);

/* A word of the region begun last, behind the one before. It is written with others, or by
 * flush. */
bool ms_scan_write_pointer(struct ms_scan_work *work, uint64_t slot, uint64_t value);
bool ms_scan_write_flush(struct ms_scan_work *work);

bool ms_scan_write_ended(struct ms_scan_work *work, uint64_t stopped_ns);

#endif
