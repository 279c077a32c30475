/* What a loaded object says of its segments, in the headers at its start. */
#ifndef MEMSCOPE_SEGMENTS_H
#define MEMSCOPE_SEGMENTS_H

#include <link.h>
#include <stddef.h>
#include <stdint.h>

struct ms_segments {
    const ElfW(Phdr) * headers; /* NULL: not known */
    size_t count;
};

/* Of the object whose file is mapped from `start` on: a page of it can be read. Tools that edit
 * objects move the table of segments to the end of the file, which may be mapped elsewhere or not
 * at all: only one on the first page, as linkers leave it, is looked at. */
struct ms_segments ms_segments_at(uint64_t start);

#endif
