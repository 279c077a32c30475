#include "eh_frame.h"

#include <stddef.h>

/* Registers by their DWARF numbers (System V ABI, AMD64, figure 3.36). */
enum { MS_REGISTER_FP = 6, MS_REGISTER_SP = 7, MS_REGISTER_RA = 16 };

/* Encodings of pointers: format in the low half, what they are relative to in the high one. */
enum {
    MS_PTR_ABSOLUTE = 0x00,
    MS_PTR_ULEB = 0x01,
    MS_PTR_U2 = 0x02,
    MS_PTR_U4 = 0x03,
    MS_PTR_U8 = 0x04,
    MS_PTR_SLEB = 0x09,
    MS_PTR_S2 = 0x0A,
    MS_PTR_S4 = 0x0B,
    MS_PTR_S8 = 0x0C,
    MS_PTR_PC_RELATIVE = 0x10,
    MS_PTR_HEADER_RELATIVE = 0x30,
    MS_PTR_OMITTED = 0xFF
};

/* Reads between two addresses; past the end, or what it does not understand, makes it invalid and
 * gives zeros. */
struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool valid;
};

static uint64_t read_fixed(struct reader *reader, size_t bytes) {
    if (!reader->valid || (size_t)(reader->end - reader->at) < bytes) {
        reader->valid = false;
        return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) {
        value |= (uint64_t)reader->at[i] << (8 * i);
    }
    reader->at += bytes;
    return value;
}

static uint64_t read_uleb(struct reader *reader) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint64_t byte = read_fixed(reader, 1);
        if (shift < 64) {
            value |= (byte & 0x7F) << shift;
        }
        if ((byte & 0x80) == 0) {
            return value;
        }
    }
}

static int64_t read_sleb(struct reader *reader) {
    uint64_t value = 0;
    unsigned shift = 0;
    uint64_t byte;
    do {
        byte = read_fixed(reader, 1);
        if (shift < 64) {
            value |= (byte & 0x7F) << shift;
        }
        shift += 7;
    } while ((byte & 0x80) != 0);
    if (shift < 64 && (byte & 0x40) != 0) {
        value |= ~0ULL << shift;
    }
    return (int64_t)value;
}

static void skip(struct reader *reader, uint64_t bytes) {
    if (!reader->valid || (uint64_t)(reader->end - reader->at) < bytes) {
        reader->valid = false;
        return;
    }
    reader->at += bytes;
}

static uint64_t read_pointer(struct reader *reader, uint8_t encoding, const uint8_t *header) {
    uintptr_t place = (uintptr_t)reader->at;
    uint64_t value = 0;
    switch (encoding & 0x0F) {
    case MS_PTR_ABSOLUTE:
    case MS_PTR_U8:
    case MS_PTR_S8:
        value = read_fixed(reader, 8);
        break;
    case MS_PTR_ULEB:
        value = read_uleb(reader);
        break;
    case MS_PTR_SLEB:
        value = (uint64_t)read_sleb(reader);
        break;
    case MS_PTR_U2:
        value = read_fixed(reader, 2);
        break;
    case MS_PTR_S2:
        value = (uint64_t)(int64_t)(int16_t)read_fixed(reader, 2);
        break;
    case MS_PTR_U4:
        value = read_fixed(reader, 4);
        break;
    case MS_PTR_S4:
        value = (uint64_t)(int64_t)(int32_t)read_fixed(reader, 4);
        break;
    default:
        reader->valid = false;
    }
    switch (encoding & 0x70) {
    case MS_PTR_ABSOLUTE:
        return value;
    case MS_PTR_PC_RELATIVE:
        return value + place;
    case MS_PTR_HEADER_RELATIVE:
        return value + (uintptr_t)header;
    default:
        reader->valid = false;
        return 0;
    }
}

/* What all functions described by one CIE share. */
struct common {
    uint64_t code_factor;
    int64_t data_factor;
    uint8_t pointer_encoding;
    bool has_augmentation;
    bool is_signal_frame;
    struct reader instructions;
};

/* An entry's content behind its length, and where it began. False: the end, or not to be read. */
static bool open_entry(struct reader *section, struct reader *entry) {
    uint64_t length = read_fixed(section, 4);
    if (!section->valid || length == 0 || length == 0xFFFFFFFF ||
        length > (uint64_t)(section->end - section->at)) {
        return false;
    }
    *entry = (struct reader){.at = section->at, .end = section->at + length, .valid = true};
    section->at += length;
    return true;
}

