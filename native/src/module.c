#define _GNU_SOURCE
#include "module.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <sys/auxv.h>

#include "clock.h"
#include "config.h"
#include "definition.h"
#include "mapped_objects.h"
#include "object.h"
#include "process.h"
#include "segments.h"
#include "syscall.h"
#include "text.h"

#define MS_MODULES 4096
#define MS_BUILD_ID_MAX 64
#define MS_PAGE 4096U

struct ms_modules {
    _Atomic uint32_t epoch;
    _Atomic uint32_t replaced;
    _Atomic uint32_t count;
    struct ms_module entries[MS_MODULES];
};

bool ms_modules_start(void) {
    ms_process->modules = ms_process_alloc(sizeof(struct ms_modules));
    return ms_process->modules != NULL && ms_objects_start();
}

uint32_t ms_module_epoch(void) {
    return atomic_load_explicit(&ms_process->modules->epoch, memory_order_relaxed);
}

_Atomic uint32_t ms_module_changes;

void ms_module_unloaded(void) {
    atomic_fetch_add_explicit(&ms_object_changes, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&ms_module_changes, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&ms_process->modules->epoch, 1, memory_order_relaxed);
}

uint32_t ms_module_replaced(void) {
    return atomic_load_explicit(&ms_process->modules->replaced, memory_order_relaxed);
}

/* Of the program itself the kernel tells. */
static struct ms_segments segments_of(const char *name, uint64_t start) {
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR); /* NOLINT: an address */
    if (name[0] == '\0' && headers != NULL) {
        return (struct ms_segments){.headers = headers, .count = getauxval(AT_PHNUM)};
    }
    return ms_segments_at(start);
}

/* The executable segment that is in the module: where an object has several mappings, the loader
 * takes each for itself, else the first of several is enough to be safe. */
static void find_code(struct ms_module *module, const struct ms_segments *segments) {
    for (size_t i = 0; i < segments->count; i++) {
        const ElfW(Phdr) *segment = &segments->headers[i];
        uint64_t start = module->bias + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && (segment->p_flags & (PF_X | PF_R)) == (PF_X | PF_R) &&
            start >= module->start && start + segment->p_memsz <= module->end) {
            module->code_start = start;
            module->code_end = start + segment->p_memsz;
            return;
        }
    }
}

/* Notes may be in the file only. */
static bool is_loaded(const struct ms_segments *segments, const ElfW(Phdr) * part) {
    for (size_t i = 0; i < segments->count; i++) {
        const ElfW(Phdr) *segment = &segments->headers[i];
        if (segment->p_type == PT_LOAD && part->p_vaddr >= segment->p_vaddr &&
            part->p_vaddr + part->p_memsz <= segment->p_vaddr + segment->p_memsz) {
            return true;
        }
    }
    return false;
}

/* The GNU build id; SystemTap's notes have the same type number and another owner. */
static size_t find_build_id(uint64_t bias, const struct ms_segments *segments,
                            const uint8_t **build_id) {
    for (size_t i = 0; i < segments->count; i++) {
        const ElfW(Phdr) *segment = &segments->headers[i];
        if (segment->p_type != PT_NOTE || !is_loaded(segments, segment)) {
            continue;
        }
        const uint8_t *at = (const uint8_t *)(bias + segment->p_vaddr);
        const uint8_t *end = at + segment->p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
            const char *owner = (const char *)(note + 1);
            const uint8_t *content = (const uint8_t *)owner + ((note->n_namesz + 3U) & ~3U);
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
                ms_text_equal(owner, "GNU") && content + note->n_descsz <= end &&
                note->n_descsz <= MS_BUILD_ID_MAX) {
                *build_id = content;
                return note->n_descsz;
            }
            at = content + ((note->n_descsz + 3U) & ~3U);
        }
    }
    return 0;
}

static void add_path(struct ms_definer *definer, const char *name) {
    static char path[MS_PATH_MAX]; /* guarded by the lock */
    struct ms_text text = ms_text_in(path, sizeof path);
    if (name[0] == '\0') { /* the program itself */
        long length = MS_SYSCALL3(SYS_readlink, "/proc/self/exe", path, sizeof path - 1);
        path[ms_failed(length) ? 0 : length] = '\0';
        ms_definition_text(definer, path);
        return;
    }
    bool relative = name[0] != '/';
    bool has_folder = false;
    for (const char *at = name; *at != '\0'; at++) {
        has_folder |= *at == '/';
    }
    if (relative && has_folder) {
        long length = MS_SYSCALL2(SYS_getcwd, path, sizeof path);
        if (!ms_failed(length)) {
            text.length = (size_t)length - 1;
            ms_text_add_byte(&text, '/');
        }
    }
    ms_text_add(&text, name);
    ms_definition_text(definer, path);
}

