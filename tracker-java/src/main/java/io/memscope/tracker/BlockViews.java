package io.memscope.tracker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The open views of one arena. Any thread.
final class BlockViews {
    private @Nullable BlockView[] views = new BlockView[4];
    private int count;
    private volatile boolean closed;

    /// Adds one.
    ///
    /// @return false if the arena is closed or being closed
    synchronized boolean add(BlockView view) {
        if (closed) {
            return false;
        }
        if (count == views.length) {
            views = Arrays.copyOf(views, count * 2);
        }
        views[count] = view;
        view.passport().viewSlot = count++;
        return true;
    }

    void remove(BlockView view) {
        if (!closed) { // else who closes has taken them all out
            takeOut(view);
        }
    }

    private synchronized void takeOut(BlockView view) {
        int slot = view.passport().viewSlot;
        if (slot < 0 || slot >= count || views[slot] != view) {
            return;
        }
        BlockView last = views[--count];
        views[count] = null;
        if (last != null && last != view) {
            views[slot] = last;
            last.passport().viewSlot = slot;
        }
        view.passport().viewSlot = -1;
    }

    /// The view of a passport that the arena holds.
    synchronized BlockView of(Passport passport) {
        int slot = passport.viewSlot;
        BlockView view = slot < 0 || slot >= count ? null : views[slot];
        if (view == null || view.passport() != passport) {
            throw new IllegalStateException("Already closed");
        }
        return view;
    }

    /// Closes all, those that are lent first, and lets none be added.
    ///
    /// @return what a release function threw, all others having been closed all the same; null if
    ///   none did
    /// @throws IllegalStateException if the JDK refuses to close one: it and those after it stay
    ///   open
    @Nullable RuntimeException close() {
        BlockView[] all = lentFirst();
        RuntimeException failed = null;
        for (BlockView view : all) {
            try {
                view.close();
            } catch (RuntimeException e) {
                if (view.isOpen()) {
                    reopen(all);
                    throw e;
                }
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        return failed;
    }

    private synchronized BlockView[] lentFirst() {
        if (closed) {
            throw new IllegalStateException("Already closed");
        }
        closed = true;
        BlockView[] all = Arrays.copyOf(views, count, BlockView[].class);
        views = new BlockView[0];
        count = 0;
        int lent = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i].passport().isLent()) {
                BlockView first = all[lent];
                all[lent++] = all[i];
                all[i] = first;
            }
        }
        return all;
    }

    private synchronized void reopen(BlockView[] all) {
        BlockView[] open = Arrays.stream(all).filter(BlockView::isOpen).toArray(BlockView[]::new);
        for (int slot = 0; slot < open.length; slot++) {
            open[slot].passport().viewSlot = slot;
        }
        views = open;
        count = open.length;
        closed = false;
    }
}
