/* By reading the objects' own tables we find what the dynamic loader finds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>

#include "check.h"
#include "real.h"

int main(void) {
    ms_real_find();
    void *libc = dlopen("libc.so.6", RTLD_NOW);
    CHECK(libc != NULL);
    /* The real look-up: ours would answer with our hooks. */
    CHECK(ms_real.malloc == (void *(*)(size_t))ms_real.dlsym(libc, "malloc"));
    CHECK(ms_real.pthread_create != NULL);
    CHECK((void *)ms_real.pthread_create == ms_real.dlsym(libc, "pthread_create"));
    CHECK((void *)ms_real.mmap64 == ms_real.dlsym(libc, "mmap64"));
    CHECK((void *)ms_real.dlopen == ms_real.dlsym(libc, "dlopen"));

    CHECK(dlsym(libc, "malloc") == (void *)malloc);
    CHECK(dlsym(libc, "free") == (void *)free);
    CHECK(dlsym(libc, "memalign") == (void *)memalign);
    CHECK(dlsym(libc, "aligned_alloc") == (void *)aligned_alloc);
    CHECK(dlsym(libc, "strlen") == ms_real.dlsym(libc, "strlen"));
    CHECK(dlsym(libc, "no_such_function") == NULL);
    return 0;
}
