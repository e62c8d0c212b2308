package io.spillway.terraform.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.terraform.Checksums;
import io.spillway.terraform.Ran;
import io.spillway.terraform.Terraform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start-up scripts that Terraform writes for Google's VMs, run as Google does: by root's shell,
 * again at every boot, and with nothing in the environment but what leads to the test's own folder
 * and servers.
 */
class StartUpScriptIT {
    @TempDir private Path directory;

    @Test
    void theyMakeAVmOfEachKind() throws Exception {
        FakeTarball tarball = FakeTarball.in(directory);
        Path jar = Files.writeString(directory.resolve("clicks.jar"), "job");
        try (GceSurroundings surroundings = new GceSurroundings()) {
            surroundings.store("b/artifacts/o/1%2Fspillway-1.2.3.tar.gz", tarball.file());
            surroundings.store("b/jobs/o/clicks.jar", jar);
            JsonNode scripts = scripts(tarball, jar);

            BootRun jobManager = boots(scripts, "jobmanager", surroundings);
            assertThat(jobManager.called())
                    .contains("argument jobmanager", "conf " + jobManager.file("etc/spillway"));
            assertThat(jobManager.file("opt/spillway/usrlib/clicks.jar")).hasContent("job");
            assertThat(Files.readAllLines(jobManager.file("etc/spillway/config.yaml")))
                    .contains(
                            "spillway.cloud: \"gcp\"",
                            "high-availability.storageDir: \"gs://state/clicks/ha\"",
                            "spillway.metric-sink.type: \"gcp\"",
                            "spillway.metric-sink.group: \"clicks-taskmanagers\"",
                            "jobmanager.rpc.address: \"10.1.2.3\"",
                            "execution.checkpointing.interval: \"30 s\"");

            BootRun taskManager = boots(scripts, "taskmanagers", surroundings);
            assertThat(taskManager.called()).contains("argument taskmanager");
            assertThat(Files.readAllLines(taskManager.file("etc/spillway/config.yaml")))
                    .contains(
                            "taskmanager.numberOfTaskSlots: \"4\"",
                            "spillway.join.timeout: \"480 s\"",
                            "spillway.termination.grace-period: 30 s")
                    .noneMatch(line -> line.startsWith("spillway.metric-sink"));
            assertThat(
                            taskManager.file(
                                    "etc/systemd/system/spillway-taskmanager.service.d/boot.conf"))
                    .content()
                    .contains("TimeoutStopSec=30s");
        }
    }

    private JsonNode scripts(FakeTarball tarball, Path jar) throws Exception {
        Terraform terraform =
                Terraform.withoutProvider(
                                directory.resolve("terraform"), "src/test/terraform/startup")
                        .set(
                                "tarball",
                                "{uri=\"gs://artifacts/1/spillway-1.2.3.tar.gz\",sha256=\"%s\"}"
                                        .formatted(tarball.sha256()))
                        .set(
                                "job",
                                "{uri=\"gs://jobs/clicks.jar\",sha256=\"%s\"}"
                                        .formatted(Checksums.sha256(jar)))
                        .init();
        terraform.run("apply", "-auto-approve", "-input=false").succeeded();
        return new ObjectMapper()
                .readTree(terraform.run("output", "-json", "scripts").succeeded().output());
    }

    /** Twice: the second time nothing changes. */
    private BootRun boots(JsonNode scripts, String kind, GceSurroundings surroundings)
            throws Exception {
        Path script = directory.resolve(kind + ".sh");
        Files.writeString(script, scripts.get(kind).asText());
        BootRun vm =
                BootRun.fromScript(Files.createDirectory(directory.resolve(kind)), surroundings);

        Ran booted = vm.with(List.of("bash", script.toString())).succeeded();
        Ran again = vm.with(List.of("bash", script.toString())).succeeded();

        assertThat(booted.output())
                .containsPattern("tarball .* checksum right")
                .containsPattern("service .* written")
                .doesNotContain(GceSurroundings.TOKEN);
        assertThat(again.output())
                .containsPattern("configuration .* unchanged")
                .containsPattern("service .* unchanged");
        assertThat(vm.file("opt/spillway-boot/boot.sh")).hasSameTextualContentAs(script);
        return vm;
    }
}
