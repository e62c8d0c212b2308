package io.spillway.upgrade;

import io.spillway.program.InvalidJobJarException;
import io.spillway.program.JobFingerprint;
import io.spillway.program.JobJar;
import io.spillway.upgrade.UpgradeRecord.Jar;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The two jars of an upgrade.
 *
 * @param place where the one is that the JobManager starts from
 * @param from that one
 * @param to what is to take its place; the same one if the job is only started anew
 */
record JarExchange(Path place, Jar from, Jar to) {

    /**
     * Looks at both. Blocks on the disk.
     *
     * @param usrlib where the job's jar is, unless the JobManager is told another one
     * @throws UpgradeException when there is no new jar, or it lacks the job's class
     * @throws InvalidJobJarException when one of them is no jar
     */
    static JarExchange of(NewJob asked, Path usrlib)
            throws UpgradeException, InvalidJobJarException, IOException {
        Path place = asked.inPlace().isPresent() ? asked.inPlace().get() : JobJar.onlyOneIn(usrlib);
        JobJar unused = JobJar.open(place, "--job-jar");
        Jar from = new Jar(name(place), JobFingerprint.sha256(place));
        return new JarExchange(place, from, asked.sameJar() ? from : incoming(asked, from));
    }

    private static Jar incoming(NewJob asked, Jar from)
            throws UpgradeException, InvalidJobJarException, IOException {
        Path jar =
                asked.jar()
                        .orElseThrow(
                                () ->
                                        UpgradeException.wrong(
                                                "there is no upgrade under way to go on with: pass the new jar with --jar FILE"));
        JobJar opened = JobJar.open(jar, "--jar");
        String entryClass = opened.entryClass(asked.mainClass());
        if (!opened.holds(entryClass)) {
            throw UpgradeException.wrong(
                    "%s: there is no class %s in it: pass the right one with --job-class CLASS"
                            .formatted(jar, entryClass));
        }
        String placed = asked.inPlace().isPresent() ? from.name() : name(jar);
        return new Jar(placed, JobFingerprint.sha256(jar));
    }

    private static String name(Path jar) {
        return jar.getFileName().toString();
    }

    /** Whether what is to come is in place already. */
    boolean isDone() {
        return from.sha256().equals(to.sha256());
    }

    /** The directory that the jar is in, on this machine. */
    String directory() {
        return place.toAbsolutePath().normalize().getParent().toString();
    }

    /** Copies the new jar to where it waits for its turn. Blocks on the disk. */
    void stage(NewJob asked, UpgradeDirectory waiting) throws IOException {
        waiting.stage(asked.jar().orElseThrow(), to.name(), place);
    }
}
