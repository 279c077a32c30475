package io.memscope.replay;

/// Where a passport's block stands. What leads from one to another is told in `docs/passports.md`.
public enum PassportStatus {
    IN_JAVA_CUSTODY("InJavaCustody", Custodian.JAVA),
    /// Lent to at least one call that has not returned.
    BORROWED("Borrowed", Custodian.JAVA),
    /// Given to foreign code by a call that has not returned.
    HANDOVER_TO_FFI("HandoverToFfi", Custodian.FOREIGN),
    IN_FOREIGN_CUSTODY("InForeignCustody", Custodian.FOREIGN),
    /// In Java's custody, as it came back. Kept until the next crossing or the end.
    RECLAIMED_BY_JAVA("ReclaimedByJava", Custodian.JAVA),
    /// A pointer that Java has seen and was not given.
    NATIVE_OWNED("NativeOwned", Custodian.FOREIGN),
    /// Being given to Java: the status of the adoption itself, after which it is in Java's custody.
    HANDOVER_TO_JAVA("HandoverToJava", Custodian.JAVA),
    FREED_BY_JAVA("FreedByJava", Custodian.NONE),
    FREED_BY_FOREIGN("FreedByForeign", Custodian.NONE),
    FREED_BY_NATIVE_OWNER("FreedByNativeOwner", Custodian.NONE),
    /// Events that would tell were not recorded.
    UNKNOWN("Unknown", Custodian.UNKNOWN);

    private final String label;
    private final Custodian custodian;

    PassportStatus(String label, Custodian custodian) {
        this.label = label;
        this.custodian = custodian;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    public Custodian custodian() {
        return custodian;
    }

    /// Whether the block was given back.
    public boolean isFreed() {
        return custodian == Custodian.NONE;
    }
}
