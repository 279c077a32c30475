package io.memscope.replay;

/// On which side of the boundary code is that gives memory back; see `docs/passports.md`.
public enum Side {
    JAVA("java"),
    FOREIGN("foreign"),
    /// Its stack is not known.
    UNKNOWN("unknown");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
