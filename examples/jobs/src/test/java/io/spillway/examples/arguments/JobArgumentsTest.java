package io.spillway.examples.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobArgumentsTest {
    @Test
    void readsOptionsAndFlags() {
        JobArguments arguments = parse("--topic", "in", "--fast", "--rate", "7");

        assertThat(arguments.text("topic", "other")).isEqualTo("in");
        assertThat(arguments.requiredText("topic")).isEqualTo("in");
        assertThat(arguments.number("rate", 1, 1, 10)).isEqualTo(7);
        assertThat(arguments.has("fast")).isTrue();
    }

    @Test
    void takesTheGivenValueWhereNoneWasSaid() {
        JobArguments arguments = parse();

        assertThat(arguments.text("topic", "other")).isEqualTo("other");
        assertThat(arguments.number("rate", 5, 1, 10)).isEqualTo(5);
        assertThat(arguments.has("fast")).isFalse();
    }

    @Test
    void namesAnUnknownOptionAndThoseThatThereAre() {
        assertThatThrownBy(() -> parse("--tpoic", "in"))
                .hasMessage(
                        "--tpoic: no such option; known are --rate VALUE, --topic VALUE, --fast");
    }

    @Test
    void refusesAnOptionWithoutItsValueAndOneGivenTwice() {
        assertThatThrownBy(() -> parse("--rate")).hasMessage("--rate: a value is missing");
        assertThatThrownBy(() -> parse("--rate", "1", "--rate", "2"))
                .hasMessage("--rate: given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11"})
    void refusesANumberOutOfRange(String value) {
        assertThatThrownBy(() -> parse("--rate", value).number("rate", 5, 1, 10))
                .hasMessage("--rate: " + value + "; allowed is a whole number from 1 to 10");
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatThrownBy(() -> parse("--rate", "fast").number("rate", 5, 1, 10))
                .hasMessage("--rate: 'fast'; allowed is a whole number from 1 to 10");
    }

    @Test
    void saysWhatIsRequired() {
        assertThatThrownBy(() -> parse().requiredText("topic")).hasMessage("--topic: is required");
    }

    private static JobArguments parse(String... arguments) {
        return JobArguments.parse(arguments, Set.of("topic", "rate"), Set.of("fast"));
    }
}
