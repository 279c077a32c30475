/* loads_plugins FOLDER: plugins found as only the right caller can find them. `outer` is opened by
 * its path; it opens `inner` by its bare name, which only its own RUNPATH leads to, and looks up a
 * symbol that only its own local scope has. `deep` is bound to its own libraries first. */
#include "target.h"

#include <dlfcn.h>

static void *plugin(const char *folder, const char *name, int flags) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    void *handle = dlopen(path, flags);
    must(handle != NULL, name);
    return handle;
}

static void *block_of(void *handle, const char *function) {
    void *symbol = dlsym(handle, function);
    must(symbol != NULL, function);
    void *(*allocate)(void);
    memcpy(&allocate, &symbol, sizeof allocate);
    void *block = allocate();
    must(block != NULL, function);
    return block;
}

int main(int count, char **arguments) {
    must(count > 1, "the plugins' folder");
    void *outer = plugin(arguments[1], "libplugin_outer.so", RTLD_NOW | RTLD_LOCAL);
    void *inner = block_of(outer, "allocate_through_inner");
    void *local = block_of(outer, "allocate_through_local_symbol");
    void *deep = block_of(plugin(arguments[1], "libplugin_deep.so", RTLD_NOW | RTLD_DEEPBIND),
                          "allocate_deep");
    say("loaded\n");
    free(inner);
    free(local);
    free(deep);
    must(dlclose(outer) == 0, "dlclose");
    must(dlsym(RTLD_DEFAULT, "only_in_outers_scope") == NULL, "a local plugin stays local");
    must(dlerror() != NULL, "dlerror tells of the failed look-up");
    must(dlopen("/nonexistent/libnothing.so", RTLD_NOW) == NULL, "no such plugin");
    const char *error = dlerror();
    say("error %s\n", error == NULL ? "none" : error);
    return 0;
}
