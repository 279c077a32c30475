/* How to find the caller's frame from an address of native code, as the .eh_frame of its object
 * says it. Rows are made when they are first asked for, and remembered by address: nothing is built
 * at start or when an object is loaded, and nothing depends on the loader's lock. */
#ifndef MEMSCOPE_UNWIND_H
#define MEMSCOPE_UNWIND_H

#include <stdbool.h>
#include <stdint.h>

/* Where the canonical frame address is: what the stack pointer was before the call. The return
 * address is always in the word below it. */
enum ms_cfa {
    MS_CFA_NO_OBJECT,    /* no loaded object has this address */
    MS_CFA_NO_ROW,       /* the object says nothing, or nothing that can be followed */
    MS_CFA_SP,           /* sp + offset */
    MS_CFA_FP,           /* fp + offset */
    MS_CFA_FP_LOADED,    /* the word at fp + offset */
    MS_CFA_PLT,          /* of a PLT entry: sp + 8, from its 11th byte on sp + 16 */
    MS_CFA_SIGNAL_FRAME, /* the kernel's frame of a signal: registers are in the ucontext at sp */
    MS_CFA_OUTERMOST,    /* there is no caller */
};

/* Where the caller's frame pointer is. */
enum ms_fp_rule {
    MS_FP_SAME,      /* still in the register */
    MS_FP_AT_CFA,    /* in the word at CFA + fp_offset */
    MS_FP_AT_FP,     /* in the word at fp + fp_offset */
    MS_FP_UNDEFINED, /* lost */
};

struct ms_row {
    enum ms_cfa cfa;
    int32_t offset;
    enum ms_fp_rule fp;
    int32_t fp_offset;
};

bool ms_unwind_start(void);

/* The row of the instruction at `pc`: for a return address pass the address before it, which is
 * still in the call. Any thread, inside malloc: no lock, no allocation, no system call. */
struct ms_row ms_unwind_row(uintptr_t pc);

/* The same, not from memory. */
struct ms_row ms_unwind_row_afresh(uintptr_t pc);

#endif
