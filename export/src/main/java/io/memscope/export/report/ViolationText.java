package io.memscope.export.report;

import io.memscope.dashboard.Quantity;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEventKind;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.Violation;

/// Says in one sentence what went wrong with a passport: which block, what was done to it where,
/// and what had been agreed where.
public final class ViolationText {
    private final ReportSource source;
    private final Violation violation;

    private ViolationText(ReportSource source, Violation violation) {
        this.source = source;
        this.violation = violation;
    }

    /// The sentence. Names in it are as the program chose them.
    public static String of(ReportSource source, Violation violation) {
        ViolationText text = new ViolationText(source, violation);
        return text.block() + " " + text.offence() + text.agreed() + text.doubt();
    }

    private String block() {
        Passport passport = source.passports().passports().find(violation.passport()).orElse(null);
        return passport == null
                ? "Passport " + PassportFields.id(violation.passport())
                : block(passport);
    }

    /// `Order "first" (64 B) of arena "orders"`, as far as known.
    static String block(Passport passport) {
        String type = passport.type().isEmpty() ? "A block" : passport.type();
        String variable = passport.variable().isEmpty() ? "" : " \"" + passport.variable() + "\"";
        String owner = passport.owner().isEmpty() ? "" : " of \"" + passport.owner() + "\"";
        return type + variable + " (" + Quantity.bytes(passport.sizeBytes()).text() + ")" + owner;
    }

    private String offence() {
        String name = violation.label().isEmpty() ? "" : " (" + violation.label() + ")";
        return switch (violation.kind()) {
            case DOUBLE_FREE -> "was freed a second time" + at();
            case WRONG_SIDE_FREE ->
                    "was freed by " + otherSide() + at() + " although " + side() + " had custody";
            case WRONG_SIDE_REALLOC ->
                    "was resized by " + otherSide() + at() + " although " + side() + " had custody";
            case FREED_WHILE_LENT -> "was freed" + at() + " while it was lent";
            case CLOSED_WHILE_LENT -> "was lent when its arena was closed" + at();
            case CLOSED_IN_FOREIGN_CUSTODY ->
                    "was in foreign custody when its arena was closed" + at();
            case USE_AFTER_HAND_OVER -> "was used" + name + at() + " after it had been handed over";
            case HANDED_OVER_TWICE -> "was handed over again" + name + at();
            case RECLAIM_OF_OWN ->
                    "was reclaimed" + name + at() + " although Java had custody of it";
            case USE_AFTER_FREE -> "was used" + name + at() + " after it had been freed";
            case FREED_BY_NON_OWNER -> "was freed by Java" + at() + " although native code owns it";
            case LENT_BEYOND_CALL -> "was still lent" + name + " at its end" + at();
            case ORPHANED -> "lives, and no Java object is left through which to free it" + at();
            case DANGLING -> "was freed" + at() + " while Java still had a view of it";
            case HELD_TOO_LONG -> "was held" + name + " by foreign code beyond the limit" + at();
            case RELEASE_MISMATCH -> "was released in another way than agreed" + name + at();
        };
    }

    private String side() {
        return switch (violation.before().custodian()) {
            case JAVA -> "Java";
            case FOREIGN -> "foreign code";
            case NONE -> "nobody";
            case UNKNOWN -> "somebody else";
        };
    }

    private String otherSide() {
        return switch (violation.before().custodian()) {
            case JAVA -> "foreign code";
            case FOREIGN -> "Java";
            case NONE, UNKNOWN -> "the other side";
        };
    }

    private String at() {
        return violation.stack() == 0 ? "" : " at " + source.place(violation.stack());
    }

    private String agreed() {
        String to = violation.givenLabel().isEmpty() ? "" : " " + violation.givenLabel();
        String how =
                switch (violation.given()) {
                    case ISSUED -> isNative() ? "first seen" : "allocated";
                    case LENT -> "lent to" + (to.isEmpty() ? " a call" : to);
                    case HANDED_OVER -> "handed over to" + (to.isEmpty() ? " foreign code" : to);
                    case RECLAIMED -> "reclaimed" + (to.isEmpty() ? "" : " from" + to);
                    case ADOPTED -> "adopted";
                    case FREED, UNMAPPED, REUSED, ENDED -> "given back";
                    default -> PassportWords.kind(violation.given(), violation.before());
                };
        boolean issued = violation.given() == PassportEventKind.ISSUED;
        return "; " + (issued ? "" : "it was last ") + how + given();
    }

    private boolean isNative() {
        return violation.before() == PassportStatus.NATIVE_OWNED;
    }

    private String given() {
        return violation.givenStack() == 0 ? "" : " at " + source.place(violation.givenStack());
    }

    private String doubt() {
        return violation.inGap() ? "; calls went unrecorded meanwhile, so this may be wrong." : ".";
    }
}
