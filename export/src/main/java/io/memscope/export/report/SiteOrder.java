package io.memscope.export.report;

import io.memscope.replay.Model;
import io.memscope.replay.Site;
import java.util.Comparator;
import java.util.List;

/// The sites in the orders in which reports list them; at equal values by stack id, so that the
/// same session always gives the same bytes.
///
/// @param byTotalBytes most bytes handed out first
/// @param byTotalCount most blocks handed out first
public record SiteOrder(List<Site> byTotalBytes, List<Site> byTotalCount) {
    static SiteOrder of(Model model) {
        return new SiteOrder(
                sorted(model, Comparator.comparingLong(Site::totalBytes)),
                sorted(model, Comparator.comparingLong(Site::totalCount)));
    }

    private static List<Site> sorted(Model model, Comparator<Site> ascending) {
        return model.sites().stream()
                .sorted(ascending.reversed().thenComparingInt(Site::stack))
                .toList();
    }
}
