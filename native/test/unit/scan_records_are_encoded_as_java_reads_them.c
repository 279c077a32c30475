/* What the writer of a scan hands on is what the golden vectors say, behind the time. */
#define _GNU_SOURCE
#include "golden.h"

#include <sys/mman.h>

#include "record.h"
#include "scan_records.h"

static struct {
    enum ms_event event;
    uint8_t fields[MS_SCAN_RECORD_BYTES];
    size_t length;
    int count;
} written;

static bool keep(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                 size_t length) {
    (void)work;
    written.event = event;
    memcpy(written.fields, fields, length);
    written.length = length;
    written.count++;
    return true;
}

static const uint8_t *behind_varint(const uint8_t *at) {
    while ((*at & 0x80) != 0) {
        at++;
    }
    return at + 1;
}

static void write_it(struct ms_scan_work *work, const struct golden *golden) {
    work->id = golden_field(golden, "scan");
    if (strcmp(golden->name, "SCAN_REGION") == 0) {
        CHECK(ms_scan_write_region(work, (enum ms_scan_kind)golden_field(golden, "kind"),
                                   golden_field(golden, "start"), golden_field(golden, "size")));
    } else if (strcmp(golden->name, "POINTERS") == 0) {
        for (int i = 0; i + 1 < golden->fields; i++) {
            if (strcmp(golden->keys[i], "slot") == 0) {
                CHECK(ms_scan_write_pointer(work, golden_number(golden->values[i]),
                                            golden_number(golden->values[i + 1])));
            }
        }
        CHECK(ms_scan_write_flush(work));
    } else if (golden_field(golden, "step") == 1) {
        CHECK(ms_scan_write_begun(work, (enum ms_scan_method)golden_field(golden, "method"),
                                  (uint32_t)golden_field(golden, "threads")));
    } else {
        work->outcome = (enum ms_scan_outcome)golden_field(golden, "outcome");
        work->words = golden_field(golden, "words");
        CHECK(ms_scan_write_ended(work, golden_field(golden, "stopped_ns")));
    }
}

static void check(struct ms_scan_work *work, const struct golden *golden) {
    int before = written.count;
    write_it(work, golden);
    CHECK_EQ(written.count, before + 1);
    CHECK_EQ(written.event, golden->bytes[0]);
    const uint8_t *expected = behind_varint(behind_varint(golden->bytes + 1)); /* length, time */
    CHECK_EQ(written.length, (size_t)(golden->bytes + golden->length - expected));
    CHECK(memcmp(written.fields, expected, written.length) == 0);
}

/* They come in several, none longer than a lane takes. */
static void checks_many_pointers(struct ms_scan_work *work) {
    int before = written.count;
    uint64_t words = work->words;
    CHECK(ms_scan_write_region(work, MS_SCAN_OTHER, 0, 1UL << 46));
    for (uint64_t i = 0; i < 100000; i++) {
        CHECK(ms_scan_write_pointer(work, i << 29, i % 2 == 0 ? 0 : UINT64_MAX >> 1));
        CHECK(written.length <= MS_SCAN_RECORD_BYTES);
    }
    CHECK(ms_scan_write_flush(work));
    CHECK_EQ(work->words - words, 100000);
    CHECK(written.count - before > 300);
}

int main(int count, char **arguments) {
    static struct golden golden;
    CHECK_EQ(count, 2);
    struct ms_scan_work *work = mmap(NULL, sizeof *work, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(work != MAP_FAILED);
    work->write = keep;
    FILE *file = golden_open(arguments, "scan.golden");
    int vectors = 0;
    while (golden_next(file, &golden)) {
        check(work, &golden);
        vectors++;
    }
    fclose(file);
    CHECK(vectors > 15);
    checks_many_pointers(work);
    return 0;
}
