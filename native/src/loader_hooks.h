/* What tail_jump.S calls: the parts of the loader hooks that are C. */
#ifndef MEMSCOPE_LOADER_HOOKS_H
#define MEMSCOPE_LOADER_HOOKS_H

/* ms_real is filled afterwards. */
void ms_loader_prepare(void);

/* dlsym and dlvsym on a handle: the caller does not matter, and libc's own functions become ours.
 */
void *ms_loader_dlsym_handle(void *handle, const char *name);
void *ms_loader_dlvsym_handle(void *handle, const char *name, const char *version);

/* syscall(SYS_seccomp, operation, flags, arguments) is about to be made. */
void ms_loader_seccomp(long number, unsigned long operation, unsigned long flags,
                       const void *arguments);

#endif
