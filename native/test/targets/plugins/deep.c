/* Opened with RTLD_DEEPBIND, it would find libc's malloc before a preloaded one. */
#include <stdlib.h>

void *allocate_deep(void);

void *allocate_deep(void) {
    return malloc(12037);
}
