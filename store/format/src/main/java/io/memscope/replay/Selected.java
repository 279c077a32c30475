package io.memscope.replay;

/// What a selection took and what it left out.
///
/// @param blocksLeftOut how often a block was handed out that is not told
/// @param bytesLeftOut their sizes
/// @param passportsLeftOut passports that are not told
/// @param cut whether the recording goes on after the selection's end
public record Selected(
        Selection selection,
        long blocksLeftOut,
        long bytesLeftOut,
        long passportsLeftOut,
        boolean cut) {
    /// Nothing is left out.
    public static final Selected EVERYTHING = new Selected(Selection.ALL, 0, 0, 0, false);
}
