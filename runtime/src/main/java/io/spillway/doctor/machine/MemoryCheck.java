package io.spillway.doctor.machine;

import io.spillway.agent.boot.EffectiveConfiguration;
import io.spillway.agent.boot.Machine;
import io.spillway.doctor.Words;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/**
 * What the agent would give a TaskManager on this machine.
 *
 * @param known what is wrong with the configuration, as another check tells
 * @param temporary where its temporary files go
 */
public record MemoryCheck(
        ConfigurationFile file, Set<String> known, Machine machine, Path temporary)
        implements Check {

    @Override
    public String name() {
        return "Memory and slots";
    }

    @Override
    public Finding run(Duration timeout) {
        SettingsReader reader = new SettingsReader(file);
        AgentSettings settings = AgentSettings.read(reader);
        Optional<HaSettings> ha = HaSettings.read(reader);
        EffectiveConfiguration effective =
                EffectiveConfiguration.of(
                        file, reader, settings, ha, anybody(), machine, temporary);
        try {
            reader.check();
        } catch (InvalidSettingsException e) {
            List<String> more = e.problems().stream().filter(p -> !known.contains(p)).toList();
            return more.isEmpty()
                    ? Finding.skipped("config.yaml has to be corrected first")
                    : Finding.failure(String.join("\n", more), "correct the keys that are named");
        }
        return ofProcess(effective, settings);
    }

    private Finding ofProcess(EffectiveConfiguration effective, AgentSettings settings) {
        Configuration all = new Configuration(file.configuration());
        effective.chosen().forEach(all::setString);
        TaskExecutorProcessSpec process = TaskExecutorProcessUtils.processSpecFromConfig(all);
        long bytes = process.getTotalProcessMemorySize().getBytes();
        String found =
                "%d %s on %d vCPUs; a process of %s (%s heap, %s managed) in %s of memory"
                        .formatted(
                                effective.slots(),
                                effective.slots() == 1 ? "slot" : "slots",
                                machine.cpus(),
                                Words.ofBytes(bytes),
                                Words.ofBytes(process.getTaskHeapSize().getBytes()),
                                Words.ofBytes(process.getManagedMemorySize().getBytes()),
                                Words.ofBytes(machine.memoryBytes()));
        if (bytes > machine.memoryBytes()) {
            return Finding.failure(
                    found + ": more than there is",
                    "lower taskmanager.memory.process.size, or remove it: the agent then takes what the machine has");
        }
        if (bytes > machine.memoryBytes() - settings.memoryReserve().getBytes()) {
            return Finding.warning(
                    found + ": leaves less than spillway.taskmanager.memory-reserve",
                    "lower taskmanager.memory.process.size, or remove it: the agent then takes the machine's memory less the reserve");
        }
        return Finding.ok(found);
    }

    /** Sizes don't depend on who the machine is. */
    private static InstanceIdentity anybody() {
        return new InstanceIdentity(
                "doctor", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
