/* The scan while all other threads stand still. */
#ifndef MEMSCOPE_SCAN_TRACER_H
#define MEMSCOPE_SCAN_TRACER_H

#include "scan_work.h"

/* Nothing is written, and `outcome` says MS_SCAN_NOT_PERMITTED, where threads cannot be stopped. */
void ms_scan_by_tracer(struct ms_scan_work *work);

/* What the program last allowed to trace it (PR_SET_PTRACER), for it to be so again. */
void ms_scan_tracer_allowed(unsigned long process);

#endif
