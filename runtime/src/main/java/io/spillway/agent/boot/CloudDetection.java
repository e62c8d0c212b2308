package io.spillway.agent.boot;

import io.spillway.plugins.Detection;
import io.spillway.settings.AgentOptions;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.CloudSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.CloudProvider;
import io.spillway.spi.cloud.InstanceIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out which cloud, if any, the machine belongs to. */
public final class CloudDetection {
    private static final String AUTO = "auto";

    /** For a cloud that was named: right after a boot its metadata service may be slow. */
    private static final Duration NAMED = Duration.ofSeconds(5);

    private final List<CloudProvider> providers;
    private final CloudSettings clouds;
    private final Supplier<NoCloud> noCloud;
    private final ExecutorService pool;

    /**
     * @param providers those that there are plugins for
     * @param clouds what each of them gets of the configuration
     * @param noCloud the machine if none of them knows it
     * @param pool asks them, each on a thread of its own
     */
    public CloudDetection(
            List<CloudProvider> providers,
            CloudSettings clouds,
            Supplier<NoCloud> noCloud,
            ExecutorService pool) {
        this.providers = List.copyOf(providers);
        this.clouds = clouds;
        this.noCloud = noCloud;
        this.pool = pool;
    }

    /**
     * The machine, as {@code spillway.cloud} says. Blocks as long as {@code
     * spillway.cloud.detection-timeout} when providers have to be asked, or 5 s if that is more and
     * the cloud is named.
     *
     * @throws InvalidSettingsException when the cloud is none that there is a plugin for
     * @throws CloudException when the one cloud that was asked for doesn't know the machine
     */
    public CloudInstance detect(AgentSettings settings)
            throws InvalidSettingsException, CloudException {
        if (settings.cloud().equals(NoCloud.NAME)) {
            return noCloud.get();
        }
        if (settings.cloud().equals(AUTO)) {
            return ask(providers, settings.cloudDetectionTimeout()).orElseGet(noCloud);
        }
        List<CloudProvider> chosen =
                providers.stream().filter(p -> p.name().equals(settings.cloud())).toList();
        if (chosen.isEmpty()) {
            throw new InvalidSettingsException(
                    "%s: \"%s\" is not one of %s"
                            .formatted(
                                    AgentOptions.CLOUD.key(),
                                    settings.cloud(),
                                    Stream.concat(
                                                    Stream.of(AUTO, NoCloud.NAME),
                                                    providers.stream().map(CloudProvider::name))
                                            .collect(Collectors.joining(", "))));
        }
        Duration timeout = settings.cloudDetectionTimeout();
        return ask(chosen, timeout.compareTo(NAMED) > 0 ? timeout : NAMED)
                .orElseThrow(
                        () ->
                                new CloudException(
                                        "%s: %s doesn't know this machine; set it to auto or none"
                                                .formatted(
                                                        AgentOptions.CLOUD.key(),
                                                        settings.cloud())));
    }

    /** What the user says of the machine, over what the cloud says. */
    public static InstanceIdentity overridden(
            InstanceIdentity identity, AgentSettings.Instance instance) {
        return new InstanceIdentity(
                instance.id().orElse(identity.id()),
                identity.host(),
                instance.zone().or(identity::zone),
                instance.type().or(identity::type),
                identity.group());
    }

    private Optional<CloudInstance> ask(List<CloudProvider> asked, Duration timeout)
            throws CloudException {
        List<Callable<Optional<CloudInstance>>> questions = new ArrayList<>();
        asked.forEach(p -> questions.add(() -> p.detect(clouds.of(p.name()), timeout)));
        return Detection.ask(questions, timeout, pool);
    }
}