static bool read_common(struct reader section, struct common *common) {
    struct reader entry;
    if (!open_entry(&section, &entry) || read_fixed(&entry, 4) != 0) {
        return false;
    }
    uint64_t version = read_fixed(&entry, 1);
    const char *augmentation = (const char *)entry.at;
    while (entry.valid && read_fixed(&entry, 1) != 0) {
    }
    if (!entry.valid || (version != 1 && version != 3 && version != 4)) {
        return false;
    }
    if (version == 4) {
        skip(&entry, 2);
    }
    *common = (struct common){.code_factor = read_uleb(&entry)};
    common->data_factor = read_sleb(&entry);
    uint64_t return_register = version == 1 ? read_fixed(&entry, 1) : read_uleb(&entry);
    if (*augmentation == 'z') {
        common->has_augmentation = true;
        uint64_t length = read_uleb(&entry);
        struct reader data = entry;
        skip(&entry, length);
        for (augmentation++; *augmentation != '\0'; augmentation++) {
            if (*augmentation == 'R') {
                common->pointer_encoding = (uint8_t)read_fixed(&data, 1);
            } else if (*augmentation == 'P') {
                uint8_t encoding = (uint8_t)read_fixed(&data, 1);
                read_pointer(&data, encoding & 0x0F, NULL);
            } else if (*augmentation == 'L') {
                skip(&data, 1);
            } else if (*augmentation == 'S') {
                common->is_signal_frame = true;
            } else {
                break; /* its data, if it has any, is last */
            }
        }
    } else if (*augmentation != '\0') {
        return false;
    }
    common->instructions = entry;
    return entry.valid && return_register == MS_REGISTER_RA;
}

/* The rules that matter here. */
struct state {
    struct ms_row row;
    bool is_outermost;   /* the return address is undefined */
    bool is_return_lost; /* it is somewhere else than below the CFA */
};

#define MS_REMEMBERED 8

struct machine {
    const struct common *common;
    struct state now;
    struct state initial;
    struct state remembered[MS_REMEMBERED];
    unsigned depth;
};

static void set_cfa_register(struct state *state, uint64_t number) {
    state->row.cfa = number == MS_REGISTER_SP   ? MS_CFA_SP
                     : number == MS_REGISTER_FP ? MS_CFA_FP
                                                : MS_CFA_NO_ROW;
}

static void set_saved(struct state *state, uint64_t number, int64_t offset) {
    if (number == MS_REGISTER_FP) {
        state->row.fp = MS_FP_AT_CFA;
        state->row.fp_offset = (int32_t)offset;
    } else if (number == MS_REGISTER_RA) {
        state->is_return_lost = offset != -8;
    }
}

static void restore(struct machine *machine, uint64_t number) {
    if (number == MS_REGISTER_FP) {
        machine->now.row.fp = machine->initial.row.fp;
        machine->now.row.fp_offset = machine->initial.row.fp_offset;
    } else if (number == MS_REGISTER_RA) {
        machine->now.is_outermost = machine->initial.is_outermost;
        machine->now.is_return_lost = machine->initial.is_return_lost;
    }
}

/* In another register, or to be computed: rules that no compiler gives these registers. */
static void set_lost(struct state *state, uint64_t number) {
    if (number == MS_REGISTER_FP) {
        state->row.fp = MS_FP_UNDEFINED;
    } else if (number == MS_REGISTER_RA) {
        state->is_return_lost = true;
    }
}

static void set_undefined(struct state *state, uint64_t number) {
    if (number == MS_REGISTER_FP) {
        state->row.fp = MS_FP_UNDEFINED;
    } else if (number == MS_REGISTER_RA) {
        state->is_outermost = true;
    }
}

static void set_same(struct state *state, uint64_t number) {
    if (number == MS_REGISTER_FP) {
        state->row.fp = MS_FP_SAME;
    } else if (number == MS_REGISTER_RA) {
        state->is_return_lost = true;
    }
}

/* Of the expressions, those that compilers and linkers write on this architecture: a word loaded
 * from the frame (functions that realign their stack), and what the linker says of a PLT. */
static void set_cfa_expression(struct reader *at, struct state *state) {
    uint64_t length = read_uleb(at);
    struct reader expression = *at;
    skip(at, length);
    expression.end = at->valid ? at->at : expression.at;
    uint64_t first = read_fixed(&expression, 1);
    int64_t offset = read_sleb(&expression);
    state->row.cfa = MS_CFA_NO_ROW;
    if (!expression.valid) {
        return;
    }
    bool is_end = expression.at == expression.end;
    if (first == 0x70 + MS_REGISTER_FP && !is_end && *expression.at == 0x06 /* deref */ &&
        expression.at + 1 == expression.end) {
        state->row.cfa = MS_CFA_FP_LOADED;
        state->row.offset = (int32_t)offset;
    } else if (first == 0x70 + MS_REGISTER_SP && offset == 8 && !is_end &&
               *expression.at == 0x80 /* breg16: rip */ && length == 11) {
        state->row.cfa = MS_CFA_PLT;
        state->row.offset = 8;
    } else if ((first == 0x70 + MS_REGISTER_FP || first == 0x70 + MS_REGISTER_SP) && is_end) {
        set_cfa_register(state, first - 0x70);
        state->row.offset = (int32_t)offset;
    }
}

