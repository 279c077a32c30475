package io.memscope.proof;

import java.util.HashMap;
import java.util.Map;

/// The passports of a random session.
final class RandomPassports {
    private final RandomSession session;
    private final Map<String, Integer> labels = new HashMap<>();

    RandomPassports(RandomSession session) {
        this.session = session;
    }

    int label(String name) {
        return labels.computeIfAbsent(
                name,
                _ -> {
                    int id = labels.size() + 1;
                    session.queue.label(id, name);
                    return id;
                });
    }

    void step(int lane) {}
}
