#include "planting.h"

#include "memscope/memscope.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <pthread.h>
#include <semaphore.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace {
struct node *make(size_t size) {
    return static_cast<struct node *>(calloc(1, size));
}

/* Overwrites what earlier calls have left on this stack and in registers. */
__attribute__((noinline)) void forget_stack() {
    volatile char waste[16384];
    for (size_t i = 0; i < sizeof waste; i++) {
        waste[i] = static_cast<char>(i);
    }
}

__attribute__((noinline)) void churn() {
    void *blocks[64];
    for (size_t i = 0; i < 64; i++) {
        blocks[i] = calloc(1, 48 + 8 * (i % 9));
    }
    for (size_t i = 0; i < 64; i += 2) {
        memcpy(blocks[i], blocks, 48);
    }
    for (size_t i = 0; i < 64; i++) {
        free(blocks[i]);
    }
    memset(blocks, 0, sizeof blocks);
}

__attribute__((noinline)) void plant_one(int number) {
    switch (number % 3) {
    case 0:
        make_list(LOST_LIST);
        break;
    case 1:
        make_tree(LOST_TREE, TREE_LEVELS);
        break;
    default:
        make_ring(LOST_RING);
    }
}

struct freed {
    void operator()(struct node *node) const {
        free(node);
    }
};

/* Volatile: what nobody reads a compiler need not write. */
struct node *volatile global_list;
struct node *volatile inside_of_list;
struct node **mapped;
pthread_key_t key;
std::vector<struct node *> trees;
std::map<int, std::unique_ptr<struct node, freed>> rings;
std::list<struct node *> lists;
std::deque<std::shared_ptr<struct node>> shared;
std::unordered_map<std::string, struct node *> by_name;
thread_local struct node *volatile of_thread;
sem_t ready;

void *wait_for_ever(void *argument) {
    struct node *volatile on_stack = make_tree(KEPT, TREE_LEVELS);
    of_thread = make_list(KEPT);
    pthread_setspecific(key, make_ring(KEPT));
    sem_post(static_cast<sem_t *>(argument));
    for (;;) {
        pause();
        if (on_stack == nullptr) {
            return nullptr;
        }
    }
}
} // namespace

struct node *make_list(size_t size) {
    struct node *first = make(size);
    struct node *last = first;
    for (int i = 1; i < LIST_NODES; i++) {
        last->right = make(size);
        last = last->right;
    }
    return first;
}

struct node *make_tree(size_t size, int levels) {
    struct node *root = make(size);
    if (levels > 1) {
        root->left = make_tree(size, levels - 1);
        root->right = make_tree(size, levels - 1);
    }
    return root;
}

struct node *make_ring(size_t size) {
    struct node *first = make(size);
    struct node *last = first;
    for (int i = 1; i < RING_NODES; i++) {
        last->right = make(size);
        last->right->left = last;
        last = last->right;
    }
    last->right = first;
    first->left = last;
    return first;
}

void plant_lost(int structures) {
    for (int i = 0; i < structures; i++) {
        plant_one(i);
        churn();
    }
    forget_stack();
}

struct node *make_kept(void) {
    return make_list(KEPT);
}

void keep_everywhere(void) {
    global_list = make_list(KEPT);
    /* Only an address in its middle is kept. */
    char *inside = reinterpret_cast<char *>(make_list(KEPT)) + 40;
    inside_of_list = reinterpret_cast<struct node *>(inside);
    mapped = static_cast<struct node **>(
        mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mapped[1000] = make_ring(KEPT);
    pthread_key_create(&key, nullptr);
    pthread_setspecific(key, make_list(KEPT));
    of_thread = make_tree(KEPT, TREE_LEVELS);
    for (int i = 0; i < 100; i++) {
        trees.push_back(make_tree(KEPT, TREE_LEVELS));
        rings[i].reset(make_ring(KEPT));
        lists.push_back(make_list(KEPT));
        shared.emplace_back(make_list(KEPT), free);
        by_name["a name too long to be kept in place " + std::to_string(i)] = make_list(KEPT);
    }
    sem_init(&ready, 0, 0);
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        pthread_create(&thread, nullptr, wait_for_ever, &ready);
        sem_wait(&ready);
    }
}

int scan_now(void) {
    return memscope_scan == nullptr ? 0 : memscope_scan();
}
