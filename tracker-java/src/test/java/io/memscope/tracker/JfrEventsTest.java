package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrEventsTest {
    private static final String PREFIX = "io.memscope.";

    @TempDir Path folder;

    private List<RecordedEvent> recorded(boolean enabled) throws Exception {
        JfrEvents.register();
        JfrEvents.register();
        try (Recording recording = new Recording()) {
            if (enabled) {
                List.of(
                                "PassportIssued",
                                "PassportHandedOver",
                                "PassportReclaimed",
                                "PassportRefused",
                                "Task")
                        .forEach(name -> recording.enable(PREFIX + name));
            }
            recording.start();
            Tasks.run("resize", this::passBack);
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                    .toList();
        }
    }

    private void passBack() {
        ByteBuffer buffer = TrackedMemory.allocateDirect("pixels", 64);
        TrackedMemory.handOver(buffer, "queue_push");
        assertThatThrownBy(() -> TrackedMemory.lend(buffer, "fill", each -> each))
                .isInstanceOf(IllegalStateException.class);
        TrackedMemory.reclaim(buffer);
    }

    @Test
    void passportsAndTasksAreEvents() throws Exception {
        List<RecordedEvent> events = recorded(true);

        assertThat(events)
                .extracting(event -> event.getEventType().getName().substring(PREFIX.length()))
                .containsExactlyInAnyOrder(
                        "PassportIssued",
                        "PassportHandedOver",
                        "PassportRefused",
                        "PassportReclaimed",
                        "Task");
        assertThat(of(events, "PassportHandedOver"))
                .extracting(
                        event -> event.getString("to"),
                        event -> event.getString("owner"),
                        event -> event.getLong("size"))
                .isEqualTo(tuple("queue_push", "pixels", 64L).toList());
        assertThat(of(events, "PassportRefused").getString("what")).isEqualTo("be lent to fill");
        assertThat(of(events, "Task").getString("name")).isEqualTo("resize");
        assertThat(of(events, "Task").getString("outcome")).isEqualTo("completed");
        assertThat(of(events, "PassportIssued").getStackTrace().getFrames())
                .extracting(RecordedFrame::getMethod)
                .extracting(method -> method.getName())
                .contains("passBack");
    }

    private static RecordedEvent of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingIsRecordedUnlessItIsEnabled() throws Exception {
        assertThat(recorded(false)).isEmpty();
    }
}
