package io.spillway.localcloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchTemplateTest {
    private final LaunchTemplate template =
            new LaunchTemplate(
                    Path.of("/spillway"),
                    Path.of("/conf"),
                    Map.of("taskmanager.numberOfTaskSlots", "2"),
                    Map.of("JAVA_HOME", "/jdk"),
                    Path.of("/vms"));

    @Test
    void aVmRunsTheRealStartUpPathWithItsOwnIdAndDirectories() {
        VmSpec spec = template.spec("local-0007", Duration.ofSeconds(3));

        assertThat(spec.command())
                .startsWith("/spillway/bin/spillway", "taskmanager", "--config-dir", "/conf")
                .contains(
                        "-Dspillway.instance.id=local-0007",
                        "-Dio.tmp.dirs=/vms/local-0007/tmp",
                        "-Dtaskmanager.numberOfTaskSlots=2");
        assertThat(spec.environment())
                .containsEntry("SPILLWAY_LOG_DIR", "/vms/local-0007/log")
                .containsEntry("JAVA_HOME", "/jdk");
        assertThat(spec.bootDelay()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesAnIdThatIsNoFileName() {
        assertThatThrownBy(() -> template.spec("../x", Duration.ZERO))
                .hasMessage("instance id '../x': letters, digits and . _ - are allowed");
    }

    @Test
    void refusesANegativeBootDelayAndNoCommand() {
        assertThatThrownBy(() -> template.spec("a", Duration.ofSeconds(-1)))
                .hasMessage("boot delay PT-1S of a: must not be negative");
        assertThatThrownBy(() -> new VmSpec("a", Path.of("/a"), List.of(), Map.of(), Duration.ZERO))
                .hasMessage("the command of a is empty");
    }
}
