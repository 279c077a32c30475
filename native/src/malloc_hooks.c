/* The malloc family as the program calls it. Every hook: any thread, inside malloc, before
 * constructors, after fork, in a signal handler (where the middle of a record is interrupted it
 * only counts). errno is the real function's. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "export.h"
#include "passport_filter.h"
#include "real.h"
#include "recorder.h"
#include "thread.h"

#define ENTER() ms_enter((uintptr_t)MS_FRAME)

static inline void *allocated(ms_frame hook, enum ms_function function, void *address,
                              size_t size_bytes) {
    if (address != NULL) {
        ms_record_allocated(hook, function, (uint64_t)address, size_bytes);
    }
    ms_leave();
    return address;
}

MS_EXPORT MS_HOT void *malloc(size_t size) {
    if (!ENTER()) {
        return ms_real.malloc(size);
    }
    return allocated(MS_FRAME, MS_FUNCTION_MALLOC, ms_real.malloc(size), size);
}

MS_EXPORT MS_HOT void *calloc(size_t count, size_t size) {
    if (!ENTER()) {
        return ms_real.calloc(count, size);
    }
    /* A product that overflows is refused by the real one: then nothing is recorded. */
    return allocated(MS_FRAME, MS_FUNCTION_CALLOC, ms_real.calloc(count, size), count * size);
}

MS_EXPORT void *memalign(size_t alignment, size_t size) {
    if (!ENTER()) {
        return ms_real.memalign(alignment, size);
    }
    return allocated(MS_FRAME, MS_FUNCTION_MEMALIGN, ms_real.memalign(alignment, size), size);
}

MS_EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    if (!ENTER()) {
        return ms_real.aligned_alloc(alignment, size);
    }
    return allocated(MS_FRAME, MS_FUNCTION_ALIGNED_ALLOC, ms_real.aligned_alloc(alignment, size),
                     size);
}

MS_EXPORT int posix_memalign(void **address, size_t alignment, size_t size) {
    if (!ENTER()) {
        return ms_real.posix_memalign(address, alignment, size);
    }
    int error = ms_real.posix_memalign(address, alignment, size);
    allocated(MS_FRAME, MS_FUNCTION_POSIX_MEMALIGN, error == 0 ? *address : NULL, size);
    return error;
}

MS_EXPORT void *valloc(size_t size) {
    if (!ENTER()) {
        return ms_real.valloc(size);
    }
    return allocated(MS_FRAME, MS_FUNCTION_VALLOC, ms_real.valloc(size), size);
}

MS_EXPORT void *pvalloc(size_t size) {
    if (!ENTER()) {
        return ms_real.pvalloc(size);
    }
    return allocated(MS_FRAME, MS_FUNCTION_VALLOC, ms_real.pvalloc(size), size);
}

MS_EXPORT MS_HOT void free(void *address) {
    if (address == NULL) {
        return;
    }
    if (!ENTER()) {
        ms_real.free(address);
        return;
    }
    ms_record_freed(MS_FRAME, MS_FREE, (uint64_t)address);
    ms_real.free(address);
    ms_leave();
}

/* C23; glibc has it since 2.42. Where the real one is missing, free does the same. */
MS_EXPORT void free_sized(void *address, size_t size) {
    if (address == NULL) {
        return;
    }
    bool recorded = ENTER();
    if (recorded) {
        ms_record_freed(MS_FRAME, MS_FREE_SIZED, (uint64_t)address);
    }
    if (ms_real.free_sized != NULL) {
        ms_real.free_sized(address, size);
    } else {
        ms_real.free(address);
    }
    if (recorded) {
        ms_leave();
    }
}

MS_EXPORT void free_aligned_sized(void *address, size_t alignment, size_t size) {
    if (address == NULL) {
        return;
    }
    bool recorded = ENTER();
    if (recorded) {
        ms_record_freed(MS_FRAME, MS_FREE_ALIGNED_SIZED, (uint64_t)address);
    }
    if (ms_real.free_aligned_sized != NULL) {
        ms_real.free_aligned_sized(address, alignment, size);
    } else {
        ms_real.free(address);
    }
    if (recorded) {
        ms_leave();
    }
}

/* A passport follows its block. */
static void keep_passport(bool may_have_passport, void *address) {
    if (__builtin_expect(may_have_passport, 0)) {
        ms_passport_filter_add_block((uint64_t)address);
    }
}

static void reallocated(ms_frame hook, unsigned variant, uint64_t start_ticks, void *old_address,
                        void *address, size_t size) {
    ms_record_exchange(
        hook,
        &(struct ms_exchange){
            .event = MS_REALLOCATED,
            .variant = variant,
            .start_ticks = start_ticks,
            .count = 3,
            .fields = {{(uint64_t)old_address, true}, {(uint64_t)address, true}, {size, false}},
        });
}

MS_EXPORT void *realloc(void *old_address, size_t size) {
    if (!ENTER()) {
        return ms_real.realloc(old_address, size);
    }
    if (old_address == NULL) {
        return allocated(MS_FRAME, MS_FUNCTION_REALLOC, ms_real.realloc(NULL, size), size);
    }
    bool may_have_passport = ms_passport_filter_take_block((uint64_t)old_address);
    uint64_t start_ticks = ms_recorder_release(MS_FRAME, (uint64_t)old_address);
    void *address = ms_real.realloc(old_address, size);
    if (address != NULL) {
        keep_passport(may_have_passport, address);
        reallocated(MS_FRAME, 0, start_ticks, old_address, address, size);
    } else if (size == 0) {
        /* glibc has freed it; allocators that keep it return an address. */
        ms_record_freed_at(MS_FRAME, MS_FREE_BY_REALLOC, (uint64_t)old_address, may_have_passport,
                           start_ticks);
    } else {
        keep_passport(may_have_passport, old_address);
    }
    ms_leave();
    return address;
}

MS_EXPORT void *reallocarray(void *old_address, size_t count, size_t size) {
    if (!ENTER()) {
        return ms_real.reallocarray(old_address, count, size);
    }
    bool may_have_passport = ms_passport_filter_take_block((uint64_t)old_address);
    uint64_t start_ticks = ms_recorder_release(MS_FRAME, (uint64_t)old_address);
    ms_self.asks_libc = true; /* whose reallocarray calls whoever is realloc */
    void *address = ms_real.reallocarray(old_address, count, size);
    ms_self.asks_libc = false;
    if (address != NULL && old_address == NULL) {
        ms_record_allocated(MS_FRAME, MS_FUNCTION_REALLOCARRAY, (uint64_t)address, count * size);
    } else if (address != NULL) {
        keep_passport(may_have_passport, address);
        reallocated(MS_FRAME, 1, start_ticks, old_address, address, count * size);
    } else if (old_address != NULL && (count == 0 || size == 0)) {
        ms_record_freed_at(MS_FRAME, MS_FREE_BY_REALLOC, (uint64_t)old_address, may_have_passport,
                           start_ticks);
    } else {
        keep_passport(may_have_passport, old_address);
    }
    ms_leave();
    return address;
}
