package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.replay.Selection;
import io.memscope.replay.Side;
import io.memscope.store.Frame;
import io.memscope.store.MemoryEvent;
import io.memscope.store.Module;
import io.memscope.store.StackNode;
import io.memscope.store.TaskInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A selection tells of its blocks and of nothing else, and what it leaves out is counted.
class FilterTest {
    private static final long MS = 1_000_000;

    @TempDir Path directory;
    private Path queue;

    /// main: three of 100 bytes from Orders at 1 to 3 ms, one freed at 4 ms; worker: two of 1,000
    /// bytes from Images at 5 and 6 ms; native code 50 bytes at 7 ms; an order becomes 2,000 bytes
    /// at 8 ms; the worker frees another order at 9 ms.
    @BeforeEach
    void record() throws IOException {
        queue = directory.resolve("queue");
        try (JavaShop shop = JavaShop.in(queue)) {
            shop.queue().define(new TaskInfo(1, shop.ticks(), 0, "import"));
            int orders = shop.site("shop/orders/Orders", "add", 12);
            int images = shop.site("shop/Images", "load", 30);
            shop.queue()
                    .define(
                            new Module(
                                    1,
                                    shop.ticks(),
                                    0x1000,
                                    0x9000,
                                    0x1000,
                                    "/opt/libimg.so.1",
                                    ""));
            int code = shop.queue().stack(StackNode.REACHED_ENTRY, new Frame.Native(1, 0x10));
            long first = shop.allocate(orders, 3, 100);
            shop.free(first, 1, orders);
            shop.thread(2, "worker-1");
            shop.lane().write(new MemoryEvent.TaskSwitched(0, shop.ticks(), 1));
            shop.allocate(images, 2, 1_000);
            shop.lane().write(new MemoryEvent.TaskSwitched(0, shop.ticks(), 0));
            shop.on(1).allocate(code, 1, 50);
            long second = first + (1 << 20);
            shop.lane()
                    .write(
                            new MemoryEvent.Reallocated(
                                    0, shop.ticks() + MS, 10, second, 0x7000_0000, 2_000, orders));
            shop.tick();
            shop.on(2).free(first + (2 << 20), 1, orders);
        }
    }

    private JsonNode export(Selection selection) throws Exception {
        Path folder = directory.resolve("report" + selection.hashCode());
        Reports.exportAll(queue, folder, Exports.options(10_000).withSelection(selection));
        for (String report :
                List.of(
                        "memory_analysis",
                        "lifetime",
                        "thread_analysis",
                        "leak_detection",
                        "async_analysis",
                        "manifest")) {
            assertThat(SchemaErrors.of(report, Exports.json(folder, report))).isEmpty();
        }
        return Exports.json(folder, "memory_analysis");
    }

    /// Says all numbers of a selection in a line.
    private String figures(Selection selection) throws Exception {
        JsonNode json = export(selection);
        JsonNode figures = json.get("statistics");
        JsonNode filter = json.at("/metadata/completeness/filter");
        assertThat(json.at("/metadata/completeness/unmatched_frees").asInt()).isZero();
        assertThat(json.at("/allocations")).hasSize(figures.get("active_allocations").asInt());
        return "%d+%d allocated, %d freed, %d live in %d, out %d"
                .formatted(
                        figures.get("total_allocations").asLong(),
                        figures.get("total_reallocations").asLong(),
                        figures.get("total_deallocations").asLong(),
                        figures.get("current_memory").asLong(),
                        figures.get("active_allocations").asLong(),
                        filter.path("left_out_blocks").asLong());
    }

    private static Selection selection(Consumer<Chosen> change) {
        Chosen chosen = new Chosen();
        change.accept(chosen);
        return new Selection(
                chosen.from,
                chosen.to,
                chosen.threads,
                chosen.tasks,
                chosen.modules,
                chosen.classes,
                chosen.least,
                chosen.most,
                chosen.side);
    }

    private static final class Chosen {
        long from;
        long to = Long.MAX_VALUE;
        List<String> threads = List.of();
        List<String> tasks = List.of();
        List<String> modules = List.of();
        List<String> classes = List.of();
        long least;
        long most = Long.MAX_VALUE;
        Side side;
    }

    @Test
    void withoutOneEverythingIsTold() throws Exception {
        assertThat(figures(Selection.ALL))
                .isEqualTo("6+1 allocated, 2 freed, 4050 live in 4, out 0");
        assertThat(export(Selection.ALL).at("/metadata/completeness/filter").isNull()).isTrue();
    }

    @Test
    void ofAThread() throws Exception {
        assertThat(figures(selection(chosen -> chosen.threads = List.of("work*"))))
                .isEqualTo("2+0 allocated, 0 freed, 2000 live in 2, out 5");
        assertThat(figures(selection(chosen -> chosen.threads = List.of("4711"))))
                .isEqualTo("4+1 allocated, 2 freed, 2050 live in 2, out 2");
    }

    @Test
    void ofATask() throws Exception {
        assertThat(figures(selection(chosen -> chosen.tasks = List.of("import"))))
                .isEqualTo("2+0 allocated, 0 freed, 2000 live in 2, out 5");
    }

    @Test
    void ofAClassOrAPackage() throws Exception {
        String orders = "3+1 allocated, 2 freed, 2000 live in 1, out 3";

        assertThat(figures(selection(chosen -> chosen.classes = List.of("shop.orders"))))
                .isEqualTo(orders);
        assertThat(figures(selection(chosen -> chosen.classes = List.of("*.Orders"))))
                .isEqualTo(orders);
        assertThat(figures(selection(chosen -> chosen.classes = List.of("shop.order"))))
                .isEqualTo("0+0 allocated, 0 freed, 0 live in 0, out 7");
    }

