package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.terraform.Checksums;
import io.spillway.terraform.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the boot script makes of a VM, in no cloud. */
class BootScriptIT {
    private static final int FAILED = 1;
    private static final int WRONG_VARIABLES = 2;

    @TempDir private Path directory;
    private FakeTarball tarball;

    @BeforeEach
    void pack() throws IOException {
        tarball = FakeTarball.in(directory);
    }

    @Test
    void aTaskManagerBoots() throws Exception {
        Path connector = Files.writeString(directory.resolve("connector.jar"), "connector");
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .set(
                                "SPILLWAY_LIBRARIES",
                                "file://%s %s".formatted(connector, Checksums.sha256(connector)))
                        .set("SPILLWAY_STOP_SECONDS", "95")
                        .set("SPILLWAY_BOOT_ARGUMENTS", "-Dkey=a value");

        Ran booted = vm.boot().succeeded();

        assertThat(vm.called())
                .containsExactly(
                        "argument taskmanager",
                        "argument -Dkey=a value",
                        "conf " + vm.file("etc/spillway"),
                        "class path " + vm.file("opt/spillway-lib"));
        assertThat(Files.readString(vm.file("etc/spillway/config.yaml")))
                .isEqualTo(
                        """
                        spillway.cloud: none
                        some.key: 'it''s'
                        spillway.termination.grace-period: 95 s
                        """);
        assertThat(vm.file("etc/spillway/log4j2-taskmanager.properties")).exists();
        assertThat(vm.file("opt/spillway-lib/connector.jar")).hasContent("connector");
        assertThat(vm.file("opt/spillway/prepared"))
                .hasContent(vm.file("opt/spillway-lib").toString());
        assertThat(booted.output()).contains("phases\n");
        for (String phase :
                new String[] {
                    "java",
                    "tarball",
                    "libraries",
                    "configuration",
                    "logs",
                    "prepare",
                    "service",
                    "all"
                }) {
            assertThat(booted.output()).containsPattern("(?m)^  " + phase + " +\\d+\\.\\d s  \\S");
        }
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        Path jar = Files.writeString(directory.resolve("job.jar"), "job");
        BootRun vm = BootRun.jobManager(directory, tarball, jar).set("SPILLWAY_PREPARE", "no");
        vm.boot().succeeded();
        Map<String, String> before = vm.files();

        Ran again = vm.boot().succeeded();

        before.remove("var/log/spillway/called.txt");
        Map<String, String> after = vm.files();
        after.remove("var/log/spillway/called.txt");
        assertThat(after).isEqualTo(before).isNotEmpty();
        assertThat(again.output())
                .containsPattern("tarball .* is there")
                .containsPattern("job .* is there")
                .containsPattern("configuration .* unchanged")
                .containsPattern("service .* unchanged");
    }

    @Test
    void whatHasChangedIsPutInPlaceAndTheRestLeft() throws Exception {
        Path first = Files.writeString(directory.resolve("first.jar"), "first");
        Path second = Files.writeString(directory.resolve("second.jar"), "second");
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .set(
                                "SPILLWAY_LIBRARIES",
                                "file://%s %s".formatted(first, Checksums.sha256(first)));
        vm.boot().succeeded();
        Map<String, String> before = vm.files();

        vm.set("SPILLWAY_LIBRARIES", "file://%s %s".formatted(second, Checksums.sha256(second)))
                .set("SPILLWAY_CONFIG", "other: 1")
                .boot()
                .succeeded();

        assertThat(vm.file("opt/spillway-lib/first.jar")).doesNotExist();
        assertThat(vm.file("opt/spillway-lib/second.jar")).hasContent("second");
        assertThat(vm.file("etc/spillway/config.yaml")).content().startsWith("other: 1\n");
        String unit = "etc/systemd/system/spillway-taskmanager.service";
        assertThat(vm.files().get(unit)).isEqualTo(before.get(unit));
    }

