/* leaks_until_killed PAGE_FILE THREADS BLOCK_BYTES: each thread t allocates blocks of BLOCK_BYTES +
 * t bytes for ever, and after each malloc has returned counts it in the t-th 64-byte line of the
 * file, which is mapped: what has been counted survives the killing of this process. Between two
 * such blocks it allocates and frees another one, of 24 bytes. */
#include "target.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

enum { MOST_THREADS = 16 };

struct line {
    _Atomic uint64_t blocks;
    char padding[56];
};

static struct line *lines;
static size_t block_bytes;

static void *leak(void *thread) {
    size_t t = (size_t)thread;
    for (;;) {
        char *block = malloc(block_bytes + t);
        if (block == NULL) {
            continue;
        }
        atomic_fetch_add_explicit(&lines[t].blocks, 1, memory_order_release);
        memset(block, 1, block_bytes);
        free(malloc(24));
    }
    return NULL;
}

int main(int count, char **arguments) {
    must(count >= 2, "a file for the counts");
    long threads = number_argument(count, arguments, 2, 1);
    block_bytes = (size_t)number_argument(count, arguments, 3, 100);
    must(threads <= MOST_THREADS, "at most 16 threads");
    int file = open(arguments[1], O_RDWR);
    must(file >= 0, "the file opens");
    lines =
        mmap(NULL, sizeof(struct line) * MOST_THREADS, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    must(lines != MAP_FAILED, "the file is mapped");
    close(file);
    pthread_t id;
    for (long t = 1; t < threads; t++) {
        must(pthread_create(&id, NULL, leak, (void *)t) == 0, "a thread");
    }
    leak((void *)0);
}
