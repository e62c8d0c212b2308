package io.spillway.jobmanager;

import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/**
 * Prints the memory flags that the JobManager's JVM is to be started with, by Flink's own
 * calculation: {@code JobManagerJvmArguments CONF_DIR [-Dkey=value …]}, one line on standard
 * output.
 */
public final class JobManagerJvmArguments {

    /**
     * What Flink takes for {@code jobmanager.memory.process.size} in its own configuration file.
     */
    private static final MemorySize PROCESS_SIZE = MemorySize.ofMebiBytes(1600);

    private JobManagerJvmArguments() {}

    public static void main(String[] args) {
        try {
            System.out.println(of(args));
        } catch (InvalidSettingsException e) {
            e.problems().forEach(p -> System.err.println("spillway jobmanager: " + p));
            System.exit(2);
        }
    }

    static String of(String... args) throws InvalidSettingsException {
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
        try {
            JobManagerProcessSpec spec =
                    JobManagerProcessUtils.processSpecFromConfig(configuration);
            return JobManagerProcessUtils.generateJvmParametersStr(spec, configuration);
        } catch (IllegalConfigurationException e) {
            throw new InvalidSettingsException(
                    "jobmanager.memory.*: " + e.getMessage().lines().findFirst().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("%s: %s".formatted(file.origin(""), e.getMessage()));
        }
    }
}