    @Test
    void aJobManagerGetsItsJobWithArgumentsAsTheyAre() throws Exception {
        Path jar = Files.writeString(directory.resolve("job.jar"), "job");
        BootRun vm =
                BootRun.jobManager(directory, tarball, jar)
                        .set("SPILLWAY_JOB_CLASS", "a.b.C")
                        .set("SPILLWAY_JOB_ARGUMENTS", "--say\nit's \"100 %\" $HOME \\");

        vm.boot().succeeded();

        assertThat(vm.file("opt/spillway/usrlib/job.jar")).hasContent("job");
        assertThat(vm.called())
                .startsWith(
                        "argument jobmanager",
                        "argument --job-class=a.b.C",
                        "argument --",
                        "argument --say",
                        "argument it's \"100 %\" $HOME \\");
        assertThat(vm.file("opt/spillway/prepared")).doesNotExist();
        assertThat(
                        Files.readString(
                                vm.file(
                                        "etc/systemd/system/spillway-jobmanager.service.d/boot.conf")))
                .isEqualTo(
                        """
                        [Unit]
                        OnFailure=spillway-unhealthy.service
                        [Service]
                        Environment= "SPILLWAY_CONF_DIR=%1$s/etc/spillway"
                        %2$sTimeoutStopSec=30s
                        ExecStart=
                        ExecStart=%1$s/opt/spillway/bin/spillway "jobmanager" "--job-class=a.b.C" "--" "--say" "it's \\"100 %%%%\\" $$HOME \\\\"
                        """
                                .formatted(vm.root(), javaHome()));
        assertThat(vm.file("opt/spillway-boot/boot.sh")).hasSameTextualContentAs(BootRun.SCRIPT);
    }

    /** As an upgrade leaves it: the launch template knows the jar of the first boot. */
    @Test
    void aJarThatAnUpgradeHasPutThereStays() throws Exception {
        Path jar = Files.writeString(directory.resolve("job.jar"), "job");
        BootRun vm = BootRun.jobManager(directory, tarball, jar);
        vm.boot().succeeded();
        Files.delete(vm.file("opt/spillway/usrlib/job.jar"));
        Files.writeString(vm.file("opt/spillway/usrlib/job-2.jar"), "upgraded");

        vm.boot().succeeded();

        assertThat(vm.file("opt/spillway/usrlib/job.jar")).doesNotExist();
        assertThat(vm.file("opt/spillway/usrlib/job-2.jar")).hasContent("upgraded");
    }

    @Test
    void anImageHasEverythingButConfigurationAndJob() throws Exception {
        BootRun vm = BootRun.taskManager(directory, tarball).set("SPILLWAY_CONFIG", "");

        vm.boot("image").succeeded();

        assertThat(vm.file("opt/spillway/prepared")).exists();
        assertThat(vm.file("etc/spillway")).doesNotExist();
        assertThat(vm.file("var/log/spillway")).doesNotExist();
        vm.set("SPILLWAY_CONFIG", "a: b");
        assertThat(vm.boot().succeeded().output()).containsPattern("tarball .* is there");
    }

    @Test
    void anotherChecksumIsRefusedAndNothingIsUsed() throws Exception {
        String expected = "0".repeat(64);
        BootRun vm =
                BootRun.taskManager(directory, tarball).set("SPILLWAY_ARTIFACT_SHA256", expected);

        Ran refused = vm.boot();

        assertThat(refused.exitCode()).isEqualTo(FAILED);
        assertThat(refused.output())
                .contains(
                        "spillway-boot: SPILLWAY_ARTIFACT_URI: checksum mismatch, nothing of it is used: file://%s has the SHA-256 %s, and %s is expected"
                                .formatted(tarball.file(), tarball.sha256(), expected))
                .containsPattern("tarball .* failed")
                .contains("failed with exit code 1");
        assertThat(vm.files()).isEmpty();
    }

    @Test
    void whatIsNoTarballIsRefused() throws Exception {
        Path other = Files.writeString(directory.resolve("other.tar.gz"), "no tarball");
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .set("SPILLWAY_ARTIFACT_URI", "file://" + other)
                        .set("SPILLWAY_ARTIFACT_SHA256", Checksums.sha256(other));

        Ran refused = vm.boot();

        assertThat(refused.exitCode()).isEqualTo(FAILED);
        assertThat(refused.output()).contains(other + " can't be unpacked");
        assertThat(vm.files()).isEmpty();
    }

