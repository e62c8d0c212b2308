package io.spillway.settings;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;

/**
 * The JVM options that the user has set for a process, {@code env.java.opts.*}, each a word of its
 * own: those for all processes first, then those for this kind, which win; in each case Flink's
 * {@code env.java.default-opts.*} before the user's.
 */
public final class JvmOptions {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    private JvmOptions() {}

    /** A JobManager's. */
    public static List<String> ofJobManager(Configuration configuration) {
        return of(
                configuration,
                CoreOptions.FLINK_DEFAULT_JM_JVM_OPTIONS,
                CoreOptions.FLINK_JM_JVM_OPTIONS);
    }

    /** A TaskManager's. */
    public static List<String> ofTaskManager(Configuration configuration) {
        return of(
                configuration,
                CoreOptions.FLINK_DEFAULT_TM_JVM_OPTIONS,
                CoreOptions.FLINK_TM_JVM_OPTIONS);
    }

    private static List<String> of(
            Configuration configuration,
            ConfigOption<String> defaultsOfThisKind,
            ConfigOption<String> ofThisKind) {
        return Stream.of(
                        CoreOptions.FLINK_DEFAULT_JVM_OPTIONS,
                        CoreOptions.FLINK_JVM_OPTIONS,
                        defaultsOfThisKind,
                        ofThisKind)
                .flatMap(option -> words(configuration.get(option)))
                .toList();
    }

    /** Splits as a shell would, with single and double quotes. */
    private static Stream<String> words(String options) {
        return options == null
                ? Stream.empty()
                : WORD.matcher(options)
                        .results()
                        .map(MatchResult::group)
                        .map(word -> word.replaceAll("[\"']", ""));
    }
}
