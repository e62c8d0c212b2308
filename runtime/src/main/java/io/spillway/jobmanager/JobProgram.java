package io.spillway.jobmanager;

import io.spillway.program.InvalidJobJarException;
import io.spillway.program.JobFingerprint;
import io.spillway.program.JobJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.configuration.Configuration;

/**
 * The user's job: a jar, its entry class and its arguments.
 *
 * @param jar the job jar
 * @param entryClass its class with {@code main}
 * @param arguments for that {@code main}
 */
record JobProgram(Path jar, String entryClass, List<String> arguments) {

    /**
     * Finds the job. Blocks on the disk.
     *
     * @param jobJar what the user says; empty takes the one jar in {@code usrlib}
     * @param jobClass what the user says; empty takes what the jar's manifest says
     * @throws StartupException when it isn't there or isn't what it should be
     */
    static JobProgram find(
            Optional<Path> jobJar, Optional<String> jobClass, Path usrlib, List<String> arguments)
            throws StartupException {
        try {
            Path jar = jobJar.isPresent() ? jobJar.get() : JobJar.onlyOneIn(usrlib);
            String entryClass = JobJar.open(jar, "--job-jar").entryClass(jobClass);
            return new JobProgram(jar, entryClass, List.copyOf(arguments));
        } catch (InvalidJobJarException e) {
            throw new StartupException(e.getMessage(), e);
        }
    }

    /**
     * What tells it from another. Reads the jar.
     *
     * @throws StartupException when that can't be done
     */
    JobFingerprint fingerprint() throws StartupException {
        try {
            return JobFingerprint.of(jar, entryClass, arguments);
        } catch (IOException e) {
            throw new StartupException("%s: can't be read: %s".formatted(jar, e.getMessage()), e);
        }
    }

    /**
     * Loads the entry class.
     *
     * @throws StartupException when there is no such class, or it has no {@code main}
     */
    PackagedProgram load(Configuration configuration) throws StartupException {
        try {
            return PackagedProgram.newBuilder()
                    .setJarFile(jar.toFile())
                    .setEntryPointClassName(entryClass)
                    .setArguments(arguments.toArray(String[]::new))
                    .setConfiguration(configuration)
                    .build();
        } catch (ProgramInvocationException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw new StartupException(
                        "%s: there is no class %s in it: pass the right one with --job-class CLASS."
                                .formatted(jar, entryClass),
                        e);
            }
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().toString();
            throw new StartupException(
                    "%s: class %s can't be run: %s".formatted(jar, entryClass, oneLine(reason)), e);
        } catch (LinkageError | RuntimeException e) {
            throw new StartupException(
                    "%s: class %s can't be loaded: %s"
                            .formatted(jar, entryClass, oneLine(e.toString())),
                    e);
        }
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
