package io.spillway.doctor.configuration;

import io.spillway.settings.Setting;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;

/** Whether {@code config.yaml} is there, and every process could start with it. */
public record FileCheck(Settings settings) implements Check {

    @Override
    public String name() {
        return "config.yaml";
    }

    @Override
    public Finding run(Duration timeout) {
        if (!settings.problems().isEmpty()) {
            return Finding.failure(
                    String.join("\n", settings.problems()),
                    settings.readable()
                            ? "correct what is named; docs/reference/configuration.md has all keys"
                            : "pass --config-dir, or set SPILLWAY_CONF_DIR");
        }
        if (!settings.readable()) {
            return Finding.skipped("there is none here; the defaults are used");
        }
        var keys = settings.file().configuration().keySet();
        long ours = keys.stream().filter(key -> key.startsWith(Setting.PREFIX)).count();
        return Finding.ok(
                "%s: %d keys, %d of them Spillway's"
                        .formatted(settings.file().path(), keys.size(), ours));
    }
}
