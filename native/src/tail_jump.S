/* dlsym, dlvsym, dlopen, dlmopen, syscall: into the real function by a jump, with the caller's return
 * address on the stack and the caller's arguments in the registers. Any thread, before constructors. */

/* Marks this object as fit for shadow stacks and branch tracking, where the compiler's are: one that is
 * not switches them off for the whole process. */
#include <cet.h>

        .hidden ms_loader_prepare
        .hidden ms_loader_dlsym_handle
        .hidden ms_loader_dlvsym_handle
        .hidden ms_real_dlsym_slot
        .hidden ms_real_dlvsym_slot
        .hidden ms_real_dlopen_slot
        .hidden ms_real_dlmopen_slot
        .hidden ms_real_syscall_slot
        .hidden ms_loader_seccomp
        .hidden ms_object_changes

        .macro  PUSH register
        pushq   \register
        .cfi_adjust_cfa_offset 8
        .endm

        .macro  POP register
        popq    \register
        .cfi_adjust_cfa_offset -8
        .endm

/* Calls a C function of ours with the arguments that the caller passed, and keeps them all (none is in
 * %rax: the variadic syscall takes no floating-point numbers). On entry of a function the stack is 8
 * bytes off the alignment that calls need: seven more words correct it. */
        .macro  CALL_KEEPING_ARGUMENTS function
        PUSH    %rdi
        PUSH    %rsi
        PUSH    %rdx
        PUSH    %rcx
        PUSH    %r8
        PUSH    %r9
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        call    \function
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        POP     %r9
        POP     %r8
        POP     %rcx
        POP     %rdx
        POP     %rsi
        POP     %rdi
        .endm

/* The real function into %rax; on the very first call ms_real is filled. */
        .macro  LOAD_REAL slot
        movq    \slot(%rip), %rax
        movq    (%rax), %rax
        testq   %rax, %rax
        jnz     1f
        CALL_KEEPING_ARGUMENTS ms_loader_prepare
        movq    \slot(%rip), %rax
        movq    (%rax), %rax
1:
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
        LOAD_REAL ms_real_dlsym_slot
        leaq    1(%rdi), %r11
        cmpq    $1, %r11
        ja      ms_loader_dlsym_handle
        jmp     *%rax
END_FUNCTION dlsym

FUNCTION dlvsym
        LOAD_REAL ms_real_dlvsym_slot
        leaq    1(%rdi), %r11
        cmpq    $1, %r11
        ja      ms_loader_dlvsym_handle
        jmp     *%rax
END_FUNCTION dlvsym

/* RTLD_DEEPBIND (8) would let a plugin's malloc pass us by. */
FUNCTION dlopen
        LOAD_REAL ms_real_dlopen_slot
        lock incl ms_object_changes(%rip)
        andl    $~8, %esi
        jmp     *%rax
END_FUNCTION dlopen

FUNCTION dlmopen
        LOAD_REAL ms_real_dlmopen_slot
        lock incl ms_object_changes(%rip)
        andl    $~8, %edx
        jmp     *%rax
END_FUNCTION dlmopen

/* Only to see the entry into seccomp (system call 317), which libseccomp makes this way. */
FUNCTION syscall
        cmpl    $317, %edi
        jne     2f
        CALL_KEEPING_ARGUMENTS ms_loader_seccomp
2:
        LOAD_REAL ms_real_syscall_slot
        jmp     *%rax
END_FUNCTION syscall

        .section .note.GNU-stack, "", @progbits
