package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a report says otherwise than the plain replay.
final class Differences {
    private static final int ENOUGH = 40;

    private final List<String> found = new ArrayList<>();
    private long compared;

    List<String> found() {
        return found;
    }

    /// How many values were compared: a check that compares nothing proves nothing.
    long compared() {
        return compared;
    }

    void same(String what, Object expected, Object actual) {
        compared++;
        if (!Objects.equals(expected, actual)) {
            add(what + ": is " + actual + ", should be " + expected);
        }
    }

    void same(String what, JsonNode row, Object expected, Object actual) {
        compared++;
        if (!Objects.equals(expected, actual)) {
            add("%s: is %s, should be %s, of %s".formatted(what, actual, expected, brief(row)));
        }
    }

    void same(String what, long expected, long actual) {
        compared++;
        if (expected != actual) {
            add(what + ": is " + actual + ", should be " + expected);
        }
    }

    /// Compares a number that must be there.
    void number(JsonNode row, String field, long expected) {
        compared++;
        JsonNode value = row.path(field);
        if (!value.isIntegralNumber() || value.asLong() != expected) {
            add("%s: is %s, should be %d, of %s".formatted(field, value, expected, brief(row)));
        }
    }

    /// The same, where a negative expectation means null.
    void numberOrNull(JsonNode row, String field, long expected) {
        if (expected >= 0) {
            number(row, field, expected);
        } else {
            same(field, row, true, row.path(field).isNull());
        }
    }

    /// Compares an integral number that stands for an instant, to the nearest nanosecond where
    /// stamps are not nanoseconds.
    void close(JsonNode row, String field, double expected, double error) {
        compared++;
        JsonNode value = row.path(field);
        if (!value.isNumber() || Math.abs(value.asDouble() - expected) > error) {
            add("%s: is %s, should be %s, of %s".formatted(field, value, expected, brief(row)));
        }
    }

    void holds(String what, boolean that) {
        compared++;
        if (!that) {
            add(what);
        }
    }

    private void add(String difference) {
        if (found.size() < ENOUGH) {
            found.add(difference);
        }
    }

    private static String brief(JsonNode row) {
        String text = row.toString();
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
