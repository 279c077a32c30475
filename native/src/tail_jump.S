/* dlsym, dlvsym, dlopen, dlmopen: into the real function by a jump, with the caller's return address on
 * the stack and the caller's arguments in the registers. Any thread, before constructors. */

        .hidden ms_loader_prepare
        .hidden ms_loader_dlsym_handle
        .hidden ms_loader_dlvsym_handle
        .hidden ms_real_dlsym_slot
        .hidden ms_real_dlvsym_slot
        .hidden ms_real_dlopen_slot
        .hidden ms_real_dlmopen_slot

/* Calls ms_loader_prepare with all argument registers kept. On entry of a function the stack is 8 bytes
 * off the alignment that calls need: four pushes keep it so, the fifth word corrects it. */
        .macro  PREPARE
        pushq   %rdi
        pushq   %rsi
        pushq   %rdx
        pushq   %rcx
        subq    $8, %rsp
        call    ms_loader_prepare
        addq    $8, %rsp
        popq    %rcx
        popq    %rdx
        popq    %rsi
        popq    %rdi
        .endm

        .macro  FUNCTION name
        .globl  \name
        .type   \name, @function
        .p2align 4
\name:
        .cfi_startproc
        endbr64
        .endm

        .macro  END_FUNCTION name
        .cfi_endproc
        .size   \name, . - \name
        .endm

        .text

/* RTLD_NEXT is -1, RTLD_DEFAULT 0: plus one, as unsigned, at most 1. */
FUNCTION dlsym
        PREPARE
        leaq    1(%rdi), %rax
        cmpq    $1, %rax
        ja      ms_loader_dlsym_handle
        movq    ms_real_dlsym_slot(%rip), %rax
        jmp     *(%rax)
END_FUNCTION dlsym

FUNCTION dlvsym
        PREPARE
        leaq    1(%rdi), %rax
        cmpq    $1, %rax
        ja      ms_loader_dlvsym_handle
        movq    ms_real_dlvsym_slot(%rip), %rax
        jmp     *(%rax)
END_FUNCTION dlvsym

/* RTLD_DEEPBIND (8) would let a plugin's malloc pass us by. */
FUNCTION dlopen
        PREPARE
        andl    $~8, %esi
        movq    ms_real_dlopen_slot(%rip), %rax
        jmp     *(%rax)
END_FUNCTION dlopen

FUNCTION dlmopen
        PREPARE
        andl    $~8, %edx
        movq    ms_real_dlmopen_slot(%rip), %rax
        jmp     *(%rax)
END_FUNCTION dlmopen

        .section .note.GNU-stack, "", @progbits
