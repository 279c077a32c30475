package io.memscope.export.report;

import io.memscope.export.symbol.SourceLines;
import io.memscope.export.symbol.SymbolOptions;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Model;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What every report is made from.
///
/// @param model the replayed session
/// @param queue the name of the directory it was read from
/// @param limit of each list
/// @param tailer what Chronicle Queue's own reader said of the directory
/// @param owners whose code a site is
/// @param names what frames are called
/// @param frames numbers those that are listed
/// @param survey of the blocks live at the end
/// @param order the sites, sorted as reports list them
/// @param passports which of them are listed
/// @param suppressions leaks that are not told
/// @param detail what is told of each passport
public record ReportSource(
        Model model,
        String queue,
        Limit limit,
        TailerCheck tailer,
        SiteOwners owners,
        FrameNames names,
        FrameTable frames,
        LiveSurvey survey,
        SiteOrder order,
        PassportSurvey passports,
        Suppressions suppressions,
        PassportDetail detail) {

    /// Looks up names and looks at the live blocks once, for all reports.
    public static ReportSource of(
            Model model,
            String queue,
            Limit limit,
            TailerCheck tailer,
            SymbolOptions symbols,
            Suppressions suppressions) {
        FrameNames names = FrameNames.of(model, symbols);
        PassportSurvey passports = PassportSurvey.of(model.passports(), limit);
        SiteOwners owners = new SiteOwners(model, names);
        return new ReportSource(
                model,
                queue,
                limit,
                tailer,
                owners,
                names,
                new FrameTable(),
                LiveSurvey.of(model, passports, owners).suppress(suppressions, names),
                SiteOrder.of(model),
                passports,
                suppressions,
                PassportDetail.SUMMARY);
    }

    /// The short name of a site: where its memory was asked for.
    ///
    /// @param stack id of the site
    public String siteLabel(int stack) {
        return names.siteLabel(stack, owners.of(stack));
    }

    /// Whether the recorder saw what was allocated and freed. False of a program that recorded
    /// itself, without the shim: no process allocates nothing.
    public boolean seesAllocations() {
        return model.totals().totalAllocations() > 0
                || model.selected().blocksLeftOut() > 0
                || (model.passports().totals().issued() == 0 && model.tasks().isEmpty());
    }

    /// Nothing is known to be missing, and Chronicle's own reader, where asked, says so too.
    public boolean isComplete() {
        return Metadata.isComplete(this);
    }

    /// Whose the blocks of a leak are; null when nothing is known.
    public @Nullable SiteOwner owner(LeakSite leak) {
        return owners.of(leak.stack(), leak.withPassport());
    }

    /// Where code was that need not be an allocation, in short: with function and line.
    ///
    /// @param stack id of it
    public String place(int stack) {
        return names.place(stack, owners.of(stack));
    }

    /// The same, telling more or less of each passport.
    public ReportSource with(PassportDetail toTell) {
        return with(names, frames, survey, toTell);
    }

    /// The same, with source lines for the stacks that reports list.
    public ReportSource withSourceLines(SourceLines lines) {
        StackSelection listed = StackSelection.of(this, ListedBlocks.of(model, limit));
        FrameNames withLines = names.withSourceLines(IntStream.of(listed.ids()), lines);
        return with(withLines, new FrameTable(), survey.suppress(suppressions, withLines), detail);
    }

    private ReportSource with(
            FrameNames named, FrameTable numbered, LiveSurvey surveyed, PassportDetail toTell) {
        return new ReportSource(
                model,
                queue,
                limit,
                tailer,
                owners,
                named,
                numbered,
                surveyed,
                order,
                passports,
                suppressions,
                toTell);
    }
}
