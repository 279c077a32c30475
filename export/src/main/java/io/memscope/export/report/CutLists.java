package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The lists of a report that are not whole.
public final class CutLists {
    private final Limit limit;
    private final Map<String, Count> cut = new LinkedHashMap<>();

    private record Count(long listed, long total) {}

    /// Of a report whose lists have so many rows at most.
    public CutLists(Limit limit) {
        this.limit = limit;
    }

    /// Names a list that the limit applies to; {@link #write} tells of it if it is cut.
    public CutLists list(String name, long total) {
        return list(name, limit.of(total), total);
    }

    /// Names a list that is cut by more than the limit.
    CutLists list(String name, long listed, long total) {
        if (listed < total) {
            cut.put(name, new Count(listed, total));
        }
        return this;
    }

    /// Writes the field `truncated`: null where all are whole.
    public void write(JsonGenerator json) throws IOException {
        if (cut.isEmpty()) {
            json.writeNullField("truncated");
            return;
        }
        json.writeObjectFieldStart("truncated");
        for (Map.Entry<String, Count> list : cut.entrySet()) {
            json.writeObjectFieldStart(list.getKey());
            json.writeNumberField("listed", list.getValue().listed());
            json.writeNumberField("total", list.getValue().total());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
