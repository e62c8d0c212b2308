package io.spillway.jobmanager.scalein;

import io.spillway.plugins.Detection;
import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.scalein.ScaleInRules;
import io.spillway.settings.AgentOptions;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.settings.ScaleInOptions;
import io.spillway.settings.ScaleInOptions.Mode;
import io.spillway.settings.ScaleInSettings;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group that this JobManager makes smaller.
 *
 * @param provider of the cloud that it is in
 * @param settings with the group's name
 */
public record ScaleInChoice(InstanceGroupProvider provider, ScaleInSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleInChoice.class);

    private static final Duration LEAST_GAP = Duration.ofMinutes(1);
    private static final Duration CALL = Duration.ofSeconds(30);

    /**
     * As the configuration says; empty when the group's own policy scales in. Blocks while plugins
     * are loaded, and as long as {@code spillway.cloud.detection-timeout} when they have to find
     * out where they are.
     *
     * @throws InvalidSettingsException when the JobManager should do it and no plugin can
     */
    public static Optional<ScaleInChoice> of(ScaleInSettings settings, Configuration configuration)
            throws InvalidSettingsException, PluginException, CloudException {
        if (settings.mode() == Mode.CLOUD || settings.cloud().equals(MetricSinkSettings.NONE)) {
            return Optional.empty();
        }
        return of(settings, Plugins.in(configuration).all(InstanceGroupProvider.class));
    }

    static Optional<ScaleInChoice> of(
            ScaleInSettings settings, List<InstanceGroupProvider> providers)
            throws InvalidSettingsException, CloudException {
        Optional<InstanceGroupProvider> here =
                settings.cloud().equals(MetricSinkSettings.AUTO)
                        ? Detection.here(
                                providers,
                                InstanceGroupProvider::isHere,
                                settings.detectionTimeout())
                        : providers.stream()
                                .filter(p -> p.name().equals(settings.cloud()))
                                .findFirst();
        if (settings.mode() == Mode.JOBMANAGER) {
            if (here.isEmpty()) {
                throw noProvider(settings, providers);
            }
            return Optional.of(chosen(here.get(), settings));
        }
        Optional<InstanceGroupProvider> needed = here.filter(p -> !p.waitsForDrains());
        if (needed.isPresent() && settings.group().isEmpty()) {
            LOG.warn(
                    "Groups of the cloud {} don't wait for drains when they scale in: set {} to the TaskManagers' group, and the JobManager does it",
                    needed.get().name(),
                    ScaleInOptions.GROUP.key());
            return Optional.empty();
        }
        return needed.map(p -> chosen(p, settings));
    }

    private static ScaleInChoice chosen(InstanceGroupProvider provider, ScaleInSettings settings) {
        LOG.info(
                "This JobManager takes machines away that aren't needed: group {} of the cloud {}",
                settings.group().orElseThrow(),
                provider.name());
        return new ScaleInChoice(provider, settings);
    }

    private static InvalidSettingsException noProvider(
            ScaleInSettings settings, List<InstanceGroupProvider> providers) {
        String clouds =
                providers.isEmpty()
                        ? "no plugin in plugins/ can make a group smaller"
                        : "plugins that can make a group smaller: "
                                + providers.stream()
                                        .map(InstanceGroupProvider::name)
                                        .sorted()
                                        .collect(Collectors.joining(", "));
        return new InvalidSettingsException(
                settings.cloud().equals(MetricSinkSettings.AUTO)
                        ? "%s: \"jobmanager\", but no cloud's plugin knows this machine; set %s to the cloud, or this to \"cloud\" (%s)"
                                .formatted(
                                        ScaleInOptions.MODE.key(), AgentOptions.CLOUD.key(), clouds)
                        : "%s: \"jobmanager\", but the cloud \"%s\" has no plugin for that; set it to \"cloud\" (%s)"
                                .formatted(ScaleInOptions.MODE.key(), settings.cloud(), clouds));
    }

    /** The group's name. */
    public String group() {
        return settings.group().orElseThrow();
    }

    InstanceGroup open() throws CloudException {
        return provider.open(group(), settings.clouds().of(provider.name()));
    }

    ScaleInRules rules() {
        Duration gap = settings.publishInterval().multipliedBy(3);
        return new ScaleInRules(
                settings.stabilizationWindow(),
                gap.compareTo(LEAST_GAP) < 0 ? LEAST_GAP : gap,
                settings.tolerance(),
                settings.maxMachines(),
                settings.drainTimeout(),
                settings.removalTimeout(),
                settings.joinPatience(),
                CALL);
    }
}
