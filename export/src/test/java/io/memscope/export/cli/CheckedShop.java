package io.memscope.export.cli;

import io.memscope.export.JavaShop;
import io.memscope.store.Frame;
import io.memscope.store.MemoryEvent;
import io.memscope.store.Module;
import io.memscope.store.PassportStep;
import io.memscope.store.StackNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Recordings that break budgets.
final class CheckedShop {
    private CheckedShop() {}

    /// Leaks 300 bytes in 3 blocks and 50 in one.
    static Path leaking(Path queue) throws IOException {
        try (JavaShop shop = JavaShop.in(queue)) {
            shop.allocate(shop.site("shop/Orders", "add", 12), 3, 100);
            shop.allocate(shop.site("shop/Users", "log\u001bin", 7), 1, 50);
        }
        return queue;
    }

    /// A site keeps a kibibyte each three milliseconds; another one frees all.
    static Path growing(Path queue) throws IOException {
        try (JavaShop shop = JavaShop.in(queue)) {
            int grows = shop.site("shop/Cache", "put", 5);
            int steady = shop.site("shop/Request", "read", 9);
            for (int i = 0; i < 2_000; i++) {
                shop.allocate(grows, 1, 1_024);
                shop.free(shop.allocate(steady, 1, 64), 1, steady);
            }
        }
        return queue;
    }

    /// A block is handed over, and Java frees it all the same; another one is never given back.
    static Path misused(Path queue) throws IOException {
        try (JavaShop shop = JavaShop.in(queue)) {
            int site = shop.site("shop/Orders", "send", 20);
            int push = 1;
            shop.queue().label(push, "queue_push");
            for (int passport = 1; passport <= 2; passport++) {
                long address = shop.allocate(site, 1, 100);
                shop.lane()
                        .write(
                                new MemoryEvent.PassportIssued(
                                        0,
                                        shop.ticks(),
                                        passport,
                                        site,
                                        0,
                                        address,
                                        100,
                                        0,
                                        0,
                                        1,
                                        0,
                                        0));
                step(shop, passport, PassportStep.HANDED_OVER, site, push);
                step(shop, passport, PassportStep.CALL_RETURNED, site, push);
            }
            step(shop, 1, PassportStep.USED, site, 0);
            shop.allocate(site, 1, 10);
        }
        return queue;
    }

    private static void step(JavaShop shop, long passport, PassportStep step, int site, int label) {
        shop.lane()
                .write(
                        new MemoryEvent.PassportStepped(
                                0, shop.ticks(), passport, step, site, label, 0));
    }

    /// Leaks in native code that nothing is known of, at no stack at all, and at names that mean
    /// something in JSON, XML, a URI or a terminal.
    static Path oddlyNamed(Path queue) throws IOException {
        String odd = "a b%5d[x]:\"<&>'\\\u0000\u001b\u202e\ud800ü😀";
        try (JavaShop shop = JavaShop.in(queue)) {
            shop.queue()
                    .define(
                            new Module(
                                    1,
                                    shop.ticks(),
                                    0x1000,
                                    0x2000,
                                    0x1000,
                                    "/opt/" + odd.replace("\u0000", ""),
                                    ""));
            Frame known = new Frame.Native(1, 0x10);
            Frame generated = new Frame.Native(0, 0x7fff_1234_5678L);
            shop.allocate(shop.queue().stack(StackNode.REACHED_ENTRY, known, generated), 1, 10);
            shop.allocate(shop.queue().stack(StackNode.REACHED_ENTRY, generated, known), 1, 20);
            shop.allocate(shop.site(odd, odd, 0), 1, 30);
            shop.allocate(shop.site("shop/" + odd, "ü😀", Integer.MAX_VALUE), 1, 40);
            shop.allocate(0, 1, 50);
        }
        return queue;
    }

    /// A process that leaks, one that was killed, and one that cannot be read.
    static Path several(Path run) throws IOException {
        leaking(run.resolve("a"));
        JavaShop.in(run.resolve("killed")).allocateAndForget();
        Path damaged = leaking(run.resolve("damaged <&>"));
        try (var files = Files.list(damaged)) {
            Path cycle = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
            Files.write(cycle, new byte[4_096]);
        }
        return run;
    }
}
