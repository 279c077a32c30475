package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Slack;
import java.io.IOException;

/// Writes `waste`: what the allocator gave beyond what was asked for; null where it was not
/// recorded.
final class WasteWriter {
    private WasteWriter() {}

    static void write(JsonGenerator json, Slack slack) throws IOException {
        if (slack.blocks() == 0) {
            json.writeNullField("waste");
            return;
        }
        json.writeObjectFieldStart("waste");
        json.writeNumberField("blocks", slack.blocks());
        json.writeNumberField("requested_bytes", slack.requestedBytes());
        json.writeNumberField("usable_bytes", slack.usableBytes());
        json.writeNumberField("waste_bytes", slack.usableBytes() - slack.requestedBytes());
        json.writeNumberField("live_blocks", slack.liveBlocks());
        json.writeNumberField(
                "live_waste_bytes", slack.liveUsableBytes() - slack.liveRequestedBytes());
        json.writeArrayFieldStart("size_classes");
        for (Slack.SizeClass size : slack.classes()) {
            json.writeStartObject();
            json.writeNumberField("to_usable_bytes", size.usableBytes());
            json.writeNumberField("count", size.blocks());
            json.writeNumberField("requested_bytes", size.requestedBytes());
            json.writeNumberField("waste_bytes", size.givenBytes() - size.requestedBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
