package io.spillway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({"90s,90", "90 sec,90", "6min,360", "6m,360", "1 h,3600", "2MIN,120"})
    void readsTimes(String text, long seconds) {
        assertThat(new Times().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
