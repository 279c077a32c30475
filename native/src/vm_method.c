#include "vm_method.h"

#include <stdatomic.h>
#include <stddef.h>

#include "peek.h"
#include "vm_structs.h"

/* Nothing of a ConstMethod that is read lies behind this. */
#define MS_CONST_METHOD_BYTES 64

enum ids { NOT_KNOWN, POINTERS, OPAQUE };
static _Atomic enum ids ids_are;

/* InstanceKlass::_methods_jmethod_ids: its length, then the ids by the methods' numbers. */
static uintptr_t read_id(uintptr_t constants, uint16_t number) {
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

/* A wrong one would end in the JVM. */
static uintptr_t trusted(uintptr_t method_id, uintptr_t method) {
    uintptr_t behind;
    switch (atomic_load_explicit(&ids_are, memory_order_relaxed)) {
    case POINTERS:
        return method_id != 0 && ms_peek_pointer(method_id, &behind) && behind == method ? method_id
                                                                                         : 0;
    case OPAQUE:
        return method_id;
    default:
        return 0;
    }
}

static uint16_t number_at(const char *bytes, uint32_t offset) {
    return *(const uint16_t *)(bytes + offset);
}

static bool read_method(uintptr_t method, bool with_id, struct ms_vm_method *found) {
    uintptr_t const_method;
    _Alignas(8) char bytes[MS_CONST_METHOD_BYTES];
    if (ms_vm.const_bytes > sizeof bytes ||
        !ms_peek_pointer(method + ms_vm.method_const, &const_method) ||
        !ms_peek(const_method, bytes, ms_vm.const_bytes)) {
        return false;
    }
    uintptr_t constants = *(const uintptr_t *)(bytes + ms_vm.const_constants);
    *found = (struct ms_vm_method){
        .method_id = with_id ? read_id(constants, number_at(bytes, ms_vm.const_id)) : 0,
        .code_start = const_method + ms_vm.const_bytes,
        .code_bytes = number_at(bytes, ms_vm.const_code_size)};
    return true;
}

bool ms_vm_method_learn_ids(uintptr_t method_id) {
    struct ms_vm_method method;
    uintptr_t behind;
    bool is_pointer = ms_peek_pointer(method_id, &behind) && read_method(behind, true, &method) &&
                      method.method_id == method_id;
    atomic_store_explicit(&ids_are, is_pointer ? POINTERS : OPAQUE, memory_order_relaxed);
    return is_pointer;
}

bool ms_vm_method_read(uintptr_t method, struct ms_vm_method *found) {
    /* While the JVM is being created there are none. */
    bool with_id = atomic_load_explicit(&ids_are, memory_order_relaxed) != NOT_KNOWN;
    if (!read_method(method, with_id, found)) {
        return false;
    }
    found->method_id = trusted(found->method_id, method);
    return true;
}
