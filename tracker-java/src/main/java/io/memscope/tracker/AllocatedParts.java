package io.memscope.tracker;

import java.lang.foreign.MemorySegment.Scope;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The open passports of an allocator, by the scope that their memory lives in. It keeps no scope
/// alive. Any thread.
final class AllocatedParts {
    private final List<Part> parts = new ArrayList<>();
    private boolean closed;

    /// @param scope whose end is the end of all these passports
    private record Part(WeakReference<Scope> scope, Set<Passport> passports) {
        boolean isAlive() {
            Scope known = scope.get();
            return known != null && known.isAlive();
        }
    }

    /// @throws IllegalStateException if it was closed
    synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Already closed");
        }
    }

    /// Adds a passport, and ends those of scopes that are no more, if its scope is a new one.
    synchronized void add(Scope scope, Passport passport) {
        Part part = find(scope);
        if (part == null) {
            endDead();
            part = new Part(new WeakReference<>(scope), new LinkedHashSet<>());
            parts.add(part);
        }
        part.passports.add(passport);
    }

    private @Nullable Part find(Scope scope) {
        // The newest first: an allocator mostly goes on where it was.
        for (Part part : parts.reversed()) {
            if (scope.equals(part.scope.get())) {
                return part;
            }
        }
        return null;
    }

    private void endDead() {
        parts.removeIf(part -> {
            if (part.isAlive()) {
                return false;
            }
            part.passports.forEach(each -> each.endedUnlessObserved(Detail.ARENA_CLOSED));
            return true;
        });
    }

    synchronized void remove(Passport passport) {
        parts.forEach(part -> part.passports.remove(passport));
    }

    synchronized boolean contains(Passport passport) {
        return parts.stream().anyMatch(part -> part.passports.contains(passport));
    }

    /// Ends all of them: memory that is alive will be used for something else, and nobody sees
    /// that.
    ///
    /// @return false if it was closed before
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        endDead();
        for (Part part : parts) {
            part.passports.forEach(each -> each.ended(Detail.ARENA_CLOSED));
        }
        parts.clear();
        return true;
    }
}
