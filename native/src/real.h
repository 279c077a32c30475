/* The functions in front of which we stand: the next definition after ours in load order, so that
 * an allocator preloaded behind us keeps working. */
#ifndef MEMSCOPE_REAL_H
#define MEMSCOPE_REAL_H

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ms_real {
#define X(result, name, parameters) result(*name) parameters;
#include "hooks.def"
#undef X
};

/* Of libc's allocator; NULL where another one is the real one. Takes each arena's lock, and the
 * longer the more free blocks there are. */
struct mallinfo2;
extern struct mallinfo2 (*ms_real_mallinfo)(void);

/* Filled by ms_real_find; NULL where this libc has no such function (free_sized before 2.42). */
extern struct ms_real ms_real;

/* malloc_usable_size of the allocator whose malloc is the real one; NULL where it has none. It is
 * not hooked. Valid once ms_real_find was called. */
extern size_t (*ms_real_usable)(void *address);

/* Safe to call again. Allocates nothing and takes only the loader's list lock, as dl_iterate_phdr
 * does; the first call comes while the process has one thread. */
void ms_real_find(void);

/* The function in front of which we stand, looked up by handle, is answered with our hook of the
 * same name: Panama's find("malloc") and JNR's load("c") ask libc's handle and would pass us by.
 * Where another allocator lies between us and libc, libc's own is not that function, and a wrapper
 * that asks libc's handle for its way on gets what it asks for. */
void *ms_real_hook_for(void *address, const char *name);

/* What libc keeps for each thread in its static thread-local storage, and its own structure; 0: not
 * known. */
size_t ms_real_thread_local_bytes(void);

/* Whether a hook that was called from `pc` while the real allocator runs may be the allocator's own
 * call: from its object, or by way of libc or the loader. libc's allocator calls no hook,
 * reallocarray apart. Everybody else who comes then is a signal handler. */
bool ms_real_calls_from(uintptr_t pc);

#endif
