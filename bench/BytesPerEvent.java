import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much space an event takes in the queues of real programs.
final class BytesPerEvent {
    private static final double BAR = 10;

    private final Setup setup;

    BytesPerEvent(Setup setup) {
        this.setup = setup;
    }

    boolean measure() throws Exception {
        System.out.println("## Bytes an event\n");
        System.out.println(
                "Bytes below the watermarks of event chunks, chunk headers included, by events. The bar is"
                        + " 10.\n");
        System.out.println("| program | processes | events | bytes an event | |");
        System.out.println("|---|---|---|---|---|");
        boolean holds = true;
        for (Map.Entry<String, String> program : programs().entrySet()) {
            holds &= row(program.getKey(), program.getValue());
        }
        return holds;
    }

    private boolean row(String name, String script) throws Exception {
        Path run = setup.scratch().resolve("run");
        Path work = setup.scratch().resolve("work");
        Shell.delete(run);
        Shell.delete(work);
        Files.createDirectories(work);
        Shell.run(setup.recording(run), List.of("sh", "-ec", script), work, 0);
        Recorded recorded = Recorded.in(run);
        boolean holds = recorded.bytesPerEvent() <= BAR;
        System.out.printf(
                "| %s | %d | %,d | %.2f | %s |%n",
                name,
                recorded.processes(),
                recorded.events(),
                recorded.bytesPerEvent(),
                holds ? "holds" : "**missed**");
        Shell.delete(run);
        Shell.delete(work);
        return holds;
    }

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put(
                "python3, json",
                "python3 -c 'import json; print(len(json.dumps(list(range(10**6)))))'");
        programs.put(
                "gcc -O2",
                "for i in $(seq 500); do echo \"int f$i(int a) { return a * $i + a / ($i + 1); }\";"
                        + " done > a.c; gcc -O2 -c a.c");
        programs.put(
                "sqlite3, 100,000 inserts",
                "{ echo 'create table t(a integer primary key, b text); begin;'; seq 100000 | sed"
                        + " \"s/.*/insert into t values(&, 'row &');/\"; echo 'commit; select"
                        + " count(*) from t;'; } > s; sqlite3 f.db < s");
        programs.put(
                "java -version",
                System.getProperty("java.home") + "/bin/java -version 2>&1");
        programs.put(
                "javac, one file",
                "echo 'class A { public static void main(String[] a) { System.out.println(1); } }' >"
                        + " A.java; "
                        + System.getProperty("java.home")
                        + "/bin/javac A.java");
        programs.put(
                "git, three commits",
                "export HOME=. ; git init -q .; git config user.name a; git config user.email a@b;"
                        + " for i in 1 2 3; do seq ${i}0000 > f$i; git add .; git commit -qm $i; done;"
                        + " git log --stat; git gc -q");
        return programs;
    }
}
