#include "vm_flags.h"

#include <stdint.h>

#include "peek.h"
#include "text.h"
#include "vm_structs.h"

/* All of it may not be there: as much as is, ended by NUL. */
static bool peek_text(uintptr_t address, char *to, size_t room) {
    for (size_t i = 0; i < room; i++) {
        if (!ms_peek(address + i, to + i, 1)) {
            return false;
        }
        if (to[i] == '\0') {
            return true;
        }
    }
    to[room - 1] = '\0';
    return true;
}

bool ms_vm_flag_text(const char *name, char *to, size_t room) {
    uintptr_t flags;
    if (ms_vm.flags == NULL || ms_vm.flag_count == NULL || ms_vm.flag_name == MS_VM_NONE ||
        ms_vm.flag_value == MS_VM_NONE || ms_vm.flag_bytes == MS_VM_NONE ||
        !ms_peek_pointer((uintptr_t)ms_vm.flags, &flags)) {
        return false;
    }
    for (uint64_t i = 0; i < *ms_vm.flag_count; i++) {
        uintptr_t flag = flags + i * ms_vm.flag_bytes;
        /* Both lie in libjvm's data, which is there for good; the last flag has no name. */
        const char *flag_name = *(const char *const *)(flag + ms_vm.flag_name); /* NOLINT */
        uintptr_t value;
        uintptr_t characters;
        if (flag_name != NULL && ms_text_equal(flag_name, name)) {
            return ms_peek(flag + ms_vm.flag_value, &value, sizeof value) &&
                   ms_peek(value, &characters, sizeof characters) &&
                   peek_text(characters, to, room);
        }
    }
    return false;
}
