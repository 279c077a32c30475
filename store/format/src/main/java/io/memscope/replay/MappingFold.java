package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.StackSites;

/// The mappings' part of a replay.
///
/// Not thread-safe.
final class MappingFold {
    final MappingMap map;

    long mapped;
    long unmapped;
    long remapped;
    long breakMoves;

    private final StackSites stackSites;

    MappingFold(Definitions definitions, StackSites stackSites) {
        this.stackSites = stackSites;
        this.map = new MappingMap(definitions.session().pageSizeBytes());
    }

    /// Takes the step of a mapping event that the cursor stands on.
    void fold(EventCursor cursor, long now) {
        count(cursor.kind(), cursor.effect());
        Mapping.Kind kind = kind(cursor.kind());
        if (cursor.effect() == Effect.RELEASED) {
            map.unmap(cursor.address(), cursor.size(), kind);
            return;
        }
        boolean byMmap = kind == Mapping.Kind.MMAP;
        map.map(
                new Mapping(
                        cursor.address(),
                        cursor.size(),
                        now,
                        kind,
                        byMmap ? cursor.protection() : 0,
                        byMmap ? cursor.flags() : 0,
                        StackSites.site(stackSites.find(cursor.stack())),
                        cursor.thread()),
                now);
    }

    private void count(EventKind kind, Effect effect) {
        boolean acquires = effect == Effect.ACQUIRED;
        switch (kind) {
            case MAPPED -> mapped += acquires ? 1 : 0;
            case REMAPPED -> remapped += acquires ? 1 : 0;
            case UNMAPPED -> unmapped++;
            case BREAK_MOVED -> breakMoves++;
            default -> throw new IllegalArgumentException(kind + " maps nothing");
        }
    }

    private static Mapping.Kind kind(EventKind kind) {
        return switch (kind) {
            case REMAPPED -> Mapping.Kind.MREMAP;
            case BREAK_MOVED -> Mapping.Kind.BREAK;
            default -> Mapping.Kind.MMAP;
        };
    }
}
