package io.memscope.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Live memory over time, ready to be drawn: paths in a field of 1000 × 100 units which the page
/// stretches, and the labels of evenly spaced grid lines which it sets beside it.
///
/// @param caption where the peak was
/// @param linePath what was live at the end of each step
/// @param areaPath the same, closed down to zero
/// @param rangePath from the least to the most within each step: what coarse steps would hide
/// @param peakPath a dot: a line of no length
/// @param liveBytesLabels of the grid lines, top to bottom
/// @param timeLabels of the grid lines, left to right
/// @param summary for who does not see the chart
/// @param dataJson the points for the script; holds digits, brackets and names of ours alone
public record TimelineChart(
        String caption,
        String linePath,
        String areaPath,
        String rangePath,
        String peakPath,
        List<String> liveBytesLabels,
        List<String> timeLabels,
        String summary,
        String dataJson) {
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 100;
    private static final int GRID_LINES = 4;

    /// One step of time, up to the next one.
    ///
    /// @param startNs since the start of the session
    /// @param leastBytes that was live within it
    /// @param mostBytes that was live within it
    /// @param endBytes live at its end
    public record Point(long startNs, long leastBytes, long mostBytes, long endBytes) {}

    /// Copies the lists.
    public TimelineChart {
        liveBytesLabels = List.copyOf(liveBytesLabels);
        timeLabels = List.copyOf(timeLabels);
    }

    /// Lays the points out.
    ///
    /// @param points in order of time
    /// @param endNs the last event, since the start of the session
    /// @param peakBytes the most that was ever live
    /// @param peakAtNs when that was
    public static TimelineChart of(List<Point> points, long endNs, long peakBytes, long peakAtNs) {
        long topBytes = niceTop(peakBytes);
        long span = Math.max(endNs, 1);
        StringBuilder line = new StringBuilder("M0 100");
        StringBuilder range = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            String from = number(x(point.startNs(), span));
            String to =
                    number(i + 1 < points.size() ? x(points.get(i + 1).startNs(), span) : WIDTH);
            // Across at the old level, then up or down: nothing is interpolated.
            line.append('H').append(from).append('V').append(y(point.endBytes(), topBytes));
            if (point.leastBytes() < point.mostBytes()) {
                range.append('M').append(from).append(' ').append(y(point.leastBytes(), topBytes));
                range.append('V').append(y(point.mostBytes(), topBytes)).append('H').append(to);
                range.append('V').append(y(point.leastBytes(), topBytes)).append('Z');
            }
        }
        line.append("H1000");
        String peakText = Quantity.bytes(peakBytes).text();
        String peakTime = Quantity.durationNs(peakAtNs).text();
        return new TimelineChart(
                "Peak " + peakText + " at " + peakTime,
                line.toString(),
                line + "V100Z",
                range.toString(),
                "M" + number(x(peakAtNs, span)) + " " + y(peakBytes, topBytes) + "h0",
                labels(topBytes),
                timeLabels(span),
                String.format(
                        Locale.ROOT,
                        "Live memory over %s, at most %s after %s.",
                        Quantity.durationNs(endNs).text(),
                        peakText,
                        peakTime),
                dataJson(points, endNs));
    }

    private static double x(long timeNs, long spanNs) {
        return WIDTH * Math.clamp((double) timeNs / spanNs, 0.0, 1.0);
    }

    private static String y(long bytes, long topBytes) {
        return number(HEIGHT - HEIGHT * Math.clamp((double) bytes / topBytes, 0.0, 1.0));
    }

    /// Two decimals: a tenth of a pixel on the widest screen.
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    /// The least of 1, 2, 4 … × 4 × 1024^k (or 1, 1.5 between the powers) that is not below the
    /// peak: its quarters read well.
    private static long niceTop(long peakBytes) {
        long top = GRID_LINES;
        while (top < peakBytes && top < 1L << 61) {
            if (top >= 2 * GRID_LINES && top / 2 * 3 >= peakBytes) {
                return top / 2 * 3;
            }
            top *= 2;
        }
        return top;
    }

    private static List<String> labels(long topBytes) {
        List<String> labels = new ArrayList<>();
        for (int line = GRID_LINES; line >= 0; line--) {
            labels.add(Quantity.bytes(topBytes / GRID_LINES * line).text());
        }
        return labels;
    }

    private static List<String> timeLabels(long spanNs) {
        List<String> labels = new ArrayList<>();
        for (int line = 0; line <= GRID_LINES; line++) {
            labels.add(line == 0 ? "0" : Quantity.durationNs(spanNs / GRID_LINES * line).text());
        }
        return labels;
    }

    private static String dataJson(List<Point> points, long endNs) {
        StringBuilder json = new StringBuilder();
        json.append("{\"endNs\":").append(endNs).append(",\"points\":[");
        String separator = "";
        for (Point point : points) {
            json.append(separator).append('[').append(point.startNs()).append(',');
            json.append(point.leastBytes()).append(',').append(point.mostBytes()).append(']');
            separator = ",";
        }
        return json.append("]}").toString();
    }
}
