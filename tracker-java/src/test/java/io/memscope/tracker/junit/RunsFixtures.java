package io.memscope.tracker.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// A program that runs test classes as build tools do, and writes what became of each test.
final class RunsFixtures {
    static final String BEGIN = "@@ ";
    static final String PASSED = "passed";
    static final String FAILED = "failed";

    private RunsFixtures() {}

    public static void main(String[] classes) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classes) {
            request.selectors(selectClass(name));
        }
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, new Writes());
    }

    private static final class Writes implements TestExecutionListener {
        private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getThrowable().isPresent() || test.isTest()) {
                String name = test.getDisplayName().replace("()", "");
                boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                out.println(BEGIN + name + " " + (passed ? PASSED : FAILED));
                result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
            }
        }
    }
}
