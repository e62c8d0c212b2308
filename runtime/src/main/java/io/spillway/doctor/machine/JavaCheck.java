package io.spillway.doctor.machine;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whether Flink knows this JDK.
 *
 * @param feature the JDK's version, such as 17
 * @param version the same in full
 * @param home where it is
 */
public record JavaCheck(int feature, String version, Path home) implements Check {
    private static final int OLDEST = 17;

    /** The newest that Flink 2.3 is released for. */
    private static final int NEWEST = 21;

    /** The one that this process runs on. */
    public static JavaCheck current() {
        Runtime.Version version = Runtime.version();
        return new JavaCheck(
                version.feature(), version.toString(), Path.of(System.getProperty("java.home")));
    }

    @Override
    public String name() {
        return "Java";
    }

    @Override
    public Finding run(Duration timeout) {
        String found = "%s in %s".formatted(version, home);
        if (feature < OLDEST) {
            return Finding.failure(found, "set JAVA_HOME to a JDK 17 or 21");
        }
        return feature > NEWEST
                ? Finding.warning(
                        found + ", which Flink 2.3 isn't released for",
                        "set JAVA_HOME to a JDK 17 or 21")
                : Finding.ok(found);
    }
}
