package io.spillway.doctor.configuration;

import io.spillway.program.InvalidJobJarException;
import io.spillway.program.JobJar;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the JobManager finds its job.
 *
 * @param usrlib where it looks
 */
public record JobJarCheck(Path usrlib) implements Check {

    @Override
    public String name() {
        return "Job's jar";
    }

    @Override
    public Finding run(Duration timeout) {
        try {
            JobJar jar = JobJar.open(JobJar.onlyOneIn(usrlib), "--job-jar");
            if (jar.mainClass().isEmpty()) {
                return Finding.warning(
                        "%s: its manifest names no Main-Class".formatted(jar.path()),
                        "start the JobManager with --job-class CLASS, or name it when the jar is built");
            }
            return Finding.ok("%s in %s".formatted(jar.entryClass(Optional.empty()), jar.path()));
        } catch (InvalidJobJarException e) {
            return Finding.failure(
                    e.getMessage(),
                    "put the job's one jar there, or start the JobManager with --job-jar FILE");
        }
    }
}
