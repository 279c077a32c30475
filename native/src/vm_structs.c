#define _GNU_SOURCE
#include "vm_structs.h"

#include <link.h>
#include <stddef.h>

#include "symbol.h"
#include "text.h"

struct ms_vm_structs ms_vm;

/* Where a field's offset goes, or its address if it is static. */
struct wanted {
    const char *type;
    const char *field;
    size_t where;
    bool is_static;
    bool optional;
};

#define OFFSET(type, field, member)                                                                \
    { type, field, offsetof(struct ms_vm_structs, member), false, false }
#define OPTIONAL(type, field, member)                                                              \
    { type, field, offsetof(struct ms_vm_structs, member), false, true }
#define ADDRESS(type, field, member)                                                               \
    { type, field, offsetof(struct ms_vm_structs, member), true, false }

static const struct wanted wanted[] = {
    ADDRESS("CodeCache", "_heaps", code_heaps),
    ADDRESS("AbstractInterpreter", "_code", interpreter_code),
    OFFSET("GrowableArrayBase", "_len", array_length),
    OFFSET("GrowableArray<int>", "_data", array_elements),
    OFFSET("CodeHeap", "_memory", heap_memory),
    OFFSET("CodeHeap", "_segmap", heap_segment_map),
    OFFSET("CodeHeap", "_log2_segment_size", heap_log2_segment_size),
    OFFSET("VirtualSpace", "_low", space_low),
    OFFSET("VirtualSpace", "_high", space_high),
    OFFSET("VirtualSpace", "_low_boundary", space_low_boundary),
    OFFSET("VirtualSpace", "_high_boundary", space_high_boundary),
    OFFSET("HeapBlock::Header", "_used", block_used),
    OFFSET("StubQueue", "_stub_buffer", stubs_buffer),
    OFFSET("StubQueue", "_buffer_limit", stubs_limit),
    OFFSET("CodeBlob", "_name", blob_name),
    OFFSET("CodeBlob", "_size", blob_size),
    OFFSET("CodeBlob", "_frame_size", blob_frame_size),
    /* JDK 23 moved what CompiledMethod had into its only subclass. */
    OPTIONAL("CompiledMethod", "_method", compiled_method),
    OPTIONAL("nmethod", "_method", compiled_method),
    OFFSET("nmethod", "_compile_id", compiled_id),
    {"Abstract_VM_Version", "_vm_major_version", offsetof(struct ms_vm_structs, major_version),
     true, true},
    {"ContinuationEntry", "_return_pc", offsetof(struct ms_vm_structs, continuation), true, true},
    {"Universe", "_collectedHeap", offsetof(struct ms_vm_structs, collected_heap), true, true},
    {"JVMFlag", "flags", offsetof(struct ms_vm_structs, flags), true, true},
    {"JVMFlag", "numFlags", offsetof(struct ms_vm_structs, flag_count), true, true},
    OPTIONAL("CollectedHeap", "_reserved", heap_reserved),
    OPTIONAL("MemRegion", "_start", region_start),
    OPTIONAL("MemRegion", "_word_size", region_words),
    OPTIONAL("JVMFlag", "_name", flag_name),
    OPTIONAL("JVMFlag", "_addr", flag_value),
    OPTIONAL("CodeBlob", "_code_begin", code_begin),
    OPTIONAL("CompiledMethod", "_scopes_data_begin", scopes_data),
    OPTIONAL("nmethod", "_scopes_pcs_offset", scopes_pcs_offset),
    OPTIONAL("nmethod", "_dependencies_offset", scopes_pcs_end),
    OPTIONAL("nmethod", "_metadata_offset", metadata_offset),
    OPTIONAL("CompiledMethod", "_deopt_handler_begin", deopt_handler),
    OPTIONAL("CompiledMethod", "_deopt_mh_handler_begin", deopt_mh_handler),
    OPTIONAL("CodeBlob", "_code_offset", code_offset),
    OPTIONAL("CodeBlob", "_mutable_data", mutable_data),
    OPTIONAL("CodeBlob", "_mutable_data_size", mutable_data_bytes),
    OPTIONAL("CodeBlob", "_relocation_size", relocation_bytes),
    OPTIONAL("nmethod", "_immutable_data", immutable_data),
    OPTIONAL("nmethod", "_immutable_data_size", immutable_data_bytes),
    OPTIONAL("nmethod", "_scopes_data_offset", scopes_data_offset),
    OPTIONAL("nmethod", "_deopt_handler_offset", deopt_handler_offset),
    OPTIONAL("nmethod", "_deopt_mh_handler_offset", deopt_mh_handler_offset),
    OPTIONAL("nmethod", "_orig_pc_offset", origin_offset),
    OPTIONAL("PcDesc", "_pc_offset", pc_offset),
    OPTIONAL("PcDesc", "_scope_decode_offset", pc_scope),
    OFFSET("Method", "_constMethod", method_const),
    OFFSET("ConstMethod", "_constants", const_constants),
    OFFSET("ConstMethod", "_code_size", const_code_size),
    OFFSET("ConstMethod", "_method_idnum", const_id),
    OFFSET("ConstantPool", "_pool_holder", constants_holder),
    OPTIONAL("InstanceKlass", "_methods_jmethod_ids", class_method_ids),
    OPTIONAL("JavaThread", "_anchor", thread_anchor),
    OPTIONAL("JavaFrameAnchor", "_last_Java_sp", anchor_sp),
    OPTIONAL("JavaFrameAnchor", "_last_Java_pc", anchor_pc),
    OPTIONAL("JavaThread", "_osthread", thread_os),
    OPTIONAL("Thread", "_osthread", thread_os),
    OPTIONAL("OSThread", "_pthread_id", os_thread_pthread),
    OPTIONAL("JavaThread", "_monitor_owner_id", thread_number),
    OPTIONAL("JavaThread", "_cont_entry", thread_continuation),
};
#define WANTED (sizeof wanted / sizeof wanted[0])