/* Called with the lock held. */
static bool define(struct ms_module *module, const char *name) {
    struct ms_segments segments = segments_of(name, module->start);
    const uint8_t *build_id = NULL;
    find_code(module, &segments);
    size_t build_id_length = find_build_id(module->bias, &segments, &build_id);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, module->id);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, module->start);
    ms_definition_number(&definer, module->end);
    ms_definition_fixed64(&definer, module->bias);
    add_path(&definer, name);
    ms_definition_bytes(&definer, build_id, build_id_length);
    return ms_definition_end(&definer, MS_DEFINE_MODULE, NULL);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_bytes(uint64_t hash, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
    }
    return hash;
}

static uint64_t identity_of(const struct ms_object *found) {
    uint64_t hash = hash_bytes(0xCBF29CE484222325ULL, (const uint8_t *)found->name,
                               ms_text_length(found->name));
    struct ms_segments segments = segments_of(found->name, found->start);
    const uint8_t *build_id = NULL;
    size_t length = find_build_id(found->bias, &segments, &build_id);
    return hash_bytes(hash ^ found->end, build_id, length);
}

/* The newest entry decides: an older one at the same place was replaced. */
static struct ms_module *known(struct ms_modules *all, const struct ms_object *found) {
    uint64_t start = found->start;
    uint32_t epoch = atomic_load_explicit(&all->epoch, memory_order_relaxed);
    /* acquire: pairs with the release in add; entries below the count are complete. */
    uint32_t count = atomic_load_explicit(&all->count, memory_order_acquire);
    for (uint32_t i = count; i-- > 0;) {
        struct ms_module *module = &all->entries[i];
        if (module->start != start) {
            continue;
        }
        if (atomic_load_explicit(&module->epoch, memory_order_relaxed) == epoch) {
            return module;
        }
        if (module->loader_name != found->loader_name || module->identity != identity_of(found)) {
            return NULL;
        }
        atomic_store_explicit(&module->epoch, epoch, memory_order_relaxed);
        return module;
    }
    return NULL;
}

static bool overlaps_older(const struct ms_modules *all, const struct ms_module *module) {
    for (uint32_t i = 0; i + 1 < module->id; i++) {
        if (all->entries[i].start < module->end && module->start < all->entries[i].end) {
            return true;
        }
    }
    return false;
}

static const struct ms_module *add(struct ms_modules *all, const struct ms_object *found) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_module *module = known(all, found);
    uint32_t count = atomic_load_explicit(&all->count, memory_order_relaxed);
    if (module == NULL && count < MS_MODULES) {
        module = &all->entries[count];
        *module =
            (struct ms_module){.start = found->start,
                               .end = found->end,
                               .bias = found->bias,
                               .loader_name = found->loader_name,
                               .identity = identity_of(found),
                               .id = count + 1,
                               .epoch = atomic_load_explicit(&all->epoch, memory_order_relaxed)};
        if (define(module, found->name)) {
            if (overlaps_older(all, module)) {
                atomic_fetch_add_explicit(&all->replaced, 1, memory_order_relaxed);
            }
            atomic_store_explicit(&all->count, count + 1, memory_order_release);
        } else {
            module = NULL;
        }
    }
    ms_lock_release(&ms_process->lock, mask);
    return module;
}

const struct ms_module *ms_module_of(uint64_t pc) {
    struct ms_modules *all = ms_process->modules;
    struct ms_object found;
    if (!ms_object_of(pc, &found)) {
        return NULL;
    }
    const struct ms_module *module = known(all, &found);
    return module != NULL || ms_process_is_sealed() ? module : add(all, &found);
}

struct ms_frame_place ms_module_frame(uint64_t pc) {
    /* A call may be the last instruction of its object. */
    const struct ms_module *module = ms_module_of(pc - 1);
    if (module == NULL) {
        return (struct ms_frame_place){.place = 0, .at = pc};
    }
    return (struct ms_frame_place){.place = (uint64_t)module->id << 1, .at = pc - module->bias};
}

/* x86-64: E8 rel32, or FF /2 with a ModRM that takes 0, 1, 2, 4 or 5 more bytes. */
static bool is_behind_call(const uint8_t *pc) {
    static const int lengths[] = {2, 3, 4, 6, 7};
    if (pc[-5] == 0xE8) {
        return true;
    }
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (pc[-lengths[i]] == 0xFF && (pc[1 - lengths[i]] & 0x38) == 0x10) {
            return true;
        }
    }
    return false;
}

bool ms_module_is_return_address(uint64_t pc) {
    const struct ms_module *module = ms_module_of(pc);
    return module != NULL && pc >= module->code_start + 8 && pc <= module->code_end &&
           is_behind_call((const uint8_t *)pc);
}