static void set_saved_by_expression(struct reader *at, struct state *state) {
    uint64_t number = read_uleb(at);
    uint64_t length = read_uleb(at);
    struct reader expression = *at;
    skip(at, length);
    expression.end = at->valid ? at->at : expression.at;
    uint64_t first = read_fixed(&expression, 1);
    int64_t offset = read_sleb(&expression);
    bool is_simple = expression.valid && expression.at == expression.end;
    if (number == MS_REGISTER_FP) {
        state->row.fp = is_simple && first == 0x70 + MS_REGISTER_FP ? MS_FP_AT_FP : MS_FP_UNDEFINED;
        state->row.fp_offset = (int32_t)offset;
    } else if (number == MS_REGISTER_RA) {
        state->is_return_lost = true;
    }
}

/* Advances of the location come back as a distance; everything else as 0. */
static uint64_t step(struct machine *machine, struct reader *at) {
    const struct common *common = machine->common;
    struct state *now = &machine->now;
    uint8_t code = (uint8_t)read_fixed(at, 1);
    uint64_t low = code & 0x3F;
    uint64_t number;
    switch (code & 0xC0) {
    case 0x40: /* advance_loc */
        return low * common->code_factor;
    case 0x80: /* offset */
        set_saved(now, low, (int64_t)read_uleb(at) * common->data_factor);
        return 0;
    case 0xC0: /* restore */
        restore(machine, low);
        return 0;
    default:
        break;
    }
    switch (code) {
    case 0x00: /* nop */
        break;
    case 0x01: /* set_loc: not written by any compiler for this architecture */
        at->valid = false;
        break;
    case 0x02: /* advance_loc1, 2, 4 */
        return read_fixed(at, 1) * common->code_factor;
    case 0x03:
        return read_fixed(at, 2) * common->code_factor;
    case 0x04:
        return read_fixed(at, 4) * common->code_factor;
    case 0x05: /* offset_extended */
        number = read_uleb(at);
        set_saved(now, number, (int64_t)read_uleb(at) * common->data_factor);
        break;
    case 0x06: /* restore_extended */
        restore(machine, read_uleb(at));
        break;
    case 0x07: /* undefined */
        set_undefined(now, read_uleb(at));
        break;
    case 0x08: /* same_value */
        set_same(now, read_uleb(at));
        break;
    case 0x09: /* register: saved in another one */
    case 0x14: /* val_offset, val_offset_sf */
    case 0x15:
        set_lost(now, read_uleb(at));
        read_uleb(at);
        break;
    case 0x0A: /* remember_state */
        if (machine->depth == MS_REMEMBERED) {
            at->valid = false;
        } else {
            machine->remembered[machine->depth++] = *now;
        }
        break;
    case 0x0B: /* restore_state */
        if (machine->depth == 0) {
            at->valid = false;
        } else {
            *now = machine->remembered[--machine->depth];
        }
        break;
    case 0x0C: /* def_cfa */
        set_cfa_register(now, read_uleb(at));
        now->row.offset = (int32_t)read_uleb(at);
        break;
    case 0x0D: /* def_cfa_register */
        set_cfa_register(now, read_uleb(at));
        break;
    case 0x0E: /* def_cfa_offset */
        now->row.offset = (int32_t)read_uleb(at);
        break;
    case 0x0F: /* def_cfa_expression */
        set_cfa_expression(at, now);
        break;
    case 0x10: /* expression */
        set_saved_by_expression(at, now);
        break;
    case 0x11: /* offset_extended_sf */
        number = read_uleb(at);
        set_saved(now, number, read_sleb(at) * common->data_factor);
        break;
    case 0x12: /* def_cfa_sf */
        set_cfa_register(now, read_uleb(at));
        now->row.offset = (int32_t)(read_sleb(at) * common->data_factor);
        break;
    case 0x13: /* def_cfa_offset_sf */
        now->row.offset = (int32_t)(read_sleb(at) * common->data_factor);
        break;
    case 0x16: /* val_expression */
        set_lost(now, read_uleb(at));
        skip(at, read_uleb(at));
        break;
    case 0x2E: /* GNU_args_size */
        read_uleb(at);
        break;
    case 0x2F: /* GNU_negative_offset_extended */
        number = read_uleb(at);
        set_saved(now, number, -(int64_t)read_uleb(at) * common->data_factor);
        break;
    default:
        at->valid = false;
    }
    return 0;
}

