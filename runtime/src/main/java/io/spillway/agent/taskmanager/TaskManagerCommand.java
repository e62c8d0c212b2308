package io.spillway.agent.taskmanager;

import io.spillway.agent.boot.EffectiveConfiguration;
import io.spillway.ha.taskmanager.LeaderFile;
import io.spillway.ha.taskmanager.RegisteredFile;
import io.spillway.plugins.PreparedRpcSystemLoader;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.JvmOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;

/**
 * The command line of a TaskManager process.
 *
 * @param command the program and its arguments
 * @param output where its standard output and error go
 */
public record TaskManagerCommand(List<String> command, Path output) {

    /** What Flink needs from the module system; bin/spillway has the same list. */
    private static final List<String> FLINK_MODULES =
            List.of(
                    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
                    "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.net=ALL-UNNAMED",
                    "--add-opens=java.base/java.io=ALL-UNNAMED",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-opens=java.base/java.text=ALL-UNNAMED",
                    "--add-opens=java.base/java.time=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED");

    /**
     * Ctrl-C and a closed terminal go to the whole process group, and a drain must not begin with
     * its TaskManager's death: the process is born deaf to both. It goes by SIGTERM, SIGKILL or the
     * lifeline. Its files aren't world-readable.
     */
    private static final List<String> SHELL =
            List.of("/bin/sh", "-c", "umask 027; trap '' INT HUP; exec \"$@\"", "taskmanager");

    public TaskManagerCommand {
        command = List.copyOf(command);
    }

    /** Builds it. */
    public static TaskManagerCommand of(
            ConfigurationFile file, EffectiveConfiguration effective, Surroundings surroundings) {
        Configuration user = file.configuration();
        List<String> command = new ArrayList<>(SHELL);
        String javaHome = user.getOptional(CoreOptions.FLINK_JAVA_HOME).orElse(null);
        command.add(
                Path.of(javaHome == null ? surroundings.javaHome() : javaHome, "bin", "java")
                        .toString());
        command.addAll(effective.jvmMemory());
        // Before the user's own options, which win. The JVM itself checks that the archive fits.
        surroundings.archive().ifPresent(a -> command.add("-XX:SharedArchiveFile=" + a));
        surroundings
                .firstJobClasses()
                .ifPresent(list -> command.add("-D" + PreparedClasses.FIRST_JOB + "=" + list));
        surroundings
                .rpcSystem()
                .ifPresent(jar -> command.add("-D" + PreparedRpcSystemLoader.PROPERTY + "=" + jar));
        surroundings.leaderFile().ifPresent(f -> command.add("-D" + LeaderFile.PROPERTY + "=" + f));
        command.add("-D" + RegisteredFile.PROPERTY + "=" + surroundings.registeredFile());
        effective.temporary().ifPresent(t -> command.add("-Djava.io.tmpdir=" + t));
        command.addAll(FLINK_MODULES);
        command.add("-Dlog.file=" + surroundings.log());
        Path logging = file.path().resolveSibling("log4j2-taskmanager.properties");
        command.add("-Dlog4j2.configurationFile=" + logging.toUri());
        command.addAll(JvmOptions.ofTaskManager(user));
        command.add("-cp");
        command.add(surroundings.classPath());
        command.add(TaskManagerMain.class.getName());
        command.add("--configDir");
        command.add(file.path().toAbsolutePath().getParent().toString());
        Map<String, String> dynamic = new LinkedHashMap<>();
        file.overridden().forEach(key -> dynamic.put(key, user.toMap().get(key)));
        dynamic.putAll(effective.chosen());
        dynamic.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return new TaskManagerCommand(command, surroundings.output());
    }

    /**
     * Where the process finds what it needs.
     *
     * @param javaHome the JDK that runs it unless {@code env.java.home} says another
     * @param classPath its class path
     * @param archive the class-data sharing archive that {@code spillway prepare} has left, if it
     *     has
     * @param firstJobClasses the list of classes that it has left beside that
     * @param rpcSystem the jar of Flink's RPC system that it has unpacked
     * @param leaderFile where it tells the agent who leads, if that is found through an object
     *     store
     * @param registeredFile where it tells the agent that a JobManager has it
     * @param log its log file
     */
    public record Surroundings(
            String javaHome,
            String classPath,
            Optional<Path> archive,
            Optional<Path> firstJobClasses,
            Optional<Path> rpcSystem,
            Optional<Path> leaderFile,
            Path registeredFile,
            Path log) {

        /** Where its standard output and error go: beside the log file. */
        public Path output() {
            String name = String.valueOf(log.getFileName());
            return log.resolveSibling(name.replaceFirst("\\.log$", "") + ".out");
        }
    }
}
