package io.spillway.jobmanager.metrics;

import io.spillway.plugins.Detection;
import io.spillway.plugins.PluginException;
import io.spillway.plugins.Plugins;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MetricSinkOptions;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.MetricSinkProvider;
import io.spillway.spi.cloud.MetricTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cloud gets the scaling signal.
 *
 * @param provider of the cloud that was chosen
 * @param settings what it was chosen by
 */
public record SinkChoice(MetricSinkProvider provider, MetricSinkSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(SinkChoice.class);

    /**
     * As the configuration says; empty when no cloud gets it. Blocks while plugins are loaded, and
     * as long as {@code spillway.cloud.detection-timeout} when they have to find out where they
     * are.
     *
     * @throws InvalidSettingsException when there is no plugin for the cloud that is named
     */
    public static Optional<SinkChoice> of(MetricSinkSettings settings, Configuration configuration)
            throws InvalidSettingsException, PluginException, CloudException {
        if (settings.cloud().equals(MetricSinkSettings.NONE)) {
            return Optional.empty();
        }
        List<MetricSinkProvider> providers =
                Plugins.in(configuration).all(MetricSinkProvider.class);
        Optional<SinkChoice> choice =
                choose(settings, providers).map(p -> new SinkChoice(p, settings));
        LOG.info(
                "The scaling signal goes to {}",
                choice.map(
                                c ->
                                        "the cloud %s, for group %s"
                                                .formatted(
                                                        c.provider.name(),
                                                        settings.group().orElseThrow()))
                        .orElse("no cloud: none of its plugins knows this machine"));
        return choice;
    }

    static Optional<MetricSinkProvider> choose(
            MetricSinkSettings settings, List<MetricSinkProvider> providers)
            throws InvalidSettingsException, CloudException {
        if (settings.cloud().equals(MetricSinkSettings.AUTO)) {
            return Detection.here(
                    providers, MetricSinkProvider::isHere, settings.detectionTimeout());
        }
        Optional<MetricSinkProvider> named =
                providers.stream().filter(p -> p.name().equals(settings.cloud())).findFirst();
        if (named.isEmpty()) {
            throw new InvalidSettingsException(
                    "%s: \"%s\" is not one of %s"
                            .formatted(
                                    MetricSinkOptions.TYPE.key(),
                                    settings.cloud(),
                                    Stream.concat(
                                                    Stream.of(
                                                            MetricSinkSettings.AUTO,
                                                            MetricSinkSettings.NONE),
                                                    providers.stream()
                                                            .map(MetricSinkProvider::name))
                                            .collect(Collectors.joining(", "))));
        }
        return named;
    }

    /**
     * The sink, which opens with the first value.
     *
     * @param jobName of the job that there is; not asked when the configuration names one
     */
    public MetricSink forJob(Supplier<Optional<String>> jobName) {
        return new LateSink(
                provider.name(),
                () ->
                        settings.job()
                                .or(jobName)
                                .map(job -> new MetricTarget(settings.group().orElseThrow(), job)),
                target -> provider.open(target, settings.clouds().of(provider.name())));
    }
}
