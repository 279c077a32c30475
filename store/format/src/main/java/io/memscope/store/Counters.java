package io.memscope.store;

/// What the shim counted about itself, kept up to date in place, so that it is right even after a
/// kill.
///
/// @param missedReentry calls not recorded because memscope was already running in that thread
/// @param missedNoSpace calls not recorded for want of space
/// @param missedLongjmp calls not recorded after a `longjmp` out of memscope
/// @param missedNoLane calls not recorded because the thread got no lane
/// @param firstMissedTicks stamp of the first of those; 0 when there was none
/// @param clockStepsBack how often the counter went backwards
/// @param stacksGivenUp stacks of which only the caller was kept
/// @param shimBytes memory of the shim itself, queue pages apart
/// @param stacksVerified stacks that the shim's verification mode took a second time, every cache
///   off
/// @param stackDifferences how many of those differed
/// @param javaUnresolved stacks whose Java frames the virtual machine could not tell
/// @param passports ids given to passports and holders
/// @param namesRefused labels and tasks that got no id, for want of room
/// @param tasksRefused how often a thread's task could not be kept: what it did then is in none
public record Counters(
        long missedReentry,
        long missedNoSpace,
        long missedLongjmp,
        long missedNoLane,
        long firstMissedTicks,
        long clockStepsBack,
        long stacksGivenUp,
        long shimBytes,
        long stacksVerified,
        long stackDifferences,
        long javaUnresolved,
        long passports,
        long namesRefused,
        long tasksRefused) {

    /// What a directory without such a definition has.
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// All calls that were not recorded.
    public long missed() {
        return missedReentry + missedNoSpace + missedLongjmp + missedNoLane;
    }
}
