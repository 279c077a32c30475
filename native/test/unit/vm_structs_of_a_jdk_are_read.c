#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

#include "check.h"
#include "vm_structs.h"

/* MS_LIBJVM: of the JDK whose headers the shim was built with. */
int main(void) {
    void *libjvm = dlopen(MS_LIBJVM, RTLD_NOW);
    CHECK(libjvm != NULL);
    const void *create = dlsym(libjvm, "JNI_CreateJavaVM");
    struct ms_vm_structs found;
    CHECK(ms_vm_structs_read(create, &found));

    CHECK((uintptr_t)create > found.start && (uintptr_t)create < found.end);
    CHECK((uintptr_t)found.async_get_call_trace > found.start);
    CHECK((uintptr_t)found.async_get_call_trace < found.end);
    CHECK(*found.interpreter_code == NULL); /* no JVM has been created */
    CHECK(*found.major_version >= 0);
    /* The header of a heap block is one word or two, and blobs follow it without a gap. */
    CHECK(found.block_bytes == 8 || found.block_bytes == 16);
    CHECK(found.block_used < found.block_bytes);
    CHECK(found.const_code_size < found.const_bytes);
    CHECK_EQ(found.pc_bytes, 16);
    /* Either layout of debug information, as a whole. */
    CHECK((found.scopes_data == MS_VM_NONE) != (found.immutable_data == MS_VM_NONE));
    CHECK((found.code_begin == MS_VM_NONE) != (found.code_offset == MS_VM_NONE));

    CHECK(!ms_vm_structs_read((const void *)malloc, &found));
    CHECK(!ms_vm_structs_read(&found, &found));
    return 0;
}
