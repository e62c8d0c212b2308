package io.spillway.jobmanager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
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

    /** The manifest entry that comes before {@code Main-Class}; Flink's own. */
    private static final String ENTRY_CLASS_ATTRIBUTE = "program-class";

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
        Path jar = jobJar.isPresent() ? jobJar.get() : onlyJarIn(usrlib);
        String fromManifest = entryClassOf(jar);
        String entryClass = jobClass.orElse(fromManifest);
        if (entryClass == null) {
            throw new StartupException(
                    "%s: its manifest names no Main-Class: pass --job-class CLASS.".formatted(jar));
        }
        return new JobProgram(jar, entryClass, List.copyOf(arguments));
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

    private static Path onlyJarIn(Path usrlib) throws StartupException {
        List<Path> jars = List.of();
        if (Files.isDirectory(usrlib)) {
            try (Stream<Path> files = Files.list(usrlib)) {
                jars =
                        files.filter(f -> f.getFileName().toString().endsWith(".jar"))
                                .sorted()
                                .toList();
            } catch (IOException e) {
                throw new StartupException(
                        "%s: can't be listed: %s".formatted(usrlib, e.getMessage()), e);
            }
        }
        if (jars.isEmpty()) {
            throw new StartupException(
                    "There is no job: put its jar into %s or pass --job-jar FILE."
                            .formatted(usrlib));
        }
        if (jars.size() > 1) {
            throw new StartupException(
                    "%s: holds several jars (%s): leave the job's alone there or pass --job-jar FILE."
                            .formatted(
                                    usrlib,
                                    jars.stream()
                                            .map(j -> j.getFileName().toString())
                                            .collect(Collectors.joining(", "))));
        }
        return jars.get(0);
    }

    /** The manifest's word, or null. Also proves that it is a jar. */
    private static String entryClassOf(Path jar) throws StartupException {
        if (!Files.isRegularFile(jar)) {
            throw new StartupException(
                    "%s: there is no such file: pass the job's jar with --job-jar FILE."
                            .formatted(jar));
        }
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            if (manifest == null) {
                return null;
            }
            Attributes attributes = manifest.getMainAttributes();
            String own = attributes.getValue(ENTRY_CLASS_ATTRIBUTE);
            return own != null ? own : attributes.getValue(Attributes.Name.MAIN_CLASS);
        } catch (ZipException e) {
            throw new StartupException(
                    "%s: not a jar: pass the job's jar with --job-jar FILE.".formatted(jar), e);
        } catch (IOException e) {
            throw new StartupException("%s: can't be read: %s".formatted(jar, e.getMessage()), e);
        }
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
