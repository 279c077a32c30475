package io.memscope.replay;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The passports of a session. Those that are open, leaked or violating, and the last of those that
/// ended well, are kept one by one, in a compact form; each is made into an object only when asked
/// for. The others are totals.
public interface Passports {
    /// Over all, kept one by one or not.
    PassportTotals totals();

    /// How many are kept one by one.
    long count();

    /// Those kept one by one, by id.
    Stream<Passport> byId();

    /// One that is kept.
    Optional<Passport> find(long id);

    /// Those open at the end whose range starts within a range of addresses, by address: of a live
    /// block, those that lie in it.
    Stream<Passport> within(long address, long sizeBytes);

    /// The violations that are kept, by time, then by passport. {@link PassportTotals#violations()}
    /// counts all.
    List<Violation> violations();

    /// Those not kept one by one, by stack, type, owner, source and status.
    List<EndedPassports> ended();

    /// Arenas and allocators, by id: those open, those of kept passports, and the last of the
    /// others.
    List<Holder> holders();

    /// How many holders there were, listed or not.
    long holdersTotal();

    /// Foreign functions and receivers, by name.
    List<ForeignFunction> functions();
}
