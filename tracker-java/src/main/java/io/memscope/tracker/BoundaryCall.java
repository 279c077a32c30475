package io.memscope.tracker;

import org.jspecify.annotations.Nullable;

/// One call through a boundary: the passports of its arguments, in the order of the contract; null
/// where nobody tracks the memory.
final class BoundaryCall {
    private final @Nullable Passport[] passports;

    BoundaryCall(@Nullable Passport[] passports) {
        this.passports = passports;
    }

    @Nullable Passport of(int argument) {
        return passports[argument];
    }
}