    /** All in one go, by name. */
    @Test
    void everyVariableThatIsWrongIsNamed() throws Exception {
        BootRun vm =
                BootRun.taskManager(directory, tarball)
                        .set("SPILLWAY_ROLE", "jobmanager")
                        .set("SPILLWAY_CLOUD", "azure")
                        .set("SPILLWAY_ARTIFACT_URI", "")
                        .set("SPILLWAY_ARTIFACT_SHA256", "12")
                        .set("SPILLWAY_CONFIG", "")
                        .set("SPILLWAY_STOP_SECONDS", "soon")
                        .set("SPILLWAY_PREPARE", "maybe")
                        .set("SPILLWAY_LIBRARIES", "s3://bucket/a.jar");

        Ran refused = vm.boot();

        assertThat(refused.exitCode()).isEqualTo(WRONG_VARIABLES);
        assertThat(refused.output())
                .contains(
                        "SPILLWAY_CLOUD is 'azure': aws, gcp and none are allowed",
                        "SPILLWAY_ARTIFACT_URI is missing",
                        "SPILLWAY_ARTIFACT_SHA256 is '12': 64 hexadecimal digits",
                        "SPILLWAY_CONFIG is missing",
                        "SPILLWAY_JOB_URI is missing",
                        "SPILLWAY_STOP_SECONDS is 'soon': 1 to 99999 are allowed",
                        "SPILLWAY_PREPARE is 'maybe': yes, no and auto are allowed",
                        "SPILLWAY_LIBRARIES: 's3://bucket/a.jar': a URI and its SHA-256 are allowed");
        assertThat(vm.root()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/a.tar.gz, 2, 'file:///…, https://…, s3://BUCKET/KEY and gs://BUCKET/OBJECT are allowed'",
        "spillway.tar.gz, 2, 'file:///…, https://…, s3://BUCKET/KEY and gs://BUCKET/OBJECT are allowed'",
        "file:///no/such.tar.gz, 1, there is no readable file /no/such.tar.gz",
        "https://127.0.0.1:1/a.tar.gz?signature=secret, 1, https://127.0.0.1:1/a.tar.gz can't be downloaded"
    })
    void whatCannotBeFetchedIsNamed(String uri, int code, String words) throws Exception {
        BootRun vm = BootRun.taskManager(directory, tarball).set("SPILLWAY_ARTIFACT_URI", uri);

        Ran refused = vm.boot();

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(code);
        assertThat(refused.output()).contains(words).doesNotContain("secret");
    }

    private static String javaHome() {
        String home = System.getenv("JAVA_HOME");
        return home == null ? "" : "Environment= \"JAVA_HOME=%s\"\n".formatted(home);
    }

    /** What the scripts say about themselves: the lists in their heads are complete. */
    @ParameterizedTest
    @ValueSource(strings = {"spillway-boot.sh", "cloud-aws.sh", "cloud-gcp.sh"})
    void everyVariableThatIsReadIsExplained(String file) throws Exception {
        String common = Files.readString(BootRun.SCRIPT);
        String script = Files.readString(BootRun.SCRIPT.resolveSibling(file));
        String heads = head(common) + head(script);
        assertThat(
                        Pattern.compile("\\b(?:SPILLWAY|AWS|GCE|CLOUDSDK|STORAGE)_[A-Z0-9_]+\\b")
                                .matcher(script)
                                .results()
                                .map(found -> found.group())
                                .filter(
                                        name ->
                                                !name.matches(
                                                        "SPILLWAY_(CONF_DIR|LOG_DIR|CLASS_PATH)|AWS_METADATA_KEY")))
                .isNotEmpty()
                .allMatch(heads::contains);
    }

    /** The comment at its begin. */
    private static String head(String script) {
        return script.lines()
                .takeWhile(line -> line.startsWith("#"))
                .collect(Collectors.joining("\n"));
    }
}
