#define _GNU_SOURCE
#include "symbol.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* A version index with this bit is not the default: `name@OLD` beside `name@@NEW`. */
#define MS_VERSION_HIDDEN 0x8000

struct tables {
    ElfW(Addr) base;
    const ElfW(Sym) * symbols;
    const char *strings;
    const ElfW(Half) * versions; /* NULL: unversioned */
    const uint32_t *gnu_hash;
    const uint32_t *sysv_hash;
};

/* The loader has relocated these addresses in most objects, but not in the vdso. */
static const void *table(ElfW(Addr) base, ElfW(Addr) pointer) {
    return (const void *)(pointer < base ? base + pointer : pointer);
}

static bool read_tables(const struct dl_phdr_info *object, struct tables *found) {
    const ElfW(Dyn) *dynamic = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC) {
            dynamic = (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
        }
    }
    if (dynamic == NULL) {
        return false;
    }
    *found = (struct tables){.base = object->dlpi_addr};
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *at = table(object->dlpi_addr, dynamic->d_un.d_ptr);
        switch (dynamic->d_tag) {
        case DT_SYMTAB:
            found->symbols = at;
            break;
        case DT_STRTAB:
            found->strings = at;
            break;
        case DT_VERSYM:
            found->versions = at;
            break;
        case DT_GNU_HASH:
            found->gnu_hash = at;
            break;
        case DT_HASH:
            found->sysv_hash = at;
            break;
        default:
            break;
        }
    }
    return found->symbols != NULL && found->strings != NULL;
}

static void *address_if(const struct tables *in, uint32_t index, const char *name) {
    const ElfW(Sym) *symbol = &in->symbols[index];
    if (symbol->st_shndx == SHN_UNDEF || !ms_text_equal(in->strings + symbol->st_name, name) ||
        (in->versions != NULL && (in->versions[index] & MS_VERSION_HIDDEN))) {
        return NULL;
    }
    void *address = (void *)(in->base + symbol->st_value);
    if (ELF64_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC) {
        void *(*choose)(void) = (void *(*)(void))address;
        return choose();
    }
    return address;
}

/* DT_GNU_HASH: header (bucket count, first symbol, bloom words, bloom shift), bloom filter,
 * buckets, chains whose last entry has the low bit set. The format is described in the GNU binutils
 * sources and by the "generic ABI" proposal; the filter only saves time and is left out. */
static void *find_gnu(const struct tables *in, const char *name) {
    uint32_t hash = 5381;
    for (const char *at = name; *at != '\0'; at++) {
        hash = hash * 33 + (uint8_t)*at;
    }
    uint32_t bucket_count = in->gnu_hash[0];
    uint32_t first = in->gnu_hash[1];
    uint32_t bloom_words = in->gnu_hash[2];
    const uint32_t *buckets = in->gnu_hash + 4 + bloom_words * (sizeof(ElfW(Addr)) / 4);
    const uint32_t *chains = buckets + bucket_count;
    if (bucket_count == 0) {
        return NULL;
    }
    uint32_t index = buckets[hash % bucket_count];
    if (index < first) {
        return NULL;
    }
    for (;; index++) {
        uint32_t chain = chains[index - first];
        if ((chain | 1) == (hash | 1)) {
            void *address = address_if(in, index, name);
            if (address != NULL) {
                return address;
            }
        }
        if (chain & 1) {
            return NULL;
        }
    }
}

void *ms_symbol_find(const struct dl_phdr_info *object, const char *name) {
    struct tables in;
    if (!read_tables(object, &in)) {
        return NULL;
    }
    if (in.gnu_hash != NULL) {
        return find_gnu(&in, name);
    }
    for (uint32_t i = 0; in.sysv_hash != NULL && i < in.sysv_hash[1]; i++) {
        void *address = address_if(&in, i, name);
        if (address != NULL) {
            return address;
        }
    }
    return NULL;
}
