/* allocates_in_phases PAIRS: for each byte on standard input, PAIRS blocks of 48 bytes are
 * allocated and freed, and one block of 3,001 bytes is allocated and kept; then it says so and
 * waits for the next byte. */
#include "target.h"

int main(int count, char **arguments) {
    long pairs = number_argument(count, arguments, 1, 10000);
    char byte;
    for (long phase = 1; read(STDIN_FILENO, &byte, 1) == 1; phase++) {
        for (long i = 0; i < pairs; i++) {
            void *block = malloc(48);
            must(block != NULL, "malloc");
            free(block);
        }
        void *volatile kept = malloc(3001);
        must(kept != NULL, "malloc");
        say("phase %ld\n", phase);
    }
    return 0;
}
