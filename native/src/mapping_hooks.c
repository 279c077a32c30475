/* Mappings that the program makes itself. The allocator's own never come here (glibc's bypass the
 * PLT; another allocator's are nested in a hook). Every hook: any thread, before constructors,
 * after fork. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "export.h"
#include "passport_filter.h"
#include "real.h"
#include "recorder.h"
#include "syscall.h"
#include "thread.h"

#define ENTER() ms_enter((uintptr_t)MS_FRAME)

static inline void *mapped(ms_frame hook, void *(*real)(void *, size_t, int, int, int, off_t),
                           void *address, size_t size, int protection, int flags, int file,
                           off_t offset) {
    ms_recorder_prepare(hook);
    uint64_t start_ticks = ms_clock_ticks_ordered();
    void *result = real(address, size, protection, flags, file, offset);
    if (result != MAP_FAILED) {
        ms_record_exchange(hook, &(struct ms_exchange){
                                     .event = MS_MAPPED,
                                     .start_ticks = start_ticks,
                                     .count = 4,
                                     .fields = {{(uint64_t)result, true},
                                                {size, false},
                                                {(uint64_t)(unsigned)protection, false},
                                                {(uint64_t)(unsigned)flags, false}},
                                 });
    }
    ms_leave();
    return result;
}

MS_EXPORT void *mmap(void *address, size_t size, int protection, int flags, int file,
                     off_t offset) {
    if (!ENTER()) {
        return ms_real.mmap(address, size, protection, flags, file, offset);
    }
    return mapped(MS_FRAME, ms_real.mmap, address, size, protection, flags, file, offset);
}

MS_EXPORT void *mmap64(void *address, size_t size, int protection, int flags, int file,
                       off_t offset) {
    if (!ENTER()) {
        return ms_real.mmap64(address, size, protection, flags, file, offset);
    }
    return mapped(MS_FRAME, ms_real.mmap64, address, size, protection, flags, file, offset);
}

/* Stamped before, because the range may be mapped again by another thread at once; written after,
 * because it may fail. */
MS_EXPORT int munmap(void *address, size_t size) {
    if (!ENTER()) {
        return ms_real.munmap(address, size);
    }
    ms_recorder_prepare(MS_FRAME);
    uint64_t start_ticks = ms_clock_ticks_ordered();
    int result = ms_real.munmap(address, size);
    if (result == 0) {
        ms_record_exchange(MS_FRAME,
                           &(struct ms_exchange){
                               .event = MS_UNMAPPED,
                               .start_ticks = start_ticks,
                               .caller_only = !ms_passport_filter_has((uint64_t)address, size),
                               .count = 2,
                               .fields = {{(uint64_t)address, true}, {size, false}},
                           });
    }
    ms_leave();
    return result;
}

MS_EXPORT void *mremap(void *old_address, size_t old_size, size_t size, int flags, ...) {
    va_list more;
    va_start(more, flags);
    void *wanted = (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0 ? va_arg(more, void *) : NULL;
    va_end(more);
    if (!ENTER()) {
        return ms_real.mremap(old_address, old_size, size, flags, wanted);
    }
    ms_recorder_prepare(MS_FRAME);
    uint64_t start_ticks = ms_clock_ticks_ordered();
    void *address = ms_real.mremap(old_address, old_size, size, flags, wanted);
    if (address != MAP_FAILED) {
        if (address != old_address && ms_passport_filter_has((uint64_t)old_address, old_size)) {
            ms_passport_filter_add_pages((uint64_t)address + size - 1, size - 1);
        }
        ms_record_exchange(MS_FRAME, &(struct ms_exchange){
                                         .event = MS_REMAPPED,
                                         .start_ticks = start_ticks,
                                         .count = 4,
                                         .fields = {{(uint64_t)old_address, true},
                                                    {old_size, false},
                                                    {(uint64_t)address, true},
                                                    {size, false}},
                                     });
    }
    ms_leave();
    return address;
}

static void break_moved(ms_frame hook, unsigned variant, uint64_t start_ticks, uint64_t before,
                        uint64_t after) {
    if (before != after) {
        ms_record_exchange(hook, &(struct ms_exchange){
                                     .event = MS_BREAK_MOVED,
                                     .variant = variant,
                                     .start_ticks = start_ticks,
                                     .count = 2,
                                     .fields = {{before, true}, {after, true}},
                                 });
    }
}

MS_EXPORT int brk(void *address) {
    if (!ENTER()) {
        return ms_real.brk(address);
    }
    ms_recorder_prepare(MS_FRAME);
    uint64_t before = (uint64_t)MS_SYSCALL1(SYS_brk, 0);
    uint64_t start_ticks = ms_clock_ticks_ordered();
    int result = ms_real.brk(address);
    if (result == 0) {
        break_moved(MS_FRAME, 0, start_ticks, before, (uint64_t)address);
    }
    ms_leave();
    return result;
}

MS_EXPORT void *sbrk(intptr_t increment) {
    if (!ENTER()) {
        return ms_real.sbrk(increment);
    }
    ms_recorder_prepare(MS_FRAME);
    uint64_t start_ticks = ms_clock_ticks_ordered();
    void *before = ms_real.sbrk(increment);
    if (before != (void *)-1) {
        break_moved(MS_FRAME, 1, start_ticks, (uint64_t)before,
                    (uint64_t)before + (uint64_t)increment);
    }
    ms_leave();
    return before;
}
