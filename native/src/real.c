#define _GNU_SOURCE
#include "real.h"

#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "export.h"
#include "object.h"
#include "symbol.h"
#include "text.h"

struct ms_real ms_real;
struct mallinfo2 (*ms_real_mallinfo)(void);
size_t (*ms_real_usable)(void *address);

/* libc's own functions, and ours, in the order of hooks.def. */
static struct ms_real of_libc;
static const void *const ours[] = {
#define X(result, name, parameters) (const void *)name,
#include "hooks.def"
#undef X
};
#define MS_HOOKS (sizeof ours / sizeof ours[0])

struct span {
    uintptr_t start;
    uintptr_t end;
};

static struct span of_allocator; /* empty: it is libc's */
static struct span of_libc_text;
static struct span of_loader;
static void (*thread_local_info)(size_t *bytes, size_t *alignment); /* of the loader */

static bool is_within(const struct span *span, uintptr_t address) {
    return address - span->start < span->end - span->start;
}

static struct span span_of(const struct dl_phdr_info *object) {
    struct span span = {UINTPTR_MAX, 0};
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD) {
            span.start = start < span.start ? start : span.start;
            span.end = start + header->p_memsz > span.end ? start + header->p_memsz : span.end;
        }
    }
    return span;
}

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
    void *usable_of_libc;
};

static int visit(struct dl_phdr_info *object, size_t size, void *argument) {
    (void)size;
    struct search *search = argument;
    if (holds(object, &ms_real)) {
        search->passed_ourselves = true;
        return 0;
    }
    bool is_libc = ms_symbol_find(object, "__libc_start_main") != NULL;
    if (ms_object_of_loader == NULL) {
        ms_object_of_loader = ms_symbol_find(object, "_dl_find_object");
    }
    if (is_libc) {
        of_libc_text = span_of(object);
        fill(object, &of_libc);
        ms_real_mallinfo = (struct mallinfo2(*)(void))ms_symbol_find(object, "mallinfo2");
        search->usable_of_libc = ms_symbol_find(object, "malloc_usable_size");
    }
    if (ms_symbol_find(object, "__tls_get_addr") != NULL) {
        of_loader = span_of(object);
        thread_local_info =
            (void (*)(size_t *, size_t *))ms_symbol_find(object, "_dl_get_tls_static_info");
    }
    if (search->passed_ourselves) {
        if (ms_real.malloc == NULL && ms_symbol_find(object, "malloc") != NULL) {
            of_allocator = is_libc ? of_allocator : span_of(object);
            ms_real_usable = (size_t(*)(void *))ms_symbol_find(object, "malloc_usable_size");
        }
        fill(object, &ms_real);
    }
    return 0;
}

void ms_real_find(void) {
    struct search search = {false, NULL};
    dl_iterate_phdr(visit, &search);
    /* Loaded late (as an agent, not preloaded) we may be the last object: then libc's are the ones.
     */
    if (ms_real.malloc == NULL) {
        ms_real_usable = (size_t(*)(void *))search.usable_of_libc;
    }
#define X(result, name, parameters)                                                                \
    if (ms_real.name == NULL) {                                                                    \
        ms_real.name = of_libc.name;                                                               \
    }
#include "hooks.def"
#undef X
    if (ms_real.mmap64 == NULL) {
        ms_real.mmap64 = ms_real.mmap;
    }
    if (ms_real.malloc != of_libc.malloc) {
        ms_real_mallinfo = NULL;
    }
}

size_t ms_real_thread_local_bytes(void) {
    size_t bytes = 0;
    size_t alignment;
    if (thread_local_info != NULL) {
        thread_local_info(&bytes, &alignment);
    }
    return bytes;
}

bool ms_real_calls_from(uintptr_t pc) {
    return of_allocator.end != 0 && (is_within(&of_allocator, pc) || is_within(&of_libc_text, pc) ||
                                     is_within(&of_loader, pc));
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
