package io.memscope.replay;

/// How something is known.
public enum Evidence {
    /// Code said so through the tracker's API.
    DECLARED("declared"),
    /// The shim saw it happen.
    OBSERVED("observed"),
    /// It must have happened: what was seen later cannot be otherwise.
    INFERRED("inferred");

    private final String label;

    Evidence(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }
}
