#define _GNU_SOURCE
#include "real.h"

#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "export.h"
#include "symbol.h"
#include "text.h"

struct ms_real ms_real;

/* libc's own functions, and ours, in the order of hooks.def. */
static struct ms_real of_libc;
static const void *const ours[] = {
#define X(result, name, parameters) (const void *)name,
#include "hooks.def"
#undef X
};
#define MS_HOOKS (sizeof ours / sizeof ours[0])

static bool holds(const struct dl_phdr_info *object, const void *address) {
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD && (uintptr_t)address - start < header->p_memsz) {
            return true;
        }
    }
    return false;
}

static void fill(const struct dl_phdr_info *object, struct ms_real *into) {
#define X(result, name, parameters)                                                                \
    if (into->name == NULL) {                                                                      \
        into->name = (result(*) parameters)ms_symbol_find(object, #name);                          \
    }
#include "hooks.def"
#undef X
}

struct search {
    bool passed_ourselves;
};

static int visit(struct dl_phdr_info *object, size_t size, void *argument) {
    (void)size;
    struct search *search = argument;
    if (holds(object, &ms_real)) {
        search->passed_ourselves = true;
        return 0;
    }
    if (ms_symbol_find(object, "__libc_start_main") != NULL) {
        fill(object, &of_libc);
    }
    if (search->passed_ourselves) {
        fill(object, &ms_real);
    }
    return 0;
}

void ms_real_find(void) {
    struct search search = {false};
    dl_iterate_phdr(visit, &search);
    /* Loaded late (as an agent, not preloaded) we may be the last object: then libc's are the ones.
     */
#define X(result, name, parameters)                                                                \
    if (ms_real.name == NULL) {                                                                    \
        ms_real.name = of_libc.name;                                                               \
    }
#include "hooks.def"
#undef X
    if (ms_real.mmap64 == NULL) {
        ms_real.mmap64 = ms_real.mmap;
    }
}

void *ms_real_hook_for(void *address, const char *name) {
    static const char *const names[] = {
#define X(result, name, parameters) #name,
#include "hooks.def"
#undef X
    };
    const void *const *real = (const void *const *)&ms_real;
    for (size_t i = 0; address != NULL && i < MS_HOOKS; i++) {
        /* Both: memalign and aligned_alloc may be one function under two names. */
        if (real[i] == address && ms_text_equal(names[i], name)) {
            return (void *)ours[i];
        }
    }
    return address;
}
