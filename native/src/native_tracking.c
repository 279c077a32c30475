/* The text, of JDK 17 and 25 alike but for details:
 *
 *     Total: reserved=1744125932, committed=121946092
 *     -                 Java Heap (reserved=268435456, committed=16777216)
 *                                 (mmap: reserved=268435456, committed=16777216)
 *     -                     Class (reserved=1073935880, committed=325128)
 *                                 (malloc=128520 #1174) (peak=…)
 *                                 (arena=8472 #2)
 */
#include "native_tracking.h"

#include <stdbool.h>

#include "label.h"
#include "proc_text.h"
#include "text.h"

enum { RESERVED, COMMITTED, ALLOCATED, VALUES };

struct category {
    const char *name; /* NULL: none is being read */
    size_t name_length;
    uint64_t values[VALUES];
};

/* The number behind `name` in a line. */
static bool find(const char *line, const char *name, uint64_t *value) {
    for (; *line != '\0' && *line != '\n'; line++) {
        if (ms_text_starts(line, name)) {
            line += ms_text_length(name);
            return ms_proc_number(&line, value);
        }
    }
    return false;
}

static void put(struct category *category, struct ms_java_figures *figures) {
    if (category->name != NULL) {
        ms_java_put_part(figures, MS_PART_NATIVE,
                         ms_label_id(category->name, category->name_length), category->values,
                         VALUES);
        category->name = NULL;
    }
}

/* "-      Java Heap (reserved=…, committed=…)" */
static void begin(struct category *category, const char *line) {
    const char *name = line + 1;
    while (*name == ' ') {
        name++;
    }
    const char *end = name;
    while (*end != '\0' && *end != '\n' && !ms_text_starts(end, " (reserved=")) {
        end++;
    }
    if (*end != ' ' || !find(end, "reserved=", &category->values[RESERVED]) ||
        !find(end, "committed=", &category->values[COMMITTED])) {
        return;
    }
    category->name = name;
    category->name_length = (size_t)(end - name);
    category->values[ALLOCATED] = 0;
}

void ms_native_tracking_read(const char *text, struct ms_java_figures *figures) {
    struct category category = {.name = NULL};
    for (const char *line = text; *line != '\0';) {
        uint64_t value;
        if (ms_text_starts(line, "Total: ") && find(line, "reserved=", &value)) {
            ms_java_put(figures, MS_METRIC_NATIVE_RESERVED_BYTES, value);
            if (find(line, "committed=", &value)) {
                ms_java_put(figures, MS_METRIC_NATIVE_COMMITTED_BYTES, value);
            }
        } else if (*line == '-') {
            put(&category, figures);
            begin(&category, line);
        } else if (category.name != NULL) {
            category.values[ALLOCATED] += find(line, "(malloc=", &value) ? value : 0;
            category.values[ALLOCATED] += find(line, "(arena=", &value) ? value : 0;
        }
        while (*line != '\0' && *line++ != '\n') {
        }
    }
    put(&category, figures);
}
