/* A deterministic user of the heap: binary trees, grown strings and sorted arrays, most of it
 * freed. */
#include "target.h"

struct node {
    struct node *left, *right;
};

static struct node *tree(int depth) {
    struct node *node = malloc(sizeof *node);
    must(node != NULL, "malloc");
    node->left = depth == 0 ? NULL : tree(depth - 1);
    node->right = depth == 0 ? NULL : tree(depth - 1);
    return node;
}

static void fell(struct node *node) {
    if (node != NULL) {
        fell(node->left);
        fell(node->right);
        free(node);
    }
}

static char *grown_string(size_t length) {
    char *text = NULL;
    for (size_t i = 0; i < length; i++) {
        text = realloc(text, i + 2);
        must(text != NULL, "realloc");
        text[i] = (char)('a' + i % 26);
        text[i + 1] = '\0';
    }
    return text;
}

int main(void) {
    for (int i = 0; i < 10; i++) {
        fell(tree(10));
    }
    struct node *volatile kept = tree(5);
    must(kept != NULL, "a tree");
    size_t total = 0;
    for (size_t length = 1; length < 200; length++) {
        char *text = grown_string(length);
        total += strlen(text);
        free(length % 3 == 0 ? NULL : text);
    }
    void *zeroed[100];
    for (size_t i = 0; i < 100; i++) {
        zeroed[i] = calloc(i, 24);
    }
    for (size_t i = 0; i < 100; i++) {
        free(zeroed[i]);
    }
    say("letters %zu\n", total);
    return 0;
}
