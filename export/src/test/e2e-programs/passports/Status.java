package passports;

/** Where a passport stands at the end, as reports spell it. */
enum Status {
    IN_JAVA_CUSTODY("InJavaCustody"),
    BORROWED("Borrowed"),
    HANDOVER_TO_FFI("HandoverToFfi"),
    IN_FOREIGN_CUSTODY("InForeignCustody"),
    RECLAIMED_BY_JAVA("ReclaimedByJava"),
    NATIVE_OWNED("NativeOwned"),
    FREED_BY_JAVA("FreedByJava"),
    FREED_BY_FOREIGN("FreedByForeign"),
    FREED_BY_NATIVE_OWNER("FreedByNativeOwner");

    private final String json;

    Status(String json) {
        this.json = json;
    }

    String json() {
        return json;
    }
}
