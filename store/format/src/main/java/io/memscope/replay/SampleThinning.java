package io.memscope.replay;

import io.memscope.store.Metric;
import java.util.ArrayList;
import java.util.List;

/// Keeps a bounded number of samples of any number: when there are too many, of each two neighbours
/// the one with the larger resident set stays, so that no peak is lost. The first and the last one
/// always stay.
///
/// Not thread-safe.
final class SampleThinning {
    private final int limit;
    private final List<Sample> kept = new ArrayList<>();

    /// How many samples each of those kept stands for, but the first and the last.
    private int stride = 1;

    /// How many samples the last one kept stands for so far.
    private int joined;

    /// @param limit even, at least 4
    SampleThinning(int limit) {
        this.limit = limit;
    }

    void add(Sample sample) {
        int last = kept.size() - 1;
        if (last > 0 && joined < stride) {
            joined++;
            kept.set(last, larger(kept.get(last), sample));
        } else {
            kept.add(sample);
            joined = 1;
        }
        if (kept.size() == limit) {
            halve();
        }
    }

    /// In the order in which they were taken.
    ///
    /// @param last the last one of all
    List<Sample> finish(Sample last) {
        List<Sample> all = new ArrayList<>(kept);
        if (all.getLast() != last) {
            all.add(last);
        }
        return all;
    }

    private void halve() {
        List<Sample> fewer = new ArrayList<>();
        fewer.add(kept.getFirst());
        for (int i = 1; i < kept.size(); i += 2) {
            Sample one = kept.get(i);
            fewer.add(i + 1 < kept.size() ? larger(one, kept.get(i + 1)) : one);
        }
        kept.clear();
        kept.addAll(fewer);
        // The last one had just been added, and now stands for one sample of twice as many.
        stride *= 2;
    }

    private static Sample larger(Sample earlier, Sample later) {
        return resident(later) > resident(earlier) ? later : earlier;
    }

    private static long resident(Sample sample) {
        return sample.value(Metric.RESIDENT_BYTES, -1);
    }
}
