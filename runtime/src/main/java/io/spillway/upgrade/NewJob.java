package io.spillway.upgrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator asks for.
 *
 * @param jar the new jar; empty to go on with the upgrade that is under way
 * @param mainClass the class with its {@code main}; empty for what its manifest says
 * @param inPlace the jar that the JobManager is started with by {@code --job-jar}, whose name the
 *     new one gets; empty for the one in {@code usrlib}
 * @param savepoints below which the savepoint is written
 * @param savepoint the savepoint that an upgrade under way has written, when no JobManager can tell
 *     any more
 * @param sameJar whether the job is only started anew, with what its command line says then
 * @param timeout how long to wait for the savepoint, and again for the new job
 */
public record NewJob(
        Optional<Path> jar,
        Optional<String> mainClass,
        Optional<Path> inPlace,
        Optional<String> savepoints,
        Optional<String> savepoint,
        boolean sameJar,
        Duration timeout) {}
