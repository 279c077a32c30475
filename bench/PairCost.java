/// What a pair of malloc and free took a thread, in nanoseconds.
///
/// @param wall of the clock: what the user waits, and what anything else that runs adds to
/// @param processor of the thread's own processor time: not the waiting, nor what the disk or a
///     compressor does meanwhile
record PairCost(double wall, double processor) {
    /// From a line as the program prints it.
    static PairCost parse(String line) {
        String[] words = line.strip().split(" ");
        return new PairCost(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }
}
