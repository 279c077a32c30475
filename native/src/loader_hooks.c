/* The loader's functions. Those that look at who calls them (dlopen and dlmopen always; dlsym and
 * dlvsym with RTLD_NEXT or RTLD_DEFAULT) leave by a tail jump in tail_jump.S: a C wrapper would be
 * the caller, and break RUNPATH and local plugins. Any thread, before constructors. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "agent.h"
#include "export.h"
#include "loader_hooks.h"
#include "module.h"
#include "process.h"
#include "real.h"
#include "stack.h"
#include "thread.h"

/* Where tail_jump.S finds the real functions: the layout of ms_real is known to C alone. */
__attribute__((visibility("hidden"))) void *const ms_real_dlsym_slot = &ms_real.dlsym;
__attribute__((visibility("hidden"))) void *const ms_real_dlvsym_slot = &ms_real.dlvsym;
__attribute__((visibility("hidden"))) void *const ms_real_dlopen_slot = &ms_real.dlopen;
__attribute__((visibility("hidden"))) void *const ms_real_dlmopen_slot = &ms_real.dlmopen;

__attribute__((visibility("hidden"))) void *const ms_real_syscall_slot = &ms_real.syscall;

void ms_loader_prepare(void) {
    if (ms_real.dlsym == NULL) {
        uint64_t mask = ms_signals_block();
        ms_real_find();
        ms_signals_restore(mask);
    }
}

void *ms_loader_dlsym_handle(void *handle, const char *name) {
    return ms_agent_create_for(ms_real_hook_for(ms_real.dlsym(handle, name), name), name);
}

void *ms_loader_dlvsym_handle(void *handle, const char *name, const char *version) {
    return ms_real_hook_for(ms_real.dlvsym(handle, name, version), name);
}

/* Whoever only asks what the kernel can do (an operation that sets nothing, or no filter) enters
 * nothing. */
void ms_loader_seccomp(long number, unsigned long operation, unsigned long flags,
                       const void *arguments) {
    (void)number;
    (void)flags;
    ms_loader_prepare();
    bool is_strict = (unsigned)operation == SECCOMP_SET_MODE_STRICT;
    if (is_strict || ((unsigned)operation == SECCOMP_SET_MODE_FILTER && arguments != NULL)) {
        ms_process_seal(is_strict);
    }
}

/* Destructors run inside: their frees are the program's, so this is no guarded call. */
MS_EXPORT int dlclose(void *handle) {
    ms_loader_prepare();
    int error = ms_real.dlclose(handle);
    if (error == 0 && ms_process_session() != 0) {
        ms_module_unloaded();
    }
    return error;
}
