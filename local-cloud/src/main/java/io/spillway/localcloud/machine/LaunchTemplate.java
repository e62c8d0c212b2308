package io.spillway.localcloud.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every VM of a group boots: {@code bin/spillway taskmanager} of an unpacked tarball, the same
 * start-up path as on a cloud.
 *
 * @param spillwayHome the unpacked tarball
 * @param configDir the directory of config.yaml
 * @param settings configuration keys and values that go before config.yaml
 * @param environment added to the VMs' environment
 * @param vmsDirectory each VM gets a directory of its own below it, named by its id
 */
public record LaunchTemplate(
        Path spillwayHome,
        Path configDir,
        Map<String, String> settings,
        Map<String, String> environment,
        Path vmsDirectory)
        implements VmTemplate {

    public LaunchTemplate {
        spillwayHome = spillwayHome.toAbsolutePath();
        configDir = configDir.toAbsolutePath();
        vmsDirectory = vmsDirectory.toAbsolutePath();
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        environment = Map.copyOf(environment);
    }

    @Override
    public VmSpec spec(String id, Duration bootDelay) {
        Path directory = vmsDirectory.resolve(id);
        List<String> command = new ArrayList<>();
        command.add(spillwayHome.resolve("bin/spillway").toString());
        command.add("taskmanager");
        command.add("--config-dir");
        command.add(configDir.toString());
        Map<String, String> all = new LinkedHashMap<>();
        all.put("spillway.instance.id", id);
        all.put("io.tmp.dirs", directory.resolve(ProcessVmLauncher.TEMPORARY_FILES).toString());
        all.putAll(settings);
        all.forEach((key, value) -> command.add("-D" + key + "=" + value));
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put("SPILLWAY_LOG_DIR", directory.resolve(ProcessVmLauncher.LOGS).toString());
        return new VmSpec(id, directory, command, variables, bootDelay);
    }
}
