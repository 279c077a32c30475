package io.memscope.export.report;

import io.memscope.replay.Mapping;
import io.memscope.replay.Passport;
import io.memscope.replay.Site;
import io.memscope.replay.ThreadStatistics;
import java.util.BitSet;
import java.util.stream.Stream;

/// The stacks that listed rows of any report refer to: those have to be listed as well, or the ids
/// would lead nowhere.
final class StackSelection {
    private final BitSet ids = new BitSet();

    static StackSelection of(ReportSource source, ListedBlocks listed) {
        StackSelection selection = new StackSelection();
        Limit limit = source.limit();
        source.order().byTotalBytes().stream()
                .limit(limit.of(Long.MAX_VALUE))
                .mapToInt(Site::stack)
                .forEach(selection::add);
        source.order().byTotalCount().stream()
                .limit(limit.of(Long.MAX_VALUE))
                .mapToInt(Site::stack)
                .forEach(selection::add);
        source.survey().all().stream()
                .limit(limit.of(Long.MAX_VALUE))
                .mapToInt(LeakSite::stack)
                .forEach(selection::add);
        PhaseRows.stacks(source).forEach(selection::add);
        GrowingSites.of(source).sites().stream()
                .limit(limit.of(Long.MAX_VALUE))
                .mapToInt(Site::stack)
                .forEach(selection::add);
        ThreadAnalysisReport.listed(source)
                .flatMap(thread -> thread.topSites().stream())
                .mapToInt(ThreadStatistics.TopSite::stack)
                .forEach(selection::add);
        selection.addPassports(source);
        BlockOwnership.of(source.model(), limit).stacks().forEach(selection::add);
        listed.blockStacks().forEach(selection::add);
        listed.mappings().stream().mapToInt(Mapping::stack).forEach(selection::add);
        return selection;
    }

    private void addPassports(ReportSource source) {
        PassportSurvey survey = source.passports();
        addPassports(survey, survey.listed());
        addPassports(survey, survey.given());
        addPassports(survey, survey.returned());
        addPassports(survey, survey.taken());
        addPassports(survey, survey.leaked());
        UnsafeFfiReport.violations(source)
                .forEach(violation -> {
                    add(violation.stack());
                    add(violation.givenStack());
                });
        MemoryPassportsReport.ended(source).forEach(row -> add(row.stack()));
        source.model()
                .passports()
                .holders()
                .forEach(holder -> {
                    add(holder.openedStack());
                    add(holder.closedStack());
                });
    }

    private void addPassports(PassportSurvey survey, PassportSurvey.Listed list) {
        try (Stream<Passport> each = survey.each(list)) {
            each.forEach(passport -> {
                add(passport.stack());
                passport.events().forEach(event -> add(event.stack()));
            });
        }
    }

    /// 0 is the unknown stack: there is nothing to list of it.
    private void add(int stack) {
        if (stack > 0) {
            ids.set(stack);
        }
    }

    /// Ascending.
    int[] ids() {
        return ids.stream().toArray();
    }
}
