package io.spillway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.demo.run.Cloud;
import io.spillway.demo.run.DemoSettings;
import io.spillway.demo.run.Loss;
import io.spillway.demo.run.Mode;
import io.spillway.demo.run.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DemoCommandTest {
    @TempDir Path directory;

    @Test
    void theDefaultIsASineThatNeedsSomeTaskManagers() {
        DemoSettings settings = parse();

        assertThat(settings.duration()).isEqualTo(Duration.ofMinutes(6));
        assertThat(settings.load().peak()).isEqualTo(4000);
        assertThat(settings.load().rate(0)).isEqualTo(400);
        assertThat(settings.maxTaskManagers()).isEqualTo(15);
        assertThat(settings.loss()).isEqualTo(Loss.STOP);
        assertThat(settings.mode()).isEqualTo(Mode.SPILLWAY);
        assertThat(parse("--mode=stock").mode()).isEqualTo(Mode.STOCK);
        assertThat(settings.rule()).isEqualTo(Rule.BUSY);
        assertThat(parse("--rule=signal").rule()).isEqualTo(Rule.SIGNAL);
        assertThat(settings.page()).isTrue();
        assertThat(settings.port()).isZero();
        assertThat(settings.seed()).isEqualTo(1);
    }

    @Test
    void takesEveryOption() {
        DemoSettings settings =
                parse(
                        "--duration=90s",
                        "--period",
                        "1 min",
                        "--peak=3000",
                        "--trough=20.5",
                        "--max-taskmanagers=4",
                        "--loss=freeze",
                        "--real-cpu",
                        "--port=8081",
                        "--page-port=8082",
                        "--seed=9",
                        "--json");

        assertThat(settings.duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.load().rate(30)).isEqualTo(3000);
        assertThat(settings.load().rate(60)).isEqualTo(20.5);
        assertThat(settings.maxTaskManagers()).isEqualTo(4);
        assertThat(settings.loss()).isEqualTo(Loss.FREEZE);
        assertThat(settings.realCpu()).isTrue();
        assertThat(settings.port()).isEqualTo(8081);
        assertThat(settings.pagePort()).isEqualTo(8082);
        assertThat(parse("--no-page").page()).isFalse();
        assertThat(settings.seed()).isEqualTo(9);
    }

    @Test
    void aRateFileGivesTheLoadAndItsLength() throws Exception {
        Path file = Files.writeString(directory.resolve("load.csv"), "0,100\n120.5,900\n");

        DemoSettings settings = parse("--rate-file", file.toString());

        assertThat(settings.duration()).isEqualTo(Duration.ofSeconds(121));
        assertThat(settings.load().peak()).isEqualTo(900);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--duration=5s            | --duration: 5 s is not from 10 s to 24 h",
                "--duration=25h           | --duration: 90000 s is not from 10 s to 24 h",
                "--period=9s              | --period: 9 s is not from 10 s to 24 h",
                "--peak=-1                | --peak: -1 is not from 0 to 1000000 records per second",
                "--peak=NaN               | --peak: NaN is not from 0 to 1000000 records per second",
                "--trough=5000            | --trough: 5000 must be below --peak 4000",
                "--max-taskmanagers=0     | --max-taskmanagers: 0 is not from 1 to 15",
                "--max-taskmanagers=16    | --max-taskmanagers: 16 is not from 1 to 15",
                "--port=65536             | --port: 65536 is not from 0 to 65535",
            })
    void saysInOneLineWhatIsAllowed(String option, String complaint) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(ParameterException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "--duration=90",
        "--duration=soon",
        "--loss=explode",
        "--mode=other",
        "--rule=other",
        "--cloud=other",
        "--scale-in-by=other",
        "--seed=x",
        "--nonsense"
    })
    void refusesWhatItCannotRead(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(option.replaceAll(".*=", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--experiment --compare | --experiment: runs three rules on Spillway; leave out --compare",
                "--experiment --rule=hpa | --experiment: runs three rules on Spillway; leave out --rule",
                "--experiment --mode=stock | --experiment: runs three rules on Spillway; leave out --mode",
                "--cloud=aws --compare | --cloud: on aws the group's own policy and hooks decide; leave out --compare",
                "--cloud=aws --rule=busy | --cloud: on aws the group's own policy and hooks decide; leave out --rule",
                "--cloud=aws --loss=kill | --cloud: on aws the group's own policy and hooks decide; leave out --loss",
                "--scale-in-by=autoscaler | --scale-in-by: is for --cloud gcp; leave it out",
                "--cloud=aws --s3-server=no-such-directory | --s3-server: no-such-directory is no directory",
                "--rule=signal --mode=stock | --rule: signal needs Spillway's JobManager; leave out --mode stock or take another rule",
                "--rule=signal --compare | --rule: signal needs Spillway's JobManager; leave out --compare or take another rule",
            })
    void someOptionsDoNotGoTogether(String options, String complaint) {
        assertThatThrownBy(() -> parse(options.split(" ", -1)))
                .isInstanceOf(ParameterException.class)
                .hasMessage(complaint);
    }

    @Test
    void onGoogleCloudTheJobManagerTakesMachinesAwayUnlessTheAutoscalerIsTo() {
        assertThat(parse("--cloud=gcp").ruleText())
                .isEqualTo(
                        "autoscaler on required_slots, 1 a VM, a minute of the autoscaler in 3 s; the JobManager takes away what wasn't needed for 30 s");
        assertThat(parse("--cloud=gcp", "--scale-in-by=autoscaler").ruleText())
                .endsWith("; which also takes away what wasn't needed for 30 s");
    }

    @Test
    void aCloudNeedsAnS3Server() {
        assertThat(parse().cloud()).isEqualTo(Cloud.NONE);
        assertThat(parse("--cloud=aws", "--s3-server=" + directory).s3Server()).contains(directory);
        Assumptions.assumeTrue(
                System.getenv("SPILLWAY_S3_SERVER") == null, "SPILLWAY_S3_SERVER names one");
        assertThatThrownBy(() -> parse("--cloud=aws"))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("--cloud: aws needs an S3 server");
    }

    @Test
    void aRateFileAndASineAreTwoThings() throws Exception {
        Path file = Files.writeString(directory.resolve("load.csv"), "0,100\n");

        assertThatThrownBy(() -> parse("--rate-file", file.toString(), "--peak=7"))
                .hasMessage("--peak: is for the sine wave; leave it out with --rate-file");
    }

    @Test
    void namesTheRateFilesFault() throws Exception {
        Path file = Files.writeString(directory.resolve("load.csv"), "0,100\nx\n");

        assertThatThrownBy(() -> parse("--rate-file", file.toString()))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("--rate-file: " + file + ", line 2: 'x'");
    }

    @Test
    void aReportNeedsADirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> parse("--report-dir", file.toString()))
                .hasMessage("--report-dir: " + file + " is a file; name a directory");
    }

    @Test
    void warnsOfALoadThatTheFleetCannotCarry() {
        DemoCommand command = new DemoCommand();
        new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs("--peak=9000", "--max-taskmanagers=3");

        assertThat(command.warning(command.settings()))
                .hasValueSatisfying(text -> assertThat(text).contains("9000").contains("3 "));
    }

    private static DemoSettings parse(String... arguments) {
        DemoCommand command = new DemoCommand();
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command.settings();
    }
}
