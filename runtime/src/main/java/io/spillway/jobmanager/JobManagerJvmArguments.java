package io.spillway.jobmanager;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.JvmOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/**
 * Prints what the JobManager's JVM is to be started with: {@code JobManagerJvmArguments CONF_DIR
 * [-Dkey=value …]}, one argument a line on standard output. First come the memory flags, by Flink's
 * own calculation, then what {@code env.java.opts.*} says, which wins.
 */
public final class JobManagerJvmArguments {

    /**
     * What Flink takes for {@code jobmanager.memory.process.size} in its own configuration file.
     */
    private static final MemorySize PROCESS_SIZE = MemorySize.ofMebiBytes(1600);

    private JobManagerJvmArguments() {}

    public static void main(String[] args) {
        try {
            of(args).forEach(System.out::println);
        } catch (InvalidSettingsException e) {
            e.problems().forEach(p -> System.err.println("spillway jobmanager: " + p));
            System.exit(2);
        }
    }

    static List<String> of(String... args) throws InvalidSettingsException {
        if (args.length == 0) {
            throw new InvalidSettingsException("usage: CONF_DIR [-Dkey=value …]");
        }
        List<String> pairs =
                Stream.of(args)
                        .skip(1)
                        .map(a -> a.startsWith("-D") ? a.substring("-D".length()) : a)
                        .toList();
        ConfigurationFile file =
                ConfigurationFile.load(Path.of(args[0]), ConfigurationFile.parseDynamic(pairs));
        Configuration configuration = new Configuration(file.configuration());
        boolean sized =
                Stream.of(
                                JobManagerOptions.TOTAL_PROCESS_MEMORY,
                                JobManagerOptions.TOTAL_FLINK_MEMORY,
                                JobManagerOptions.JVM_HEAP_MEMORY)
                        .anyMatch(configuration::contains);
        if (!sized) {
            configuration.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, PROCESS_SIZE);
        }
        List<String> arguments = new ArrayList<>(memory(file, configuration));
        arguments.addAll(ownLines(JvmOptions.ofJobManager(configuration)));
        return arguments;
    }

    private static List<String> memory(ConfigurationFile file, Configuration configuration)
            throws InvalidSettingsException {
        try {
            JobManagerProcessSpec spec =
                    JobManagerProcessUtils.processSpecFromConfig(configuration);
            return List.of(
                    JobManagerProcessUtils.generateJvmParametersStr(spec, configuration)
                            .split(" "));
        } catch (IllegalConfigurationException e) {
            throw new InvalidSettingsException(
                    "jobmanager.memory.*: " + e.getMessage().lines().findFirst().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("%s: %s".formatted(file.origin(""), e.getMessage()));
        }
    }

    private static List<String> ownLines(List<String> options) throws InvalidSettingsException {
        List<String> problems =
                options.stream()
                        .filter(option -> option.lines().count() > 1)
                        .map(
                                option ->
                                        "env.java.opts.*: the option that begins with %s has a line break in it; write it on one line."
                                                .formatted(option.lines().findFirst().orElse("")))
                        .toList();
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return options;
    }
}
