/* Stops all other threads of the program, as a debugger does. The one who does it is a process of
 * its own that shares the program's memory: a thread may not trace its own process. */
#ifndef MEMSCOPE_SCAN_THREADS_H
#define MEMSCOPE_SCAN_THREADS_H

#include "scan_work.h"

/* Fills `threads`. False: it is not permitted, or a thread cannot be stopped in time; none is
 * stopped then. In the tracer. */
bool ms_scan_stop_threads(struct ms_scan_work *work);

/* The words in their registers. */
bool ms_scan_registers(struct ms_scan_work *work);

/* In those of the caller, in the caller or a copy of it. */
bool ms_scan_caller_registers(struct ms_scan_work *work);

/* They go on. */
void ms_scan_let_go(struct ms_scan_work *work);

#endif
