package io.spillway.cli;

import io.spillway.ha.LeaderAddress;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Option;

/** The options of every command: help, and where the JobManager is. */
final class JobManagerOptions {

    @Option(
            names = "--jobmanager",
            paramLabel = "URL",
            description =
                    "The JobManager's REST API (default: rest.address and rest.port, or the leader that the object store tells).")
    private String url;

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description = "Where config.yaml is (default: SPILLWAY_CONF_DIR, or conf/).")
    private Path configDir;

    @Option(
            names = "-D",
            paramLabel = "key=value",
            description = "A setting of Flink's or Spillway's; wins over config.yaml.")
    private List<String> dynamic = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts upon it.
    private boolean help;

    /** What {@code --jobmanager} says. */
    Optional<String> url() {
        return Optional.ofNullable(url);
    }

    /** What {@code -D} says. */
    Map<String, String> overrides() throws InvalidSettingsException {
        return ConfigurationFile.parseDynamic(dynamic);
    }

    HttpJobManagerClient client(Map<String, String> environment) throws InvalidSettingsException {
        ConfigurationFile file = configuration(environment);
        SettingsReader reader = new SettingsReader(file);
        Optional<HaSettings> ha = url == null ? HaSettings.read(reader) : Optional.empty();
        if (ha.isPresent()) {
            return client(ha.get(), file.configuration(), reader, environment);
        }
        JobManagerEndpoint endpoint =
                JobManagerEndpoint.read(reader, Optional.ofNullable(url), environment);
        reader.check();
        return new HttpJobManagerClient(endpoint);
    }

    private static HttpJobManagerClient client(
            HaSettings ha,
            Configuration user,
            SettingsReader reader,
            Map<String, String> environment)
            throws InvalidSettingsException {
        JobManagerEndpoint endpoint = JobManagerEndpoint.ofLeader(reader, environment);
        reader.check();
        Configuration configuration = new Configuration(user);
        ha.keys(user).forEach(configuration::setString);
        try {
            return new HttpJobManagerClient(endpoint, LeaderAddress.open(configuration));
        } catch (StoreException e) {
            throw new InvalidSettingsException("high-availability.storageDir: " + e.getMessage());
        }
    }

    /** With a URL there need be no file; what it says of TLS counts all the same. */
    ConfigurationFile configuration(Map<String, String> environment)
            throws InvalidSettingsException {
        Map<String, String> overrides = overrides();
        if (url != null && configDir == null) {
            try {
                Path folder = ConfigurationFile.folder(Optional.empty(), environment);
                if (!Files.exists(folder.resolve(ConfigurationFile.NAME))) {
                    return withoutFile(overrides);
                }
            } catch (InvalidSettingsException e) {
                return withoutFile(overrides);
            }
        }
        return ConfigurationFile.load(
                ConfigurationFile.folder(Optional.ofNullable(configDir), environment), overrides);
    }

    private static ConfigurationFile withoutFile(Map<String, String> overrides) {
        return new ConfigurationFile(
                null, Configuration.fromMap(overrides), Set.copyOf(overrides.keySet()));
    }
}
