#define _GNU_SOURCE
#include "object.h"

#include <link.h>
#include <stddef.h>

#include "mapped_objects.h"

/* Laid out as glibc 2.35 and later define it, for headers that do not know it yet. */
struct told {
    unsigned long long flags;
    void *map_start;
    void *map_end;
    struct link_map *link_map;
    void *eh_frame;
    unsigned long long reserved[7];
};

void *ms_object_of_loader;

bool ms_objects_start(void) {
    return ms_object_of_loader != NULL || ms_mapped_objects_start();
}

bool ms_object_of(uint64_t pc, struct ms_object *found) {
    if (ms_object_of_loader == NULL) {
        return ms_mapped_object_of(pc, found);
    }
    struct told told;
    int (*find)(void *, struct told *) = (int (*)(void *, struct told *))ms_object_of_loader;
    if (find((void *)pc, &told) != 0) {
        return false;
    }
    *found = (struct ms_object){.start = (uint64_t)told.map_start,
                                .end = (uint64_t)told.map_end,
                                .bias = told.link_map->l_addr,
                                .eh_frame = told.eh_frame,
                                .name = told.link_map->l_name,
                                .loader_name = told.link_map};
    return true;
}