    @Test
    void ofAModule() throws Exception {
        String code = "1+0 allocated, 0 freed, 50 live in 1, out 6";

        assertThat(figures(selection(chosen -> chosen.modules = List.of("libimg.so*"))))
                .isEqualTo(code);
        assertThat(figures(selection(chosen -> chosen.modules = List.of("/opt/libimg.so.1"))))
                .isEqualTo(code);
    }

    @Test
    void ofASide() throws Exception {
        assertThat(figures(selection(chosen -> chosen.side = Side.FOREIGN)))
                .isEqualTo("1+0 allocated, 0 freed, 50 live in 1, out 6");
        assertThat(figures(selection(chosen -> chosen.side = Side.JAVA)))
                .isEqualTo("5+1 allocated, 2 freed, 4000 live in 3, out 1");
    }

    /// The order that grows leaves the small ones and comes to the large ones.
    @Test
    void aBlockThatIsResizedIsJudgedAnew() throws Exception {
        assertThat(figures(selection(chosen -> chosen.most = 100)))
                .isEqualTo("4+0 allocated, 2 freed, 50 live in 1, out 3");
        assertThat(figures(selection(chosen -> chosen.least = 2_000)))
                .isEqualTo("0+1 allocated, 0 freed, 2000 live in 1, out 6");
    }

    @Test
    void ofATime() throws Exception {
        assertThat(figures(selection(chosen -> chosen.from = 5 * MS)))
                .isEqualTo("3+1 allocated, 0 freed, 4050 live in 4, out 3");
        assertThat(figures(selection(chosen -> chosen.to = 3 * MS)))
                .isEqualTo("3+0 allocated, 0 freed, 300 live in 3, out 0");
    }

    @Test
    void aSessionThatIsCutIsToldAsItWasThen() throws Exception {
        JsonNode json = export(selection(chosen -> chosen.to = 3 * MS));

        assertThat(json.at("/metadata/completeness/filter/cut").asBoolean()).isTrue();
        assertThat(json.at("/metadata/completeness/process_end").asText()).isEqualTo("not_seen");
        assertThat(json.at("/statistics/peak_memory").asLong()).isEqualTo(300);
    }

    @Test
    void conditionsHoldTogether() throws Exception {
        Selection both =
                selection(chosen -> {
                    chosen.classes = List.of("shop.Images", "shop.orders.Orders");
                    chosen.most = 100;
                    chosen.from = 2 * MS;
                });

        assertThat(figures(both)).isEqualTo("2+0 allocated, 1 freed, 0 live in 0, out 5");
    }

    @Test
    void theSitesOfASelectionAddUpToItsTotals() throws Exception {
        JsonNode json = export(selection(chosen -> chosen.most = 100));
        long live = 0;
        long total = 0;
        for (JsonNode site : json.get("sites")) {
            live += site.get("live_bytes").asLong();
            total += site.get("total_bytes").asLong();
        }

        assertThat(live).isEqualTo(json.at("/statistics/current_memory").asLong());
        assertThat(total).isEqualTo(json.at("/statistics/total_allocated").asLong());
    }

    @Test
    void anEarlierExportOfAnotherPartDoesNotStay() throws Exception {
        Path folder = directory.resolve("report");
        Reports.exportAll(queue, folder, Exports.options(10_000));
        Selection worker = selection(chosen -> chosen.threads = List.of("worker-1"));
        Reports.exportAll(
                queue,
                folder,
                Exports.options(10_000)
                        .withFormats(Set.of(ReportOptions.Format.JSON))
                        .withSelection(worker));

        assertThat(folder.resolve("dashboard_unified.html")).doesNotExist();
    }

    @Test
    void ofPassports() throws Exception {
        Path courier = BoundarySession.courier(directory.resolve("courier"));
        Path whole = directory.resolve("whole");
        Path large = directory.resolve("large");
        Path none = directory.resolve("none");
        Reports.exportAll(courier, whole, Exports.options(10_000));
        Reports.exportAll(
                courier,
                large,
                Exports.options(10_000).withSelection(selection(chosen -> chosen.least = 65)));
        Reports.exportAll(
                courier,
                none,
                Exports.options(10_000)
                        .withSelection(selection(chosen -> chosen.threads = List.of("nobody"))));

        long all = passports(whole, 0);
        long some = passports(large, 65);
        assertThat(some).isBetween(1L, all - 1);
        assertThat(leftOut(large)).isEqualTo(all - some);
        assertThat(passports(none, 0)).isZero();
        assertThat(leftOut(none)).isEqualTo(all);
    }

    /// How many are listed; checks their sizes.
    private static long passports(Path folder, long least) throws IOException {
        JsonNode json = Exports.json(folder, "memory_passports");
        assertThat(SchemaErrors.of("memory_passports", json)).isEmpty();
        json.get("memory_passports")
                .forEach(p ->
                        assertThat(p.get("size_bytes").asLong()).isGreaterThanOrEqualTo(least));
        return json.get("memory_passports").size();
    }

    private static long leftOut(Path folder) throws IOException {
        return Exports.json(folder, "memory_passports")
                .at("/metadata/completeness/filter/left_out_passports")
                .asLong();
    }
}
