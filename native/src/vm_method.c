#include "vm_method.h"

#include <stddef.h>

#include "peek.h"
#include "vm_structs.h"

/* InstanceKlass::_methods_jmethod_ids: its length, then the ids by the methods' numbers. */
static uintptr_t method_id(uintptr_t constants, uint16_t number) {
    uintptr_t holder;
    uintptr_t ids;
    uintptr_t length;
    uintptr_t id = 0;
    if (ms_vm.class_method_ids == MS_VM_NONE ||
        !ms_peek_pointer(constants + ms_vm.constants_holder, &holder) ||
        !ms_peek_pointer(holder + ms_vm.class_method_ids, &ids) ||
        !ms_peek(ids, &length, sizeof length) || number >= length ||
        !ms_peek(ids + sizeof(uintptr_t) * (number + 1U), &id, sizeof id)) {
        return 0;
    }
    return id;
}

bool ms_vm_method_read(uintptr_t method, struct ms_vm_method *found) {
    uintptr_t const_method;
    uintptr_t constants;
    uint16_t code_bytes;
    uint16_t number;
    if (!ms_peek_pointer(method + ms_vm.method_const, &const_method) ||
        !ms_peek_pointer(const_method + ms_vm.const_constants, &constants) ||
        !ms_peek(const_method + ms_vm.const_code_size, &code_bytes, sizeof code_bytes) ||
        !ms_peek(const_method + ms_vm.const_id, &number, sizeof number)) {
        return false;
    }
    *found = (struct ms_vm_method){.method_id = method_id(constants, number),
                                   .code_start = const_method + ms_vm.const_bytes,
                                   .code_bytes = code_bytes};
    return true;
}