/* libjvm's description of its tables: the first entry, the distance to the next, and where in an
 * entry each part is. */
struct table {
    const char *entries;
    uint64_t stride;
    uint64_t type_name;
    uint64_t field_name; /* not in the table of types */
    uint64_t offset;     /* of types: the size */
    uint64_t address;    /* of fields */
};

static bool find_number(const struct dl_phdr_info *object, const char *name, uint64_t *number) {
    const uint64_t *at = ms_symbol_find(object, name);
    if (at != NULL) {
        *number = *at;
    }
    return at != NULL;
}

static bool find_entries(const struct dl_phdr_info *object, const char *name,
                         const char **entries) {
    uint64_t pointer;
    if (!find_number(object, name, &pointer) || pointer == 0) {
        return false;
    }
    *entries = (const char *)pointer; /* NOLINT: libjvm's number is the pointer */
    return true;
}

static const char *text_at(const char *entry, uint64_t offset) {
    return *(const char *const *)(entry + offset);
}

static void take(const struct table *table, const char *entry, const struct wanted *field,
                 char *into) {
    if (field->is_static) {
        *(void **)(into + field->where) = *(void *const *)(entry + table->address);
    } else {
        *(uint32_t *)(into + field->where) = (uint32_t) * (const uint64_t *)(entry + table->offset);
    }
}

static bool read_fields(const struct dl_phdr_info *object, struct ms_vm_structs *found) {
    struct table table;
    if (!find_entries(object, "gHotSpotVMStructs", &table.entries) ||
        !find_number(object, "gHotSpotVMStructEntryArrayStride", &table.stride) ||
        !find_number(object, "gHotSpotVMStructEntryTypeNameOffset", &table.type_name) ||
        !find_number(object, "gHotSpotVMStructEntryFieldNameOffset", &table.field_name) ||
        !find_number(object, "gHotSpotVMStructEntryOffsetOffset", &table.offset) ||
        !find_number(object, "gHotSpotVMStructEntryAddressOffset", &table.address)) {
        return false;
    }
    bool is_there[WANTED] = {false};
    for (const char *at = table.entries; text_at(at, table.type_name) != NULL; at += table.stride) {
        for (size_t i = 0; i < WANTED; i++) {
            if (ms_text_equal(text_at(at, table.type_name), wanted[i].type) &&
                ms_text_equal(text_at(at, table.field_name), wanted[i].field)) {
                take(&table, at, &wanted[i], (char *)found);
                is_there[i] = true;
            }
        }
    }
    for (size_t i = 0; i < WANTED; i++) {
        if (!is_there[i] && !wanted[i].optional) {
            return false;
        }
    }
    return found->compiled_method != MS_VM_NONE;
}

static bool read_sizes(const struct dl_phdr_info *object, struct ms_vm_structs *found) {
    struct table table;
    if (!find_entries(object, "gHotSpotVMTypes", &table.entries) ||
        !find_number(object, "gHotSpotVMTypeEntryArrayStride", &table.stride) ||
        !find_number(object, "gHotSpotVMTypeEntryTypeNameOffset", &table.type_name) ||
        !find_number(object, "gHotSpotVMTypeEntrySizeOffset", &table.offset)) {
        return false;
    }
    for (const char *at = table.entries; text_at(at, table.type_name) != NULL; at += table.stride) {
        uint32_t size_bytes = (uint32_t) * (const uint64_t *)(at + table.offset);
        if (ms_text_equal(text_at(at, table.type_name), "HeapBlock")) {
            found->block_bytes = size_bytes;
        } else if (ms_text_equal(text_at(at, table.type_name), "ConstMethod")) {
            found->const_bytes = size_bytes;
        } else if (ms_text_equal(text_at(at, table.type_name), "PcDesc")) {
            found->pc_bytes = size_bytes;
        } else if (ms_text_equal(text_at(at, table.type_name), "JVMFlag")) {
            found->flag_bytes = size_bytes;
        }
    }
    return found->block_bytes != MS_VM_NONE && found->const_bytes != MS_VM_NONE;
}

struct search {
    uintptr_t inside;
    struct ms_vm_structs *found;
    bool succeeded;
};

static int visit(struct dl_phdr_info *object, size_t size, void *argument) {
    (void)size;
    struct search *search = argument;
    struct ms_vm_structs *found = search->found;
    found->start = UINTPTR_MAX;
    found->end = 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD) {
            found->start = start < found->start ? start : found->start;
            found->end =
                start + header->p_memsz > found->end ? start + header->p_memsz : found->end;
        }
    }
    if (search->inside - found->start >= found->end - found->start) {
        return 0;
    }
    found->async_get_call_trace = ms_symbol_find(object, "AsyncGetCallTrace");
    found->find_boot_class = ms_symbol_find(object, "JVM_FindClassFromBootLoader");
    search->succeeded = read_fields(object, found) && read_sizes(object, found);
    return 1;
}

bool ms_vm_structs_read(const void *create, struct ms_vm_structs *found) {
    *found = (struct ms_vm_structs){.code_heaps = NULL};
    found->block_bytes = found->const_bytes = found->pc_bytes = found->flag_bytes = MS_VM_NONE;
    for (size_t i = 0; i < WANTED; i++) {
        if (!wanted[i].is_static) {
            *(uint32_t *)((char *)found + wanted[i].where) = MS_VM_NONE;
        }
    }
    struct search search = {.inside = (uintptr_t)create, .found = found};
    dl_iterate_phdr(visit, &search);
    return search.succeeded;
}
