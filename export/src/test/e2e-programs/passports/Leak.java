package passports;

/** By which definition a block leaks, as reports spell it. */
enum Leak {
    NEVER_FREED("never_freed"),
    IN_FOREIGN_CUSTODY("in_foreign_custody"),
    ARENA_NEVER_CLOSED("arena_never_closed"),
    ORPHANED("orphaned");

    private final String json;

    Leak(String json) {
        this.json = json;
    }

    String json() {
        return json;
    }
}
