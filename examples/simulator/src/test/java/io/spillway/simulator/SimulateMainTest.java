package io.spillway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateMainTest {

    @TempDir Path directory;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setProperty("java.awt.headless", "true");
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveItBack() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void printsATableAndDrawsAPicture() throws Exception {
        Path picture = directory.resolve("step.svg");

        int code =
                SimulateMain.run(
                        new String[] {
                            "--trace",
                            "step",
                            "--duration",
                            "1h",
                            "--rule",
                            "hpa,hpa-cpu",
                            "--out",
                            picture.toString()
                        });

        assertThat(code).isZero();
        assertThat(out()).contains("step, 1.5 to 15 machines in 1 h 0 min", "hpa-cpu", "overshoot");
        assertThat(Files.readString(picture))
                .startsWith("<svg xmlns=")
                .contains("paid for, not needed", "hpa-cpu", "class=\"s-offered\"")
                .endsWith("</svg>\n");
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(picture.toFile());
    }

    @Test
    void readsACsv() throws Exception {
        Path csv = Files.writeString(directory.resolve("load.csv"), "0,1000\n3600,5000\n");

        assertThat(SimulateMain.run(new String[] {"--trace", csv.toString(), "--rule", "mig"}))
                .isZero();
        assertThat(out()).contains("load.csv, 1 to 5 machines in 1 h 0 min");
    }

    @Test
    void helpNamesEveryRule() {
        assertThat(SimulateMain.run(new String[] {"--help"})).isZero();
        assertThat(out()).contains("--catch-up-time", "target-tracking-cpu", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace sinus | '--trace: 'sinus' is none of sine, step, flash, daily'",
                "--trace gone.csv | 'gone.csv: there is no such file'",
                "--rule fast | '--rule: there is no 'fast'; there are target-tracking'",
                "--boot soon | '--boot: 'soon' is no time; write 500ms, 90s, 15min or 4h'",
                "--to 0 | '--to: 0 is not from 1 to 10000'",
                "--from 20 | '--from: 20 is not from 0 to 15'",
                "--out a.gif | 'must end in .svg or .png'",
                "--out /nowhere/a.svg | 'can't write to /nowhere'",
                "--target-utilization 2 | 'target utilization 2.0: must be above 0 and at most 1'",
                "--window 1s | 'must not be below the publish interval'",
                "--noise x | '--noise'",
                "--nonsense | 'nonsense'",
            },
            quoteCharacter = '"')
    void wrongUsageIsOneLineAndExitCode2(String arguments, String expected) {
        assertThat(SimulateMain.run(arguments.split(" "))).isEqualTo(2);
        String message = err.toString(StandardCharsets.UTF_8);
        assertThat(message)
                .startsWith("spillway simulate: ")
                .contains(expected.substring(1, expected.length() - 1));
        assertThat(message.lines()).hasSize(1);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