/* Runs until the row of `distance` bytes into the function is complete. */
static bool run(struct machine *machine, struct reader instructions, uint64_t distance) {
    uint64_t location = 0;
    while (instructions.valid && instructions.at < instructions.end) {
        uint64_t advance = step(machine, &instructions);
        location += advance;
        if (location > distance) {
            return true;
        }
    }
    return instructions.valid;
}

static const struct ms_row no_row = {.cfa = MS_CFA_NO_ROW};

static struct ms_row row_of(const struct common *common, struct reader instructions,
                            uint64_t distance) {
    struct machine machine = {.common = common,
                              .now = {.row = {.cfa = MS_CFA_NO_ROW, .fp = MS_FP_SAME}}};
    if (!run(&machine, common->instructions, UINT64_MAX)) {
        return no_row;
    }
    machine.initial = machine.now;
    if (!run(&machine, instructions, distance)) {
        return no_row;
    }
    if (machine.now.is_outermost) {
        return (struct ms_row){.cfa = MS_CFA_OUTERMOST};
    }
    return machine.now.is_return_lost ? no_row : machine.now.row;
}

/* The row, when the function that this entry describes holds `pc`. */
static bool read_function(struct reader section, const uint8_t *start, const uint8_t *header,
                          uintptr_t pc, struct ms_row *row) {
    struct reader entry;
    struct common common;
    if (!open_entry(&section, &entry)) {
        return false;
    }
    const uint8_t *back_from = entry.at;
    uint64_t back = read_fixed(&entry, 4);
    if (back == 0 || back > (uint64_t)(back_from - start)) {
        return false;
    }
    struct reader cie = {.at = back_from - back, .end = section.end, .valid = true};
    if (!read_common(cie, &common)) {
        return false;
    }
    uint64_t begin = read_pointer(&entry, common.pointer_encoding, header);
    uint64_t length = read_pointer(&entry, common.pointer_encoding & 0x0F, header);
    if (!entry.valid || pc - begin >= length) {
        return false;
    }
    if (common.has_augmentation) {
        skip(&entry, read_uleb(&entry));
    }
    if (common.is_signal_frame) {
        *row = (struct ms_row){.cfa = MS_CFA_SIGNAL_FRAME};
    } else {
        *row = row_of(&common, entry, pc - begin);
    }
    return true;
}

/* The linker's table of functions, sorted by where they begin. */
struct table {
    const uint8_t *entries;
    uint64_t count;
};

static int32_t signed_word(const uint8_t *at) {
    return (int32_t)((uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
                     (uint32_t)at[3] << 24);
}

static const uint8_t *search(const struct table *table, const uint8_t *header, uintptr_t pc) {
    int64_t wanted = (int64_t)(pc - (uintptr_t)header);
    uint64_t low = 0;
    uint64_t high = table->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (signed_word(table->entries + middle * 8) <= wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : header + signed_word(table->entries + (low - 1) * 8 + 4);
}

/* Without the linker's table: one entry after the other. */
static struct ms_row scan(struct reader section, const uint8_t *start, const uint8_t *header,
                          uintptr_t pc) {
    struct ms_row row;
    struct reader entry;
    for (struct reader at = section; open_entry(&at, &entry); section = at) {
        if (read_function(section, start, header, pc, &row)) {
            return row;
        }
    }
    return no_row;
}

struct ms_row ms_eh_frame_row(const uint8_t *header, const uint8_t *start, const uint8_t *end,
                              uintptr_t pc) {
    struct reader at = {.at = header, .end = end, .valid = true};
    uint64_t version = read_fixed(&at, 1);
    uint8_t section_encoding = (uint8_t)read_fixed(&at, 1);
    uint8_t count_encoding = (uint8_t)read_fixed(&at, 1);
    uint8_t table_encoding = (uint8_t)read_fixed(&at, 1);
    const uint8_t *section =
        (const uint8_t *)read_pointer(&at, section_encoding, header); /* NOLINT: an address */
    if (!at.valid || version != 1) {
        return no_row;
    }
    struct ms_row row;
    if (table_encoding == (MS_PTR_HEADER_RELATIVE | MS_PTR_S4) &&
        count_encoding != MS_PTR_OMITTED) {
        struct table table = {.count = read_pointer(&at, count_encoding, header)};
        table.entries = at.at;
        if (!at.valid || table.count > (uint64_t)(end - at.at) / 8) {
            return no_row;
        }
        const uint8_t *entry = search(&table, header, pc);
        if (entry == NULL || entry < start || entry >= end) {
            return no_row;
        }
        struct reader function = {.at = entry, .end = end, .valid = true};
        return read_function(function, start, header, pc, &row) ? row : no_row;
    }
    if (section < start || section >= end) {
        return no_row;
    }
    return scan((struct reader){.at = section, .end = end, .valid = true}, start, header, pc);
}
