/* Coroutines: allocates on stacks that are not the thread's own, some of them directly above memory
 * that cannot be read, and with a frame pointer that points nowhere. */
#include "target.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { COROUTINES = 8, STACK_BYTES = 16384 };

static ucontext_t contexts[COROUTINES], outside;

static void run(int number) {
    for (int i = 0; i < 100; i++) {
        free(malloc(144));
        swapcontext(&contexts[number], &outside);
    }
    void *volatile kept = malloc(9000 + (size_t)number);
    must(kept != NULL, "malloc");
}

static void on_alternate_stack(int signal) {
    (void)signal;
    void *volatile kept = malloc(9100);
    must(kept != NULL, "malloc");
}

static void *stack_between_guards(void) {
    char *pages = mmap(NULL, STACK_BYTES + 2 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "mmap");
    must(mprotect(pages + 4096, STACK_BYTES, PROT_READ | PROT_WRITE) == 0, "mprotect");
    return pages + 4096;
}

/* Assembler may leave anything in the frame pointer. */
static void allocate_with_wild_frame_pointer(void) {
#if defined __x86_64__
    void *block;
    __asm__ volatile("pushq %%rbp\n\t"
                     "movq %%rsp, %%rbx\n\t"
                     "andq $-16, %%rsp\n\t"
                     "movq $0x10, %%rbp\n\t"
                     "movl $9200, %%edi\n\t"
                     "call malloc@PLT\n\t"
                     "movq %%rbx, %%rsp\n\t"
                     "popq %%rbp\n\t"
                     : "=a"(block)
                     :
                     : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", "memory");
    must(block != NULL, "malloc");
#else
    void *volatile block = malloc(9200);
    must(block != NULL, "malloc");
#endif
}

static void make_coroutine(int number) {
    ucontext_t *context = &contexts[number];
    must(getcontext(context) == 0, "getcontext");
    context->uc_stack.ss_sp = stack_between_guards();
    context->uc_stack.ss_size = STACK_BYTES;
    context->uc_link = &outside;
    makecontext(context, (void (*)(void))run, 1, number);
}

int main(void) {
    for (int c = 0; c < COROUTINES; c++) {
        make_coroutine(c);
    }
    for (int i = 0; i <= 100; i++) {
        for (int c = 0; c < COROUTINES; c++) {
            swapcontext(&outside, &contexts[c]);
        }
    }
    stack_t alternate = {.ss_sp = stack_between_guards(), .ss_size = STACK_BYTES};
    must(sigaltstack(&alternate, NULL) == 0, "sigaltstack");
    struct sigaction action = {.sa_handler = on_alternate_stack, .sa_flags = SA_ONSTACK};
    must(sigaction(SIGUSR1, &action, NULL) == 0, "sigaction");
    raise(SIGUSR1);
    allocate_with_wild_frame_pointer();
    say("switched\n");
    return 0;
}
