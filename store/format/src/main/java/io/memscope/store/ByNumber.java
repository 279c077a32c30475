package io.memscope.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The constants of an enum by the numbers that stand for them in records. Immutable.
final class ByNumber<E extends Enum<E>> {
    private final List<@Nullable E> constants;

    /// @param all the constants; a negative number stands in no record
    ByNumber(E[] all, ToIntFunction<E> number) {
        List<@Nullable E> byNumber = new ArrayList<>();
        for (E constant : all) {
            int at = number.applyAsInt(constant);
            if (at < 0) {
                continue;
            }
            if (at >= byNumber.size()) {
                byNumber.addAll(Collections.nCopies(at + 1 - byNumber.size(), null));
            }
            if (byNumber.set(at, constant) != null) {
                throw new IllegalArgumentException(constant + " has the number of another one");
            }
        }
        constants = byNumber;
    }

    /// All numbers are below.
    int limit() {
        return constants.size();
    }

    /// The constant of this number, or null when this version knows none.
    @Nullable E find(long number) {
        return number < 0 || number >= constants.size() ? null : constants.get((int) number);
    }

    /// The constant of this number, or another when this version knows none.
    E get(long number, E otherwise) {
        E found = find(number);
        return found == null ? otherwise : found;
    }
}
