package io.memscope.store;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong: lists the first ones, counts all.
final class Findings {
    private final List<Finding> listed = new ArrayList<>();
    private long total;

    void add(String file, long offsetBytes, String why) {
        add(new Finding(file, offsetBytes, why));
    }

    void add(Finding finding) {
        total++;
        if (listed.size() < LogIntegrity.MAX_FINDINGS) {
            listed.add(finding);
        }
    }

    List<Finding> listed() {
        return List.copyOf(listed);
    }

    long total() {
        return total;
    }
}
