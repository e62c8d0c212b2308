package io.spillway.agent.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedClassesTest {
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

        assertThat(classes(list).load()).isEqualTo(2);
        assertThat(initialised).isFalse();
    }

    @Test
    void aListThatIsGoneStopsNothing() {
        PreparedClasses missing = classes(directory.resolve("none"));

        assertThatThrownBy(missing::load).isInstanceOf(NoSuchFileException.class);
        missing.loadAndTell();
    }

    private static PreparedClasses classes(Path list) {
        return new PreparedClasses("a test", list, PreparedClassesTest.class.getClassLoader());
    }
}
