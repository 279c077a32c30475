package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.StackSites;
import org.jspecify.annotations.Nullable;

/// The mappings' part of a replay.
///
/// Not thread-safe.
final class MappingFold {
    final MappingMap map;

    /// Those that a selection leaves; mostly all.
    final MappingMap told;

    private final @Nullable SelectionFold selection;

    long mapped;
    long unmapped;
    long remapped;
    long breakMoves;

    private final StackSites stackSites;

    MappingFold(Definitions definitions, StackSites stackSites, @Nullable SelectionFold selection) {
        this.stackSites = stackSites;
        this.selection = selection;
        this.map = new MappingMap(definitions.session().pageSizeBytes());
        this.told = selection == null ? map : new MappingMap(definitions.session().pageSizeBytes());
    }

    /// Takes the step of a mapping event that the cursor stands on.
    void fold(EventCursor cursor, long now) {
        count(cursor.kind(), cursor.effect());
        Mapping.Kind kind = kind(cursor.kind());
        if (cursor.effect() == Effect.RELEASED) {
            map.unmap(cursor.address(), cursor.size(), kind);
            if (selection != null) {
                told.unmap(cursor.address(), cursor.size(), kind);
            }
            return;
        }
        boolean byMmap = kind == Mapping.Kind.MMAP;
        Mapping mapping =
                new Mapping(
                        cursor.address(),
                        cursor.size(),
                        now,
                        kind,
                        byMmap ? cursor.protection() : 0,
                        byMmap ? cursor.flags() : 0,
                        StackSites.site(stackSites.find(cursor.stack())),
                        cursor.thread());
        map.map(mapping, now);
        if (selection != null) {
            tell(selection, mapping, cursor.task(), now);
        }
    }

    private void tell(SelectionFold judge, Mapping mapping, int task, long now) {
        if (judge.admitsMapping(
                now, mapping.thread(), task, mapping.sizeBytes(), mapping.stack())) {
            told.map(mapping, now);
        } else {
            // What it lies over is no more.
            told.unmap(mapping.address(), mapping.sizeBytes(), mapping.kind());
        }
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
