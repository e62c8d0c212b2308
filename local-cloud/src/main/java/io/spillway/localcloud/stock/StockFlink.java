package io.spillway.localcloud.stock;

import io.spillway.localcloud.cluster.JobProgram;
import io.spillway.localcloud.machine.VmSpec;
import io.spillway.localcloud.machine.VmTemplate;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Unmodified Flink on the tarball's {@code lib/}: the jars of Spillway itself stay off the class
 * path, there is no agent, and a VM's main process is the TaskManager, so that SIGTERM goes to it.
 * JVM flags for memory are Flink's own calculation, as its shell scripts do it.
 *
 * @param home the unpacked tarball
 * @param configuration the directory of config.yaml
 * @param libraries directories of jars besides {@code lib/}, which a user would put there
 * @param vmsDirectory each VM gets a directory of its own below it, named by its id
 */
public record StockFlink(Path home, Path configuration, List<Path> libraries, Path vmsDirectory)
        implements VmTemplate {
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String OURS = "spillway-";

    public StockFlink {
        home = home.toAbsolutePath();
        configuration = configuration.toAbsolutePath();
        libraries = libraries.stream().map(Path::toAbsolutePath).toList();
        vmsDirectory = vmsDirectory.toAbsolutePath();
    }

    /** A JobManager that runs the job. */
    public VmSpec jobManager(Path directory, JobProgram program) throws IOException {
        Configuration settings = load();
        JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(settings);
        List<String> command =
                java(
                        JobManagerProcessUtils.generateJvmParametersStr(memory, settings),
                        settings,
                        settings.get(CoreOptions.FLINK_JM_JVM_OPTIONS),
                        "jobmanager",
                        directory);
        command.add("-cp");
        command.add(classPath() + File.pathSeparator + entryPointJar());
        command.add(StockApplicationEntryPoint.class.getName());
        command.add(configuration.toString());
        command.add(program.jar().toString());
        command.addAll(program.arguments());
        return vm("jobmanager", directory, command, Duration.ZERO);
    }

    /** A TaskManager, whose resource id is the VM's id. */
    @Override
    public VmSpec spec(String id, Duration bootDelay) {
        Path directory = vmsDirectory.resolve(id);
        Configuration settings = load();
        TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(settings);
        List<String> command =
                java(
                        ProcessMemoryUtils.generateJvmParametersStr(memory),
                        settings,
                        settings.get(CoreOptions.FLINK_TM_JVM_OPTIONS),
                        "taskmanager",
                        directory);
        command.add("-cp");
        command.add(classPath());
        command.add(TASK_MANAGER);
        command.add("--configDir");
        command.add(configuration.toString());
        command.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
        command.add("-Dtaskmanager.resource-id=" + id);
        command.add("-Dio.tmp.dirs=" + directory.resolve("tmp"));
        return vm(id, directory, command, bootDelay);
    }

    private Configuration load() {
        return GlobalConfiguration.loadConfiguration(configuration.toString());
    }

    private List<String> java(
            String memory, Configuration settings, String options, String role, Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words(memory));
        // What Flink needs of the module system: bin/spillway has started this JVM with it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("--add-exports"))
                .forEach(command::add);
        command.add("-Dlog.file=" + directory.resolve("log").resolve(role + ".log"));
        command.add(
                "-Dlog4j2.configurationFile="
                        + configuration.resolve("log4j2-" + role + ".properties").toUri());
        command.addAll(words(settings.get(CoreOptions.FLINK_JVM_OPTIONS)));
        command.addAll(words(options));
        return command;
    }

    private VmSpec vm(String id, Path directory, List<String> command, Duration bootDelay) {
        return new VmSpec(
                id,
                directory,
                command,
                Map.of(
                        "FLINK_CONF_DIR", configuration.toString(),
                        "FLINK_LIB_DIR", home.resolve("lib").toString(),
                        "FLINK_PLUGINS_DIR", home.resolve("plugins").toString()),
                bootDelay);
    }

    /** Every jar of {@code lib/} but ours, in an order that never changes. */
    private String classPath() {
        List<Path> directories = new ArrayList<>();
        directories.add(home.resolve("lib"));
        directories.addAll(libraries);
        return directories.stream()
                .map(StockFlink::jars)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String jars(Path directory) {
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .filter(jar -> !jar.getFileName().toString().startsWith(OURS))
                    .map(Path::toString)
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String entryPointJar() throws IOException {
        try {
            return Path.of(
                            StockApplicationEntryPoint.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static List<String> words(String text) {
        return text == null
                ? List.of()
                : Stream.of(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
