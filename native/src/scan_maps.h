/* The mappings of this process, as the kernel lists them. */
#ifndef MEMSCOPE_SCAN_MAPS_H
#define MEMSCOPE_SCAN_MAPS_H

#include "scan_work.h"

/* Fills `mappings`, ascending. False: they cannot be read (MS_SCAN_NOT_PERMITTED), or there are too
 * many (MS_SCAN_NO_SPACE). */
bool ms_scan_read_maps(struct ms_scan_work *work);

/* NULL: the address lies in none. */
const struct ms_scan_mapping *ms_scan_mapping_of(const struct ms_scan_work *work, uint64_t address);

#endif
