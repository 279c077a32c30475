#include "planting/planting.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

/* Loses as many lists, trees and rings as it is told to, keeps others wherever a program can, and
 * scans the heap. Prints what the scan said. */
int main(int count, char **arguments) {
    int structures = count > 1 ? atoi(arguments[1]) : 1000;
    keep_everywhere();
    struct node *volatile on_stack = make_kept();
    plant_lost(structures);
    int outcome = scan_now();
    char text[64];
    int length = snprintf(text, sizeof text, "scan %d kept %d\n", outcome, on_stack != nullptr);
    ssize_t written = write(STDOUT_FILENO, text, static_cast<size_t>(length));
    _exit(written == length ? 0 : 99);
}
