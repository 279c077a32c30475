package io.memscope.replay;

import java.util.ArrayList;
import java.util.List;

/// Collects marks: lists the first ones, counts all.
final class MarkList {
    private final int limit;
    private final List<Mark> listed = new ArrayList<>();
    private long total;

    MarkList(int limit) {
        this.limit = limit;
    }

    void add(long atNs, int thread, int task, String name) {
        total++;
        if (listed.size() < limit) {
            listed.add(new Mark(atNs, thread, task, name));
        }
    }

    List<Mark> listed() {
        return listed;
    }

    long total() {
        return total;
    }
}
