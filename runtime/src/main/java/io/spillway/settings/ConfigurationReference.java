package io.spillway.settings;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;

/** Writes the configuration reference, a Markdown page, from the classes that hold the keys. */
public final class ConfigurationReference {

    private ConfigurationReference() {}

    /** The whole page. */
    public static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        <!-- Generated from the option classes: change those, then run
                             ./mvnw -pl runtime -am test -Dtest=ConfigurationReferenceTest -Dreference.update=true -Dsurefire.failIfNoSpecifiedTests=false -->

                        Spillway is configured in Flink's `config.yaml`; every key of Flink's works and wins over what Spillway
                        would choose. Its own keys begin with `spillway.`; an unknown one is an error. On the command line
                        `-Dkey=value` wins over the file.
                        """);
        for (Class<?> type : SettingCatalog.OPTION_CLASSES) {
            page.append('\n').append("## ").append(title(type)).append("\n\n");
            page.append("| key | default | allowed | what it does |\n|---|---|---|---|\n");
            for (Setting<?> setting : SettingCatalog.settingsOf(type)) {
                page.append(row(setting));
            }
        }
        page.append(
                """

                ## Keys of Flink's with other defaults

                The JobManager takes these instead of Flink's own, and the agents the heartbeats and the metrics among them. What `config.yaml` says wins.
                `scheduler-mode` is always `reactive`.

                | key | default | Flink's | why |
                |---|---|---|---|
                """);
        FleetDefaults.all().forEach(byDefault -> page.append(row(byDefault)));
        return page.toString();
    }

    private static String row(FleetDefaults<?> byDefault) {
        Object flinks = byDefault.option().defaultValue();
        return "| `%s` | `%s` | %s | %s |\n"
                .formatted(
                        byDefault.option().key(),
                        Allowed.format(byDefault.value()),
                        flinks == null ? "(none)" : "`" + Allowed.format(flinks) + "`",
                        cell(byDefault.reason()));
    }

    private static String title(Class<?> type) {
        Title title = type.getAnnotation(Title.class);
        if (title == null) {
            throw new IllegalStateException(type + " has no @Title");
        }
        return title.value();
    }

    private static String row(Setting<?> setting) {
        ConfigOption<?> option = setting.option();
        String byDefault =
                option.hasDefaultValue()
                        ? "`" + Allowed.format(option.defaultValue()) + "`"
                        : "(none)";
        String description = new HtmlFormatter().format(option.description());
        if (description.isBlank()) {
            throw new IllegalStateException(option.key() + " has no description");
        }
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        option.key(),
                        byDefault,
                        cell(setting.allowed().words()),
                        cell(description));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
