package io.spillway.agent.termination;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void eachHasATurnBeforeOneHasItsSecond() {
        assertThat(names(turns(source("a", 1), source("b", 30), source("c", 1)), 3))
                .isEqualTo("abc");
    }

    @Test
    void rareOnesComeUpAsMuchMoreSeldom() {
        String names = names(turns(source("a", 1), source("b", 1), source("c", 10)), 210);
        assertThat(names.chars().filter(c -> c == 'c').count()).isEqualTo(10);
        assertThat(names.chars().filter(c -> c == 'a').count()).isEqualTo(100);
        assertThat(names).doesNotContain("aa").doesNotContain("bb").doesNotContain("cc");
    }

    @Test
    void aloneIsAlwaysItsTurn() {
        assertThat(names(turns(source("a", 7)), 5)).isEqualTo("aaaaa");
    }

    private static Turns turns(TerminationNotices... sources) {
        return new Turns(List.of(sources));
    }

    private static String names(Turns turns, int count) {
        StringBuilder names = new StringBuilder();
        IntStream.range(0, count).forEach(i -> names.append(turns.next().name()));
        return names.toString();
    }

    private static TerminationNotices source(String name, int rarity) {
        return new TerminationNotices() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int rarity() {
                return rarity;
            }

            @Override
            public Optional<TerminationNotice> poll(Duration timeout) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
