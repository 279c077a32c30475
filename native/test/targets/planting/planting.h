#ifndef MEMSCOPE_TEST_PLANTING_H
#define MEMSCOPE_TEST_PLANTING_H

/* Lists, trees and rings of blocks, told by the sizes of their nodes: what is lost has sizes of its
 * own. */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LOST_LIST = 65, LOST_TREE = 81, LOST_RING = 97, KEPT = 71 };
enum { LIST_NODES = 10, TREE_LEVELS = 4, TREE_NODES = 15, RING_NODES = 6 };

struct node {
    struct node *left;
    struct node *right;
};

/* The first node, which leads to all others. */
struct node *make_list(size_t size);
struct node *make_tree(size_t size, int levels);
struct node *make_ring(size_t size);

/* Plants structures, a third of each shape, and forgets where they are. In between blocks are
 * handed out and given back, so that free memory is full of what was. */
void plant_lost(int structures);

/* Keeps structures in a global variable of C, in containers of the standard library, in a mapping,
 * in a key of pthread_setspecific, in thread-local variables and on stacks of threads that wait. */
void keep_everywhere(void);

/* A list of the kept size, for the caller to keep. */
struct node *make_kept(void);

/* Scans the heap; what memscope_scan says, or 0 without the shim. */
int scan_now(void);

#ifdef __cplusplus
}
#endif

#endif
