/* The scan of a forked snapshot, where threads cannot be stopped: it sees memory as it is at one
 * moment, but no registers of other threads, nor how much of their stacks is in use. */
#ifndef MEMSCOPE_SCAN_SNAPSHOT_H
#define MEMSCOPE_SCAN_SNAPSHOT_H

#include "scan_work.h"

/* What the snapshot finds comes back through shared memory and is written by `work`'s writer. */
void ms_scan_by_snapshot(struct ms_scan_work *work);

#endif
