#include "scopes.h"

#include <stdatomic.h>
#include <stddef.h>

#include "code_cache.h"
#include "peek.h"
#include "vm_structs.h"

/* HotSpot keeps, for each place where compiled code may be left, a descriptor (PcDesc): the place
 * as an offset in the code, and the offset of a scope in a stream of packed numbers. A scope is its
 * sender's offset (0: it is the outermost), the number of its method among the code's metadata, and
 * the index of its bytecode. */
struct scopes {
    uintptr_t code;
    const char *pcs; /* descriptors, ascending, with a sentinel at both ends */
    const char *pcs_end;
    const uint8_t *stream;
    const uint8_t *stream_end;
    const uintptr_t *metadata;
    const uintptr_t *metadata_end;
};

static uintptr_t word_at(const char *object, uint32_t offset) {
    return *(const uintptr_t *)(object + offset);
}

static uint32_t int_at(const char *object, uint32_t offset) {
    return *(const uint32_t *)(object + offset);
}

/* All of it follows the code in the same blob. */
static bool find_in_blob(const char *compiled, struct scopes *found) {
    if (ms_vm.code_begin == MS_VM_NONE || ms_vm.scopes_data == MS_VM_NONE ||
        ms_vm.scopes_pcs_end == MS_VM_NONE || ms_vm.metadata_offset == MS_VM_NONE) {
        return false;
    }
    *found = (struct scopes){
        .code = word_at(compiled, ms_vm.code_begin),
        .pcs = compiled + int_at(compiled, ms_vm.scopes_pcs_offset),
        .pcs_end = compiled + int_at(compiled, ms_vm.scopes_pcs_end),
        .stream = (const uint8_t *)word_at(compiled, ms_vm.scopes_data),
        .stream_end = (const uint8_t *)compiled + int_at(compiled, ms_vm.scopes_pcs_offset),
        .metadata = (const uintptr_t *)(compiled + int_at(compiled, ms_vm.metadata_offset)),
        .metadata_end = (const uintptr_t *)word_at(compiled, ms_vm.scopes_data)};
    const char *end = compiled + int_at(compiled, ms_vm.blob_size);
    return found->pcs_end <= end && (const char *)found->stream >= compiled &&
           (const char *)found->stream_end <= end;
}

/* The descriptors and the stream are in one block of their own, the metadata in another. */
static bool find_beside_blob(const char *compiled, struct scopes *found) {
    if (ms_vm.code_offset == MS_VM_NONE || ms_vm.mutable_data == MS_VM_NONE ||
        ms_vm.mutable_data_bytes == MS_VM_NONE || ms_vm.relocation_bytes == MS_VM_NONE ||
        ms_vm.immutable_data == MS_VM_NONE || ms_vm.immutable_data_bytes == MS_VM_NONE ||
        ms_vm.scopes_data_offset == MS_VM_NONE) {
        return false;
    }
    const char *fixed = (const char *)word_at(compiled, ms_vm.immutable_data);
    const char *changing = (const char *)word_at(compiled, ms_vm.mutable_data);
    *found = (struct scopes){
        .code = (uintptr_t)compiled + int_at(compiled, ms_vm.code_offset),
        .pcs = fixed + int_at(compiled, ms_vm.scopes_pcs_offset),
        .pcs_end = fixed + int_at(compiled, ms_vm.scopes_data_offset),
        .stream = (const uint8_t *)fixed + int_at(compiled, ms_vm.scopes_data_offset),
        .stream_end = (const uint8_t *)fixed + int_at(compiled, ms_vm.immutable_data_bytes),
        .metadata = (const uintptr_t *)(changing + int_at(compiled, ms_vm.relocation_bytes)),
        .metadata_end = (const uintptr_t *)(changing + int_at(compiled, ms_vm.mutable_data_bytes))};
    return true;
}

/* The first codes are looked at by way of the kernel, until it is clear that this JVM lays its
 * information out as we think: the descriptors' sentinels are there, and all of it can be read. */
#define MS_CODES_LOOKED_AT 64
static _Atomic uint32_t looked_at;
static _Atomic bool is_other;

