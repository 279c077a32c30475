/* What a JVM prints of its native memory tracking: categories with what of them comes from malloc.
 */
#define _GNU_SOURCE
#include "recording.h"

#include "label.h"
#include "native_tracking.h"

/* As JDK 25 prints it, and lines as only JDK 17 does. */
static const char text[] =
    "\nNative Memory Tracking:\n\n"
    "Total: reserved=1747607374, committed=338583374\n"
    "       malloc: 7980686 #40893, peak=8025134 #40900\n"
    "       mmap:   reserved=1739626688, committed=330602688\n\n"
    "-                 Java Heap (reserved=268435456, committed=16777216)\n"
    "                            (mmap: reserved=268435456, committed=16777216, at peak) \n"
    " \n"
    "-                     Class (reserved=1073877246, committed=266494)\n"
    "                            (classes #605)\n"
    "                            (  instance classes #525, array classes #80)\n"
    "                            (malloc=135422 #1237) (peak=136318 #1240) \n"
    "                            (  Metadata:   )\n"
    "                            (    reserved=67108864, committed=524288)\n"
    "-                    Thread (reserved=21038384, committed=914736)\n"
    "                            (stack: reserved=20971520, committed=847872)\n"
    "                            (malloc=41272 #125)\n"
    "                            (arena=25592 #40)\n"
    " \n"
    "-                   Unknown (reserved=0, committed=0)\n"
    "-   Native Memory Tracking (without figures)\n"
    "                            (malloc=77 #1)\n";

static void expect(const struct ms_java_figures *figures, uint32_t part, const char *name,
                   uint64_t reserved, uint64_t committed, uint64_t allocated) {
    CHECK(part < figures->part_count);
    CHECK_EQ(figures->parts[part].part, MS_PART_NATIVE);
    CHECK_EQ(figures->parts[part].label, ms_label_id(name, strlen(name)));
    CHECK_EQ(figures->parts[part].count, 3);
    CHECK_EQ(figures->parts[part].values[0], reserved);
    CHECK_EQ(figures->parts[part].values[1], committed);
    CHECK_EQ(figures->parts[part].values[2], allocated);
}

int main(void) {
    static struct ms_java_figures figures;
    recording_start();
    ms_native_tracking_read(text, &figures);
    CHECK_EQ(figures.metric_count, 2);
    CHECK_EQ(figures.metrics[0].metric, MS_METRIC_NATIVE_RESERVED_BYTES);
    CHECK_EQ(figures.metrics[0].value, 1747607374);
    CHECK_EQ(figures.metrics[1].metric, MS_METRIC_NATIVE_COMMITTED_BYTES);
    CHECK_EQ(figures.metrics[1].value, 338583374);
    CHECK_EQ(figures.part_count, 4);
    expect(&figures, 0, "Java Heap", 268435456, 16777216, 0);
    expect(&figures, 1, "Class", 1073877246, 266494, 135422);
    expect(&figures, 2, "Thread", 21038384, 914736, 41272 + 25592);
    expect(&figures, 3, "Unknown", 0, 0, 0);
    static struct ms_java_figures none;
    ms_native_tracking_read("Native memory tracking is not enabled\n", &none);
    CHECK_EQ(none.metric_count + none.part_count, 0);
    return 0;
}
