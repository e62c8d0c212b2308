package io.spillway.program;

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

/**
 * A job's jar.
 *
 * @param path where it is
 * @param mainClass what its manifest says, if it does
 */
public record JobJar(Path path, Optional<String> mainClass) {

    /** The manifest entry that comes before {@code Main-Class}; Flink's own. */
    private static final String ENTRY_CLASS_ATTRIBUTE = "program-class";

    /**
     * Looks into it. Blocks on the disk.
     *
     * @param option that names another jar, for the message
     * @throws InvalidJobJarException when it isn't there or is no jar
     */
    public static JobJar open(Path jar, String option) throws InvalidJobJarException {
        if (!Files.isRegularFile(jar)) {
            throw new InvalidJobJarException(
                    "%s: there is no such file: pass the job's jar with %s FILE."
                            .formatted(jar, option));
        }
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            return new JobJar(jar, Optional.ofNullable(manifest).flatMap(JobJar::mainClassOf));
        } catch (ZipException e) {
            throw new InvalidJobJarException(
                    "%s: not a jar: pass the job's jar with %s FILE.".formatted(jar, option), e);
        } catch (IOException e) {
            throw new InvalidJobJarException(
                    "%s: can't be read: %s".formatted(jar, e.getMessage()), e);
        }
    }

    private static Optional<String> mainClassOf(Manifest manifest) {
        Attributes attributes = manifest.getMainAttributes();
        String own = attributes.getValue(ENTRY_CLASS_ATTRIBUTE);
        return Optional.ofNullable(
                own != null ? own : attributes.getValue(Attributes.Name.MAIN_CLASS));
    }

    /**
     * The class with {@code main}.
     *
     * @param said what the user says, who wins
     * @throws InvalidJobJarException when neither says it
     */
    public String entryClass(Optional<String> said) throws InvalidJobJarException {
        return said.or(() -> mainClass)
                .orElseThrow(
                        () ->
                                new InvalidJobJarException(
                                        "%s: its manifest names no Main-Class: pass --job-class CLASS."
                                                .formatted(path)));
    }

    /**
     * Whether a class is in the jar itself. Blocks on the disk.
     *
     * @throws InvalidJobJarException when it can't be read
     */
    public boolean holds(String className) throws InvalidJobJarException {
        try (JarFile opened = new JarFile(path.toFile())) {
            return opened.getEntry(className.replace('.', '/') + ".class") != null;
        } catch (IOException e) {
            throw new InvalidJobJarException(
                    "%s: can't be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    /**
     * The one jar in a directory. Blocks on the disk.
     *
     * @throws InvalidJobJarException when there is none or more than one
     */
    public static Path onlyOneIn(Path usrlib) throws InvalidJobJarException {
        List<Path> jars = List.of();
        if (Files.isDirectory(usrlib)) {
            try (Stream<Path> files = Files.list(usrlib)) {
                jars =
                        files.filter(f -> f.getFileName().toString().endsWith(".jar"))
                                .sorted()
                                .toList();
            } catch (IOException e) {
                throw new InvalidJobJarException(
                        "%s: can't be listed: %s".formatted(usrlib, e.getMessage()), e);
            }
        }
        if (jars.isEmpty()) {
            throw new InvalidJobJarException(
                    "There is no job: put its jar into %s or pass --job-jar FILE."
                            .formatted(usrlib));
        }
        if (jars.size() > 1) {
            throw new InvalidJobJarException(
                    "%s: holds several jars (%s): leave the job's alone there or pass --job-jar FILE."
                            .formatted(
                                    usrlib,
                                    jars.stream()
                                            .map(j -> j.getFileName().toString())
                                            .collect(Collectors.joining(", "))));
        }
        return jars.get(0);
    }
}
