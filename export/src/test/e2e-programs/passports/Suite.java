package passports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Suite FILE [NAME]: plays every scenario, or the one of this name. What each expects is in the file before the first
 * is played.
 */
public final class Suite {
    private Suite() {}

    public static void main(String[] arguments) throws Exception {
        List<Scenario> scenarios = scenarios();
        if (arguments.length > 1) {
            scenarios.removeIf(scenario -> !scenario.name().equals(arguments[1]));
        }
        Files.write(
                Path.of(arguments[0]),
                scenarios.stream().flatMap(scenario -> scenario.lines().stream()).toList());
        int failed = 0;
        for (Scenario scenario : scenarios) {
            try {
                scenario.body().run(new Stage(scenario.name()));
            } catch (Throwable e) {
                failed++;
                System.out.println(scenario.name() + ": " + e);
                e.printStackTrace(System.out);
            }
        }
        System.out.println("played " + (scenarios.size() - failed));
    }

    private static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(OwnScenarios.all());
        all.addAll(LentScenarios.all());
        all.addAll(HandOverScenarios.all());
        all.addAll(ReclaimedScenarios.all());
        all.addAll(NativeScenarios.all());
        all.addAll(FreedScenarios.all());
        all.addAll(PlacementScenarios.all());
        all.addAll(ThreadScenarios.all());
        all.addAll(JnrScenarios.all());
        all.addAll(CScenarios.all());
        return all;
    }
}
