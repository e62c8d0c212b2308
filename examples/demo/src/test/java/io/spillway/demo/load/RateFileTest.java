package io.spillway.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.demo.load.RateFile.RateFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateFileTest {
    private static final String EXPECTED =
            "expected is 'seconds,rate', two numbers of 0 or more, such as 60,2500";

    @Test
    void readsPointsWithOrWithoutAHeader() throws Exception {
        TraceLoad bare = RateFile.parse("f", List.of("0,100", "60, 2500"));
        TraceLoad headed =
                RateFile.parse("f", List.of("# a day", "seconds,rate", "", "0,100", "60,2500", ""));

        assertThat(bare.rate(30)).isEqualTo(1300);
        assertThat(headed.rate(30)).isEqualTo(1300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5;3      | '5;3' has 1 field(s)",
                "5,3,1    | '5,3,1' has 3 field(s)",
                "5,       | '5,': '' is no number",
                "5,fast   | '5,fast': 'fast' is no number",
                "5,-3     | '5,-3': -3 is out of range",
                "-5,3     | '-5,3': -5 is out of range",
                "5,NaN    | '5,NaN': NaN is out of range",
                "5,1e400  | '5,1e400': 1e400 is out of range",
                "time,3   | 'time,3': 'time' is no number"
            })
    void namesFileLineAndWhatIsExpected(String line, String complaint) {
        assertThatThrownBy(() -> RateFile.parse("load.csv", List.of("0,1", line)))
                .isInstanceOf(RateFileException.class)
                .hasMessage("load.csv, line 2: " + complaint + "; " + EXPECTED);
    }

    @Test
    void refusesTimesOutOfOrder() {
        assertThatThrownBy(() -> RateFile.parse("f", List.of("0,1", "5,1", "5,2")))
                .hasMessage(
                        "f, line 3: '5,2': the seconds must be greater than those of the line before");
    }

    @Test
    void refusesARateThatIsAMixUp() {
        assertThatThrownBy(() -> RateFile.parse("f", List.of("0,1795381343")))
                .hasMessage(
                        "f, line 1: '0,1795381343': the rate is above 1000000 records per second");
    }

    @Test
    void aSecondHeaderIsNone() {
        assertThatThrownBy(() -> RateFile.parse("f", List.of("seconds,rate", "seconds,rate")))
                .hasMessageStartingWith("f, line 2: ");
    }

    @Test
    void refusesFilesWithoutALoad(@TempDir Path directory) throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.csv"));
        Path header = Files.writeString(directory.resolve("header.csv"), "seconds,rate\n");
        Path zero = Files.writeString(directory.resolve("zero.csv"), "0,0\n10,0\n");
        Path missing = directory.resolve("missing.csv");
        Path binary = Files.write(directory.resolve("binary.csv"), new byte[] {-1, -2, -3});

        assertThatThrownBy(() -> RateFile.read(empty))
                .hasMessage(empty + ": has no rates; " + EXPECTED + " a line");
        assertThatThrownBy(() -> RateFile.read(header)).hasMessageContaining("has no rates");
        assertThatThrownBy(() -> RateFile.read(zero)).hasMessageContaining("all rates are 0");
        assertThatThrownBy(() -> RateFile.read(missing))
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> RateFile.read(binary)).hasMessageContaining("is not a text file");
        assertThatThrownBy(() -> RateFile.read(directory)).hasMessageContaining("can't be read");
    }
}
