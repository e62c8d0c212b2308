package io.spillway.settings;

import static java.util.Objects.requireNonNull;

import org.apache.flink.configuration.ConfigOption;

/**
 * A key of {@code config.yaml} that belongs to Spillway, with the values that it may have.
 *
 * @param option key, type, default and description, as Flink writes them
 * @param allowed which of the type's values make sense
 */
public record Setting<T>(ConfigOption<T> option, Allowed<T> allowed) {

    /** What every key of ours begins with. */
    public static final String PREFIX = "spillway.";

    public Setting {
        requireNonNull(allowed);
        if (!option.key().startsWith(PREFIX)) {
            throw new IllegalArgumentException(option.key() + " doesn't begin with " + PREFIX);
        }
        if (option.hasDefaultValue() && !allowed.test().test(option.defaultValue())) {
            throw new IllegalArgumentException(
                    option.key() + ": the default isn't " + allowed.words());
        }
    }

    /** The key, such as {@code spillway.join.timeout}. */
    public String key() {
        return option.key();
    }
}
