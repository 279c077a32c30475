#include "segments.h"

#include <elf.h>
#include <stdbool.h>

#define MS_PAGE 4096U

struct ms_segments ms_segments_at(uint64_t start) {
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)start;
    bool is_elf = header->e_ident[EI_MAG0] == ELFMAG0 && header->e_ident[EI_MAG1] == ELFMAG1 &&
                  header->e_ident[EI_MAG2] == ELFMAG2 && header->e_ident[EI_MAG3] == ELFMAG3;
    if (!is_elf || header->e_phentsize != sizeof(ElfW(Phdr)) || header->e_phoff >= MS_PAGE ||
        header->e_phoff + header->e_phnum * sizeof(ElfW(Phdr)) > MS_PAGE) {
        return (struct ms_segments){.headers = NULL};
    }
    return (struct ms_segments){.headers =
                                    (const ElfW(Phdr) *)((const char *)header + header->e_phoff),
                                .count = header->e_phnum};
}
