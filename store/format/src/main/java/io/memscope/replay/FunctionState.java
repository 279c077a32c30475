package io.memscope.replay;

/// A foreign function, or another receiver, while it is replayed.
final class FunctionState {
    /// Eight steps for each power of two: a percentile is wrong by at most 6.25 %.
    private static final int TIME_BITS = 3;

    final int label;
    long lent;
    long lentBytes;
    long in;
    long inBytes;
    long out;
    long outBytes;
    long freed;
    long held;
    long heldBytes;
    final LogHistogram custodyNs = new LogHistogram(TIME_BITS);
    final LogHistogram lentNs = new LogHistogram(TIME_BITS);

    FunctionState(int label) {
        this.label = label;
    }

    ForeignFunction function(String name) {
        return new ForeignFunction(
                name, lent, lentBytes, in, inBytes, out, outBytes, freed, held, heldBytes,
                custodyNs, lentNs);
    }
}
