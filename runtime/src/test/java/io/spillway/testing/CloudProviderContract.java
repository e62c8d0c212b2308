package io.spillway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.settings.CloudSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.spillway.spi.cloud.CloudProvider} does: a plugin's test extends this. Where
 * a provider looks is its own affair, so a test asks through the methods here.
 */
public abstract class CloudProviderContract {
    /** For one question. */
    protected static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The provider's name. */
    protected abstract String name();

    /** Asks the provider on a machine of its cloud. */
    protected abstract Optional<CloudInstance> onItsMachine(Map<String, String> settings)
            throws Exception;

    /** Asks it on a machine that is nobody's. */
    protected abstract Optional<CloudInstance> elsewhere(Map<String, String> settings)
            throws Exception;

    /** Asks it on a machine of its cloud that may not be asked who it is. */
    protected abstract Optional<CloudInstance> whereItIsRefused(Map<String, String> settings)
            throws Exception;

    /** The configuration's defaults, as a provider gets them. */
    protected final Map<String, String> defaults() throws Exception {
        return settings(Map.of());
    }

    /** The same with what a user has set. */
    protected final Map<String, String> settings(Map<String, String> user) throws Exception {
        SettingsReader reader =
                new SettingsReader(ConfigurationFile.of(Configuration.fromMap(user)));
        CloudSettings clouds = CloudSettings.read(reader);
        reader.check();
        return clouds.of(name());
    }

    @Test
    void hasAName() {
        assertThat(name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void knowsItsMachine() throws Exception {
        try (CloudInstance machine = onItsMachine(defaults()).orElseThrow()) {
            assertThat(machine.identity().id()).matches("[A-Za-z0-9._-]{1,128}");
            assertThat(machine.identity().zone()).isPresent();
            assertThat(machine.identity().type()).isPresent();
            assertThat(machine.identity()).isEqualTo(machine.identity());
            assertThat(machine.notices())
                    .isNotEmpty()
                    .isEqualTo(machine.notices())
                    .extracting(TerminationNotices::name)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void doesNotTakeAnotherMachineForItsOwn() throws Exception {
        assertThat(elsewhere(defaults())).isEmpty();
    }

    @Test
    void aMachineOfItsOwnThatItMayNotAskIsOneLine() {
        assertThatThrownBy(() -> whereItIsRefused(defaults()))
                .isInstanceOf(CloudException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }
}
