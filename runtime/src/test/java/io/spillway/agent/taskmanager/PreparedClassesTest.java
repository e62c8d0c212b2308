package io.spillway.agent.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstJobClassesTest {
    /** Set when {@link Noisy} is initialised. */
    private static boolean initialised;

    @TempDir private Path directory;

    /** A class that would be noticed. */
    static final class Noisy {
        static {
            initialised = true;
        }
    }

    @Test
    void loadsWhatIsThereAndInitialisesNothing() throws Exception {
        Path list =
                Files.writeString(
                        directory.resolve("first.classes"),
                        String.join(
                                "\n",
                                "org.apache.flink.runtime.deployment.TaskDeploymentDescriptor",
                                "no.such.Class",
                                Noisy.class.getName()));

        assertThat(new FirstJobClasses(list).load()).isEqualTo(2);
        assertThat(initialised).isFalse();
    }

    @Test
    void aListThatIsGoneStopsNothing() {
        FirstJobClasses missing = new FirstJobClasses(directory.resolve("none"));

        assertThatThrownBy(missing::load).isInstanceOf(NoSuchFileException.class);
        missing.run();
    }
}
