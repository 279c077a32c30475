package io.memscope.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.dashboard.TimelineChart.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineChartTest {
    @Test
    void memoryIsDrawnInSteps() {
        TimelineChart chart =
                TimelineChart.of(
                        List.of(new Point(0, 0, 4096, 4096), new Point(50, 1024, 4096, 1024)),
                        100,
                        4096,
                        0);

        assertThat(chart.linePath()).isEqualTo("M0 100H0V0H500V75H1000");
        assertThat(chart.areaPath()).isEqualTo("M0 100H0V0H500V75H1000V100Z");
        assertThat(chart.rangePath()).isEqualTo("M0 100V0H500V100ZM500 75V0H1000V75Z");
        assertThat(chart.liveBytesLabels())
                .containsExactly("4.00 KiB", "3.00 KiB", "2.00 KiB", "1.00 KiB", "0 B");
        assertThat(chart.timeLabels()).containsExactly("0", "25 ns", "50 ns", "75 ns", "100 ns");
    }

    @Test
    void theDotIsAtThePeakAndNotOutsideTheField() {
        TimelineChart chart = TimelineChart.of(List.of(), 100, 5000, 20);

        assertThat(chart.liveBytesLabels().getFirst()).isEqualTo("6.00 KiB");
        assertThat(chart.peakPath()).isEqualTo("M200 18.62h0");
        assertThat(chart.caption()).isEqualTo("Peak 4.88 KiB at 20 ns");
    }

    @Test
    void aSessionWithoutEventsIsAnEmptyField() {
        TimelineChart chart = TimelineChart.of(List.of(), 0, 0, 0);

        assertThat(chart.linePath()).isEqualTo("M0 100H1000");
        assertThat(chart.dataJson()).isEqualTo("{\"endNs\":0,\"points\":[]}");
    }
}
