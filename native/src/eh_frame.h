/* Reads .eh_frame: which row of an object's table of frames holds at an address. DWARF 5, section
 * 6.4, as changed by the Linux Standard Base, chapter "Exception Frames". */
#ifndef MEMSCOPE_EH_FRAME_H
#define MEMSCOPE_EH_FRAME_H

#include "unwind.h"

/* `header` is the object's mapped .eh_frame_hdr; everything read lies between `start` and `end`.
 * Pure: reads the object's memory and nothing else. */
struct ms_row ms_eh_frame_row(const uint8_t *header, const uint8_t *start, const uint8_t *end,
                              uintptr_t pc);

#endif
