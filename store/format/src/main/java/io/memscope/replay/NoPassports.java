package io.memscope.replay;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a session without passports has.
final class NoPassports implements Passports {
    private static final PassportTotals NOTHING =
            new PassportTotals(
                    0,
                    0,
                    0,
                    0,
                    zeros(PassportStatus.class),
                    zeros(PassportStatus.class),
                    zeros(ViolationKind.class),
                    0,
                    zeros(LeakKind.class),
                    zeros(LeakKind.class),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0);

    private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> kinds) {
        Map<E, Long> zeros = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            zeros.put(kind, 0L);
        }
        return zeros;
    }

    @Override
    public PassportTotals totals() {
        return NOTHING;
    }

    @Override
    public long count() {
        return 0;
    }

    @Override
    public Stream<Passport> byId() {
        return Stream.empty();
    }

    @Override
    public Optional<Passport> find(long id) {
        return Optional.empty();
    }

    @Override
    public Stream<Passport> within(long address, long sizeBytes) {
        return Stream.empty();
    }

    @Override
    public List<Violation> violations() {
        return List.of();
    }

    @Override
    public List<EndedPassports> ended() {
        return List.of();
    }

    @Override
    public List<Holder> holders() {
        return List.of();
    }

    @Override
    public long holdersTotal() {
        return 0;
    }

    @Override
    public List<ForeignFunction> functions() {
        return List.of();
    }
}
