package io.spillway.agent.boot;

import io.spillway.settings.AgentSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.ExporterOptions;
import io.spillway.settings.FleetDefaults;
import io.spillway.settings.HaSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.InstanceIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * How the TaskManager on this machine is configured: what the user says in {@code config.yaml}, and
 * what machine and identity give where the user says nothing.
 *
 * @param resourceId the TaskManager's resource id: the instance id, unless the user set another
 * @param slots how many slots it offers
 * @param chosen the keys that are set beyond the user's, for the TaskManager's command line
 * @param jvmMemory the JVM's memory flags, by Flink's own calculation
 * @param temporary the folder made for this TaskManager alone and deleted after it; empty when the
 *     user says where temporary files go
 */
public record EffectiveConfiguration(
        String resourceId,
        int slots,
        Map<String, String> chosen,
        List<String> jvmMemory,
        Optional<Path> temporary) {

    private static final Pattern DYNAMIC = Pattern.compile("-D ([^=\\s]+)=(\"[^\"]*\"|\\S*)");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1|\\[::1]");

    /** Sizes of memory of which one is enough for Flink to compute the others. */
    private static final List<ConfigOption<MemorySize>> TOTALS =
            List.of(
                    TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                    TaskManagerOptions.TOTAL_FLINK_MEMORY,
                    TaskManagerOptions.TASK_HEAP_MEMORY);

    /**
     * Computes it. What is wrong is noted in {@code reader}; the result is of no use then.
     *
     * @param ha how the leader is found, if by an object store
     * @param temporaryRoot where folders for temporary files are made
     */
    public static EffectiveConfiguration of(
            ConfigurationFile file,
            SettingsReader reader,
            AgentSettings settings,
            Optional<HaSettings> ha,
            InstanceIdentity identity,
            Machine machine,
            Path temporaryRoot) {
        Configuration effective = new Configuration(file.configuration());
        Map<String, String> chosen = new LinkedHashMap<>();
        Choice choice = new Choice(effective, chosen);

        choice.set(TaskManagerOptions.TASK_MANAGER_RESOURCE_ID, identity.id());
        host(choice, reader, identity);
        choice.set(TaskManagerOptions.NUM_TASK_SLOTS, machine.cpus());
        choice.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, FleetDefaults.HEARTBEAT_INTERVAL);
        choice.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, FleetDefaults.HEARTBEAT_TIMEOUT);
        ha.ifPresent(settled -> choice.setAll(settled.keys(file.configuration())));
        ExporterOptions.check(reader);
        FleetDefaults.exporter().forEach(choice::set);
        Path temporary = temporaryRoot.resolve("spillway-" + identity.id());
        boolean ownTemporary = choice.set(CoreOptions.TMP_DIRS, temporary.toString());

        List<String> jvmMemory = List.of();
        if (TOTALS.stream().noneMatch(effective::contains)) {
            MemorySize left = machineLessReserve(reader, settings, machine);
            choice.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, left);
        }
        int slots = reader.get(TaskManagerOptions.NUM_TASK_SLOTS);
        try {
            TaskExecutorProcessSpec spec =
                    TaskExecutorProcessUtils.processSpecFromConfig(effective);
            slots = spec.getNumSlots();
            Matcher dynamic =
                    DYNAMIC.matcher(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec));
            while (dynamic.find()) {
                chosen.put(dynamic.group(1), dynamic.group(2).replace("\"", ""));
            }
            jvmMemory =
                    Stream.of(ProcessMemoryUtils.generateJvmParametersStr(spec).split(" ", -1))
                            .filter(f -> !f.isBlank())
                            .toList();
        } catch (IllegalConfigurationException | IllegalArgumentException e) {
            reader.problem(
                    "taskmanager.memory",
                    String.valueOf(e.getMessage())
                            .replace("TaskManager memory configuration failed: ", "")
                            .replaceAll("\\s+", " "));
        }
        return new EffectiveConfiguration(
                effective.get(TaskManagerOptions.TASK_MANAGER_RESOURCE_ID),
                slots,
                chosen,
                jvmMemory,
                ownTemporary ? Optional.of(temporary) : Optional.empty());
    }

    /**
     * A fleet on one machine stays on its loopback interface. Elsewhere the cloud knows the
     * address; without a cloud Flink takes the interface that leads to the JobManager.
     */
    private static void host(Choice choice, SettingsReader reader, InstanceIdentity identity) {
        Optional<String> jobManager = reader.find(JobManagerOptions.ADDRESS);
        boolean highlyAvailable =
                !reader.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("NONE");
        if (jobManager.isEmpty() && !highlyAvailable) {
            reader.problem(
                    JobManagerOptions.ADDRESS.key(), "not set; say where the JobManager runs");
        }
        if (!highlyAvailable && jobManager.filter(a -> LOOPBACK.matcher(a).matches()).isPresent()) {
            choice.set(TaskManagerOptions.HOST, "localhost");
            choice.set(TaskManagerOptions.BIND_HOST, "localhost");
        } else {
            identity.host().ifPresent(host -> choice.set(TaskManagerOptions.HOST, host));
        }
    }

    private static MemorySize machineLessReserve(
            SettingsReader reader, AgentSettings settings, Machine machine) {
        long left = machine.memoryBytes() - settings.memoryReserve().getBytes();
        if (left <= 0) {
            reader.problem(
                    TaskManagerOptions.TOTAL_PROCESS_MEMORY.key(),
                    "not set, and the machine's %d MiB less spillway.taskmanager.memory-reserve leave nothing"
                            .formatted(machine.memoryBytes() >> 20));
            return MemorySize.ofMebiBytes(1728);
        }
        return MemorySize.ofMebiBytes(left >> 20);
    }

    /** Sets what the user hasn't set. */
    private record Choice(Configuration effective, Map<String, String> chosen) {

        <T> void set(FleetDefaults<T> byDefault) {
            set(byDefault.option(), byDefault.value());
        }

        <T> boolean set(ConfigOption<T> option, T value) {
            if (effective.contains(option)) {
                return false;
            }
            effective.set(option, value);
            chosen.put(option.key(), word(value));
            return true;
        }

        /** Sets what the user may not have set, or has set to what stands for it. */
        void setAll(Map<String, String> keys) {
            keys.forEach(effective::setString);
            chosen.putAll(keys);
        }

        /** Without blanks, so that the command line can be read by eye and by scripts. */
        private static String word(Object value) {
            if (value instanceof Duration duration) {
                return duration.toMillis() + "ms";
            }
            return value instanceof MemorySize size ? size.getBytes() + "b" : value.toString();
        }
    }
}
