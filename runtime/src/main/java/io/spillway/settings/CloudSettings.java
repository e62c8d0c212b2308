package io.spillway.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clouds' plugins get to see of the configuration, which they don't read themselves: all
 * values checked, as text.
 */
public final class CloudSettings {
    private static final List<Class<?>> CLOUDS = List.of(AwsOptions.class, GcpOptions.class);

    private final Map<String, String> values;

    private CloudSettings(Map<String, String> values) {
        this.values = values;
    }

    /** Reads those of all clouds; what is wrong is noted in {@code reader}. */
    public static CloudSettings read(SettingsReader reader) {
        Map<String, String> values = new TreeMap<>();
        for (Class<?> cloud : CLOUDS) {
            for (Setting<?> setting : SettingCatalog.settingsOf(cloud)) {
                Object value = reader.get(setting);
                if (value != null) {
                    values.put(setting.key(), Allowed.format(value));
                }
            }
        }
        return new CloudSettings(values);
    }

    /**
     * Those of one cloud, their keys without what they have in common.
     *
     * @param cloud its plugin's name, such as {@code aws}
     */
    public Map<String, String> of(String cloud) {
        String prefix = Setting.PREFIX + cloud + ".";
        Map<String, String> own = new TreeMap<>();
        values.forEach(
                (key, value) -> {
                    if (key.startsWith(prefix)) {
                        own.put(key.substring(prefix.length()), value);
                    }
                });
        return own;
    }
}
