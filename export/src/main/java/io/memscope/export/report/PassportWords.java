package io.memscope.export.report;

import io.memscope.replay.PassportEvent;
import io.memscope.replay.PassportEventKind;
import io.memscope.replay.PassportStatus;
import io.memscope.store.PassportSource;
import org.jspecify.annotations.Nullable;

/// How reports spell what happened to a passport: as memscope-rs does where it has the event, in
/// its manner where it has not.
final class PassportWords {
    private PassportWords() {}

    static String event(PassportEvent event) {
        return switch (event.kind()) {
            case FREED, UNMAPPED -> end(event.status());
            default -> kind(event.kind(), event.status());
        };
    }

    /// Without knowing which side gave a block back.
    ///
    /// @param status after it
    static String kind(PassportEventKind kind, PassportStatus status) {
        return switch (kind) {
            case ISSUED -> status == PassportStatus.NATIVE_OWNED ? "SeenByJava" : "AllocatedInJava";
            case LENT -> "Lent";
            case RETURNED -> "Returned";
            case HANDED_OVER -> "HandoverToFfi";
            case CALL_RETURNED -> "CallReturned";
            case RECLAIMED -> "ReclaimedByJava";
            case ADOPTED -> "HandoverToJava";
            case RETAINED -> "Retained";
            case RELEASED -> "Released";
            case RELEASING -> "Releasing";
            case ENDED -> "EndDeclared";
            case ORPHANED -> "Orphaned";
            case USED -> "Used";
            case CLOSING -> "ArenaClosing";
            case SLICED -> "Sliced";
            case FREED -> "Freed";
            case RESIZED -> "Resized";
            case MOVED -> "Moved";
            case UNMAPPED -> "Unmapped";
            case REUSED -> "Reused";
        };
    }

    /// A block that is freed is freed by somebody; one whose passport goes on was not its own.
    private static String end(PassportStatus status) {
        return status.isFreed() ? status.label() : "Freed";
    }

    /// Whether its label is that of a function, or of whoever else was lent or given the block.
    static boolean isOfFunction(PassportEventKind kind) {
        return switch (kind) {
            case LENT, RETURNED, HANDED_OVER, CALL_RETURNED, RECLAIMED, ADOPTED, RELEASING -> true;
            default -> false;
        };
    }

    /// Whether it is about who has the block, so that a report of crossings tells it.
    static boolean isCrossing(PassportEventKind kind) {
        return switch (kind) {
            case RETAINED, RELEASED, SLICED -> false;
            default -> true;
        };
    }

    /// The `kind` of a block that has a passport; null when the source says nothing of it.
    static @Nullable String blockKind(PassportSource source) {
        return switch (source) {
            case CONFINED_ARENA, SHARED_ARENA, AUTOMATIC_ARENA, GLOBAL_ARENA, TRANSFERABLE_ARENA ->
                    "arena";
            case DIRECT_BUFFER -> "direct";
            case JNR_MEMORY -> "jnr";
            case ALLOCATOR, FOREIGN, C_API, UNKNOWN -> null;
        };
    }
}
