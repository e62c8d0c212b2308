package io.spillway.doctor.configuration;

import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.CloudSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.ExporterOptions;
import io.spillway.settings.FleetDefaults;
import io.spillway.settings.HaSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.settings.MetricSinkSettings;
import io.spillway.settings.MoveSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.settings.SignalSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * The configuration as the processes read it; with the defaults where it can't be used, so that the
 * rest can be looked at all the same.
 *
 * @param file empty of keys where there is none
 * @param readable whether there is one that could be read
 * @param problems what is wrong with it, one line each
 */
public record Settings(
        ConfigurationFile file,
        boolean readable,
        AgentSettings agent,
        MoveSettings move,
        MetricSinkSettings sink,
        CloudSettings clouds,
        Optional<HaSettings> ha,
        List<String> problems) {

    /** A file, or the reason why there is none. */
    @FunctionalInterface
    public interface Source {
        ConfigurationFile load() throws InvalidSettingsException;
    }

    public Settings {
        problems = List.copyOf(problems);
    }

    /**
     * Reads all that any process reads. Blocks on the disk.
     *
     * @param url where the command line says that the JobManager is
     */
    public static Settings read(
            Source source, Optional<String> url, Map<String, String> environment) {
        ConfigurationFile file;
        try {
            file = source.load();
        } catch (InvalidSettingsException e) {
            ConfigurationFile none = ConfigurationFile.of(new Configuration());
            return of(none, false, new SettingsReader(none), e.problems());
        }
        SettingsReader reader = new SettingsReader(file);
        Optional<HaSettings> ha = HaSettings.read(reader);
        if (ha.isPresent() && url.isEmpty()) {
            JobManagerEndpoint.ofLeader(reader, environment);
        } else {
            JobManagerEndpoint.read(reader, url, environment);
        }
        SignalSettings.read(reader);
        FleetDefaults.all().forEach(byDefault -> reader.find(byDefault.option()));
        ExporterOptions.check(reader);
        return of(file, file.path() != null, reader, List.of());
    }

    private static Settings of(
            ConfigurationFile file,
            boolean readable,
            SettingsReader reader,
            List<String> problems) {
        AgentSettings agent = AgentSettings.read(reader);
        MoveSettings move = MoveSettings.read(reader);
        MetricSinkSettings sink = MetricSinkSettings.read(reader);
        CloudSettings clouds = CloudSettings.read(reader);
        Optional<HaSettings> ha = HaSettings.read(reader);
        List<String> all = problems;
        try {
            reader.check();
        } catch (InvalidSettingsException e) {
            all = problems.isEmpty() ? e.problems() : problems;
        }
        return new Settings(file, readable, agent, move, sink, clouds, ha, all);
    }

    /** With what the processes set beyond the user's keys. */
    public Configuration effective() {
        Configuration effective = FleetDefaults.applyTo(file.configuration());
        ha.ifPresent(settled -> settled.keys(file.configuration()).forEach(effective::setString));
        return effective;
    }
}
