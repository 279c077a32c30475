package io.memscope.tracker;

import java.util.Optional;

/// What is known of a segment's memory, and why it can be used or not.
///
/// @param passport of the memory, where it has one that is still known
/// @param text for people: a sentence or two
/// @param place where the memory last changed hands, as a line of Java; empty where it did not or
///   that is not known
public record Explanation(
        Optional<Passport> passport, String text, Optional<StackTraceElement> place) {
    @Override
    public String toString() {
        return text;
    }
}
