package io.spillway.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTraceTest {

    @TempDir Path directory;

    @Test
    void joinsThePointsByStraightLines() throws Exception {
        Trace trace = read("second,rate\n# a comment\n100,1000\n\n200,3000\n");

        assertThat(trace.seconds()).isEqualTo(100);
        assertThat(trace.machines(-10)).isEqualTo(1);
        assertThat(trace.machines(0)).isEqualTo(1);
        assertThat(trace.machines(50)).isEqualTo(2);
        assertThat(trace.machines(100)).isEqualTo(3);
        assertThat(trace.machines(500)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc,1", "2", "2,", "2,-1", "2,NaN", "-1,1", "1,5", "0,5", "2,3,4", "2;3"})
    void aMalformedLineIsNamed(String line) {
        assertThatThrownBy(() -> read("second,rate\n1,1000\n" + line + "\n"))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("line 3: '" + line + "'")
                .hasMessageContaining("expected SECOND,RECORDS_PER_SECOND");
    }

    @Test
    void oneHeadingIsEnough() {
        assertThatThrownBy(() -> read("second,rate\nsecond,rate\n1,2\n"))
                .hasMessageContaining("line 2");
    }

    @Test
    void twoPointsAreNeeded() {
        assertThatThrownBy(() -> read("1,1000\n")).hasMessageContaining("has 1 points");
        assertThatThrownBy(() -> read("")).hasMessageContaining("has 0 points");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        assertThatThrownBy(() -> CsvTrace.read(directory.resolve("missing.csv"), 1))
                .hasMessageContaining("there is no such file");
        Path binary = Files.write(directory.resolve("b.csv"), new byte[] {(byte) 0xff, 1});
        assertThatThrownBy(() -> CsvTrace.read(binary, 1)).hasMessageContaining("UTF-8");
    }

    private Trace read(String content) throws Exception {
        return CsvTrace.read(Files.writeString(directory.resolve("load.csv"), content), 1000);
    }
}
