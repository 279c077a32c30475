package io.memscope.replay;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Passports by id. Ids come one after the other, so neighbours share a page: some bytes each,
/// where an entry of a map and its key take 64.
///
/// Not thread-safe.
final class PassportPages {
    private static final int PAGE_BITS = 6;
    private static final int PAGE = 1 << PAGE_BITS;

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private int count;

    /// Passports with the same upper bits of their ids.
    private static final class Page {
        final @Nullable PassportState[] passports = new PassportState[PAGE];
        int used;

        Stream<PassportState> all() {
            return Arrays.stream(passports).filter(Objects::nonNull);
        }
    }

    int size() {
        return count;
    }

    @Nullable PassportState get(long id) {
        Page page = pages.get(id >> PAGE_BITS);
        return page == null ? null : page.passports[inPage(id)];
    }

    /// Adds one whose id is not in the table.
    void add(PassportState passport) {
        Page page = pages.computeIfAbsent(passport.id >> PAGE_BITS, _ -> new Page());
        page.passports[inPage(passport.id)] = passport;
        page.used++;
        count++;
    }

    /// Takes one out that is in the table.
    void remove(PassportState passport) {
        long key = passport.id >> PAGE_BITS;
        Page page = pages.get(key);
        if (page != null) {
            page.passports[inPage(passport.id)] = null;
            count--;
            if (--page.used == 0) {
                pages.remove(key);
            }
        }
    }

    /// A view of all, in the order of their ids.
    Collection<PassportState> values() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<PassportState> iterator() {
                return stream().iterator();
            }

            @Override
            public Stream<PassportState> stream() {
                return pages.values().stream().flatMap(Page::all);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    private static int inPage(long id) {
        return (int) id & (PAGE - 1);
    }
}
