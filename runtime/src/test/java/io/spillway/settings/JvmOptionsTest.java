package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {

    @Test
    void theNarrowerComeLastAndSoWin() {
        Configuration configuration =
                Configuration.fromMap(
                        Map.of(
                                "env.java.default-opts.all", "-Da=1",
                                "env.java.opts.all", "-Da=2",
                                "env.java.default-opts.jobmanager", "-Da=3",
                                "env.java.opts.jobmanager", "-Da=4",
                                "env.java.default-opts.taskmanager", "-Da=5",
                                "env.java.opts.taskmanager", "-Da=6"));

        assertThat(JvmOptions.ofJobManager(configuration))
                .containsExactly("-Da=1", "-Da=2", "-Da=3", "-Da=4");
        assertThat(JvmOptions.ofTaskManager(configuration))
                .containsExactly("-Da=1", "-Da=2", "-Da=5", "-Da=6");
    }

    @Test
    void areSplitAsAShellWould() {
        Configuration configuration =
                Configuration.fromMap(Map.of("env.java.opts.all", "  -a \"b c\"d  'e \"f' "));

        assertThat(JvmOptions.ofJobManager(configuration)).containsExactly("-a", "b cd", "e f");
    }

    @Test
    void noneAreSetByDefault() {
        assertThat(JvmOptions.ofJobManager(new Configuration())).isEmpty();
        assertThat(JvmOptions.ofTaskManager(new Configuration())).isEmpty();
    }
}
