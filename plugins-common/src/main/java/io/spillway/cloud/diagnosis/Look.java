package io.spillway.cloud.diagnosis;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;

/**
 * A check by its name and how it looks.
 *
 * @param looking blocks no longer than it is told
 */
public record Look(String name, Looking looking) implements Check {

    /** How a check looks. */
    @FunctionalInterface
    public interface Looking {
        /** Looks. */
        Finding look(Duration timeout) throws Exception;
    }

    /** One that makes no sense here. */
    public static Look skipped(String name, String why) {
        return new Look(name, timeout -> Finding.skipped(why));
    }

    @Override
    public Finding run(Duration timeout) throws Exception {
        return looking.look(timeout);
    }
}
