package io.memscope.replay;

/// Who has a block in hand, and so may use it and give it back.
public enum Custodian {
    JAVA("java"),
    FOREIGN("foreign"),
    /// Nobody: it is over.
    NONE("none"),
    /// Events that would tell were not recorded.
    UNKNOWN("unknown");

    private final String label;

    Custodian(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
