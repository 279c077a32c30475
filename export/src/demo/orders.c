/* A program with a leak to find: it prices orders, and forgets the label of each one it refuses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct order {
    int number;
    char *label;
};

static char *order_label(int number) {
    char *label = malloc(48);
    if (label != NULL) {
        snprintf(label, 48, "order %d", number);
    }
    return label;
}

static struct order *order_open(int number) {
    struct order *order = calloc(1, sizeof *order);
    if (order != NULL) {
        order->number = number;
        order->label = order_label(number);
    }
    return order;
}

static void order_close(struct order *order) {
    free(order->label);
    free(order);
}

/* The leak: the label is lost with the order. */
static void order_refuse(struct order *order) {
    free(order);
}

static size_t order_price(const struct order *order) {
    size_t rows = 64 + (size_t)order->number % 64;
    double *prices = malloc(rows * sizeof *prices);
    if (prices == NULL) {
        return 0;
    }
    memset(prices, 0, rows * sizeof *prices);
    free(prices);
    return rows;
}

int main(void) {
    size_t rows = 0;
    for (int number = 0; number < 20000; number++) {
        struct order *order = order_open(number);
        if (order == NULL) {
            return EXIT_FAILURE;
        }
        rows += order_price(order);
        if (number % 25 == 0) {
            order_refuse(order);
        } else {
            order_close(order);
        }
    }
    printf("orders: priced %zu rows\n", rows);
    return EXIT_SUCCESS;
}
