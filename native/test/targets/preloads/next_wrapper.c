/* Somebody else's preloaded library: wraps malloc and free over dlsym(RTLD_NEXT), and says at exit
 * that it was called. */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

void *malloc(size_t size);
void free(void *address);

static atomic_long mallocs, frees;

#define NEXT(name)                                                                                 \
    static _Atomic(void *) found;                                                                  \
    void *symbol = atomic_load(&found);                                                            \
    if (symbol == NULL) {                                                                          \
        symbol = dlsym(RTLD_NEXT, name);                                                           \
        atomic_store(&found, symbol);                                                              \
    }

void *malloc(size_t size) {
    NEXT("malloc")
    void *(*function)(size_t);
    memcpy(&function, &symbol, sizeof function);
    atomic_fetch_add(&mallocs, 1);
    return function(size);
}

void free(void *address) {
    NEXT("free")
    void (*function)(void *);
    memcpy(&function, &symbol, sizeof function);
    atomic_fetch_add(&frees, 1);
    function(address);
}

__attribute__((destructor)) static void tell(void) {
    const char *text = mallocs > 0 && frees > 0 ? "wrapper called\n" : "wrapper bypassed\n";
    (void)!write(STDOUT_FILENO, text, strlen(text));
}