static bool is_laid_out_so(const struct scopes *found) {
    int32_t first;
    int32_t last;
    uint8_t byte;
    uintptr_t word;
    size_t metadata = (size_t)(found->metadata_end - found->metadata);
    return ms_peek((uintptr_t)found->pcs + ms_vm.pc_offset, &first, sizeof first) && first == -1 &&
           ms_peek((uintptr_t)found->pcs_end - ms_vm.pc_bytes + ms_vm.pc_offset, &last,
                   sizeof last) &&
           last > 0 && ms_peek((uintptr_t)found->stream, &byte, sizeof byte) &&
           ms_peek((uintptr_t)found->stream_end - 1, &byte, sizeof byte) &&
           (metadata == 0 || (ms_peek((uintptr_t)found->metadata, &word, sizeof word) &&
                              ms_peek((uintptr_t)(found->metadata_end - 1), &word, sizeof word)));
}

static bool can_be_trusted(const struct scopes *found) {
    if (atomic_load_explicit(&looked_at, memory_order_relaxed) < MS_CODES_LOOKED_AT) {
        if (!is_laid_out_so(found)) {
            atomic_store_explicit(&is_other, true, memory_order_relaxed);
        }
        atomic_fetch_add_explicit(&looked_at, 1, memory_order_relaxed);
    }
    return !atomic_load_explicit(&is_other, memory_order_relaxed);
}

static bool find_scopes(const char *compiled, struct scopes *found) {
    bool is_described = ms_vm.major_version != NULL && ms_vm.scopes_pcs_offset != MS_VM_NONE &&
                        ms_vm.pc_offset != MS_VM_NONE && ms_vm.pc_scope != MS_VM_NONE &&
                        ms_vm.pc_bytes != MS_VM_NONE;
    return is_described && (find_in_blob(compiled, found) || find_beside_blob(compiled, found)) &&
           found->pcs < found->pcs_end && found->stream < found->stream_end &&
           found->metadata <= found->metadata_end && can_be_trusted(found);
}

/* The offset of the scope in force where code is left at exactly this place; 0: there is none. */
static uint32_t scope_at(const struct scopes *scopes, uintptr_t pc) {
    size_t low = 0;
    size_t high = (size_t)(scopes->pcs_end - scopes->pcs) / ms_vm.pc_bytes;
    int64_t wanted = (int64_t)(pc - scopes->code);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *descriptor = scopes->pcs + middle * ms_vm.pc_bytes;
        int32_t offset = (int32_t)int_at(descriptor, ms_vm.pc_offset);
        if (offset == wanted) {
            return int_at(descriptor, ms_vm.pc_scope);
        }
        if (offset < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

/* UNSIGNED5: bytes below 192 end a number, others are worth six bits more each. Since JDK 20 no
 * byte of it is zero: all are one more. */
static bool read_number(const struct scopes *scopes, const uint8_t **at, uint32_t *number) {
    enum { LAST = 192, MOST_BYTES = 5 };
    uint32_t base = *ms_vm.major_version >= 20 ? 1 : 0;
    *number = 0;
    for (unsigned i = 0; i < MOST_BYTES; i++) {
        if (*at >= scopes->stream_end) {
            return false;
        }
        uint32_t byte = *(*at)++;
        *number += (byte - base) << (6 * i);
        if (byte < LAST) {
            break;
        }
    }
    return true;
}

static bool read_scope(const struct scopes *scopes, uint32_t offset, struct ms_scope *scope,
                       uint32_t *sender) {
    const uint8_t *at = scopes->stream + offset;
    uint32_t method;
    uint32_t index;
    if (!read_number(scopes, &at, sender) || !read_number(scopes, &at, &method) ||
        !read_number(scopes, &at, &index) || method == 0 ||
        method > (size_t)(scopes->metadata_end - scopes->metadata)) {
        return false;
    }
    /* Numbers count from 1; so do indices, as there is one, -1, for the entry of a method. */
    scope->method = scopes->metadata[method - 1];
    scope->index = (int32_t)index - 1;
    return true;
}

uint32_t ms_scopes_read(uintptr_t pc, uintptr_t sp, struct ms_scope *read, uint32_t most) {
    struct scopes scopes;
    const char *compiled = ms_code_compiled(pc);
    if (compiled == NULL || !find_scopes(compiled, &scopes)) {
        return 0;
    }
    uint32_t origin_bytes = ms_code_origin_bytes(compiled, pc);
    if (origin_bytes != MS_CODE_NO_ORIGIN) {
        pc = *(const uintptr_t *)(sp + origin_bytes);
    }
    uint32_t count = 0;
    for (uint32_t at = scope_at(&scopes, pc); at != 0; count++) {
        uint32_t sender;
        if (count == most || !read_scope(&scopes, at, &read[count], &sender) || sender == at) {
            return 0;
        }
        at = sender;
    }
    return count;
}
