package passports;

import static passports.Event.CALL_RETURNS;
import static passports.Event.FREED_FOREIGN_SIDE;
import static passports.Event.FREED_JAVA_SIDE;
import static passports.Scenario.scenario;
import static passports.State.HANDOVER_TO_FFI;
import static passports.State.IN_JAVA_CUSTODY;
import static passports.State.NATIVE_OWNED;

import java.util.List;

/** Passports that C code issues and moves by itself, through memscope.h. */
final class CScenarios {
    private CScenarios() {}

    static List<Scenario> all() {
        return List.of(
                scenario("issued-by-c-and-released")
                        .shows(IN_JAVA_CUSTODY, FREED_JAVA_SIDE)
                        .expects("", Status.FREED_BY_JAVA)
                        .does(stage -> Foreign.issueAndRelease(stage.name(), 100)),
                scenario("issued-by-c-as-owner")
                        .shows(NATIVE_OWNED, FREED_FOREIGN_SIDE)
                        .expects("", Status.FREED_BY_NATIVE_OWNER)
                        .does(stage -> Foreign.issueAsOwner(stage.name(), 100)),
                scenario("issued-by-c-and-kept-by-another-library")
                        .shows(HANDOVER_TO_FFI, CALL_RETURNS)
                        .expectsLeak(Leak.IN_FOREIGN_CUSTODY, "", Status.IN_FOREIGN_CUSTODY)
                        .does(stage -> Foreign.issueAndHandOver(stage.name(), 100, 2)));
    }
}
