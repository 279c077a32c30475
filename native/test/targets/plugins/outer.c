/* Opens libplugin_inner.so by its bare name: only the RUNPATH of this library leads there. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void *allocate_through_inner(void);
void *allocate_through_local_symbol(void);

static void *called(void *symbol) {
    if (symbol == NULL) {
        return NULL;
    }
    void *(*function)(void);
    memcpy(&function, &symbol, sizeof function);
    return function();
}

void *allocate_through_inner(void) {
    void *inner = dlopen("libplugin_inner.so", RTLD_NOW | RTLD_LOCAL);
    return called(inner == NULL ? NULL : dlsym(inner, "allocate_inner"));
}

/* RTLD_DEFAULT is the caller's scope: this library was opened RTLD_LOCAL, and so was its leaf. */
void *allocate_through_local_symbol(void) {
    return called(dlsym(RTLD_DEFAULT, "only_in_outers_scope"));
}
