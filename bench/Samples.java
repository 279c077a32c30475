import java.util.ArrayList;
import java.util.List;

/// Measurements of one thing. The least is what it costs when nothing else disturbs.
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double least() {
        return values.stream().mapToDouble(value -> value).min().orElseThrow();
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// As tables show it: the least, with the median behind it.
    String cell() {
        return "%.1f (%.1f)".formatted(least(), median());
    }

    /// The same with more decimals.
    String fineCell() {
        return "%.2f (%.2f)".formatted(least(), median());
    }
}
