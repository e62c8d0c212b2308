package io.spillway.s3.settings;

import io.spillway.s3.settings.Encryption.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** Reads settings out of a Flink configuration and tells all that is wrong with them at once. */
public final class S3SettingsReader {
    private static final long MIB = 1024 * 1024;

    /** What S3 allows for parts, other than the last one. */
    private static final long SMALLEST_PART = 5 * MIB;

    private static final long LARGEST_PART = 512 * MIB;
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern ROLE =
            Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");
    private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern MARKER = Pattern.compile("[\\w.=-]{1,64}");

    private final Configuration configuration;
    private final List<String> problems = new ArrayList<>();

    private S3SettingsReader(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * Reads them.
     *
     * @throws InvalidSettingsException when at least one can't be used
     */
    public static S3Settings read(Configuration configuration) throws InvalidSettingsException {
        return new S3SettingsReader(configuration).read();
    }

    private S3Settings read() throws InvalidSettingsException {
        S3Settings settings =
                new S3Settings(
                        endpoint(),
                        text(S3Options.REGION, REGION, "a region's name, such as eu-central-1"),
                        value(S3Options.PATH_STYLE, "true or false"),
                        credentials(),
                        role(),
                        encryption(),
                        entropy(),
                        value(S3Options.REQUESTER_PAYS, "true or false"),
                        uploads(),
                        requests(),
                        configuration
                                .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                .map(String::strip));
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return settings;
    }

    private Optional<URI> endpoint() {
        Optional<String> text = nonBlank(S3Options.ENDPOINT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String address = text.get();
        try {
            // The native file system takes a host without a scheme, too.
            URI uri = URI.create(address.contains("://") ? address : "https://" + address);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // The same complaint as for any other address that isn't one.
        }
        problem(S3Options.ENDPOINT, address, "http://host[:port] or https://host[:port]");
        return Optional.empty();
    }

    private Optional<StaticCredentials> credentials() {
        Optional<String> access = nonBlank(S3Options.ACCESS_KEY);
        Optional<String> secret = nonBlank(S3Options.SECRET_KEY);
        if (access.isPresent() && secret.isPresent()) {
            return Optional.of(new StaticCredentials(access.get(), secret.get()));
        }
        if (access.isPresent() || secret.isPresent()) {
            problems.add(
                    "%s and %s: both or neither are allowed"
                            .formatted(S3Options.ACCESS_KEY.key(), S3Options.SECRET_KEY.key()));
        }
        return Optional.empty();
    }

    private Optional<AssumedRole> role() {
        Optional<String> session =
                text(
                        S3Options.ROLE_SESSION,
                        SESSION,
                        "2 to 64 letters, digits and characters of _+=,.@-");
        return text(S3Options.ROLE, ROLE, "a role's ARN, arn:aws:iam::123456789012:role/name")
                .map(
                        arn ->
                                new AssumedRole(
                                        arn,
                                        nonBlank(S3Options.ROLE_EXTERNAL_ID),
                                        session.orElse(S3Options.ROLE_SESSION.defaultValue())));
    }

    private Encryption encryption() {
        String word = nonBlank(S3Options.ENCRYPTION).orElse(S3Options.ENCRYPTION.defaultValue());
        Optional<String> key = nonBlank(S3Options.ENCRYPTION_KEY);
        for (Kind kind : Kind.values()) {
            if (kind.word().equalsIgnoreCase(word)) {
                if (key.isPresent() && kind != Kind.KMS) {
                    problems.add(
                            "%s: allowed only with %s: %s, which is '%s'"
                                    .formatted(
                                            S3Options.ENCRYPTION_KEY.key(),
                                            S3Options.ENCRYPTION.key(),
                                            Kind.KMS.word(),
                                            word));
                }
                return new Encryption(kind, kind == Kind.KMS ? key : Optional.empty());
            }
        }
        problem(
                S3Options.ENCRYPTION,
                word,
                Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")));
        return new Encryption(Kind.BUCKET_DEFAULT, Optional.empty());
    }

    private Optional<Entropy> entropy() {
        int length =
                checked(
                        S3Options.ENTROPY_LENGTH,
                        each -> each >= 1 && each <= 32,
                        "a number from 1 to 32");
        return text(S3Options.ENTROPY_KEY, MARKER, "letters, digits and _ . = -, 64 at most")
                .map(marker -> new Entropy(marker, length));
    }

    private Uploads uploads() {
        long part =
                bytes(
                        S3Options.PART_SIZE,
                        each -> each >= SMALLEST_PART && each <= LARGEST_PART,
                        "a size from 5mb to 512mb");
        long memory =
                bytes(
                        S3Options.MEMORY,
                        each -> each >= 2 * part,
                        "twice %s at least, which is %s"
                                .formatted(S3Options.PART_SIZE.key(), new MemorySize(part)));
        return new Uploads(memory, part, value(S3Options.CHECKSUMS, "true or false"));
    }

    private Requests requests() {
        Duration attempt =
                checked(
                        S3Options.ATTEMPT_TIMEOUT,
                        each -> each.toMillis() >= 100 && each.toHours() < 1,
                        "a duration from 100 ms to 1 h");
        Duration call =
                checked(
                        S3Options.CALL_TIMEOUT,
                        each -> each.compareTo(attempt) >= 0 && each.toHours() < 24,
                        "a duration from %s (%d ms) to 24 h"
                                .formatted(S3Options.ATTEMPT_TIMEOUT.key(), attempt.toMillis()));
        return new Requests(
                checked(
                        S3Options.MAX_CONNECTIONS,
                        each -> each >= 4 && each <= 10_000,
                        "a number from 4 to 10000"),
                attempt,
                call,
                checked(S3Options.RETRIES, each -> each >= 0 && each <= 100, "a number up to 100"));
    }

    private long bytes(ConfigOption<MemorySize> option, Predicate<Long> allowed, String words) {
        return checked(option, each -> allowed.test(each.getBytes()), words).getBytes();
    }

    private Optional<String> text(ConfigOption<String> option, Pattern allowed, String words) {
        Optional<String> text = nonBlank(option);
        if (text.isPresent() && !allowed.matcher(text.get()).matches()) {
            problem(option, text.get(), words);
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> nonBlank(ConfigOption<String> option) {
        return configuration.getOptional(option).map(String::strip).filter(each -> !each.isEmpty());
    }

    private <T> T value(ConfigOption<T> option, String words) {
        return checked(option, each -> true, words);
    }

    /** The value, or the default where there is none or it isn't allowed. */
    private <T> T checked(ConfigOption<T> option, Predicate<T> allowed, String words) {
        try {
            T value = configuration.get(option);
            if (allowed.test(value)) {
                return value;
            }
        } catch (RuntimeException e) {
            // Flink's message may hold what was set; ours names what is allowed.
        }
        problem(option, raw(option), words);
        return option.defaultValue();
    }

    private String raw(ConfigOption<?> option) {
        for (String key : keys(option)) {
            String value = configuration.toMap().get(key);
            if (value != null) {
                return value;
            }
        }
        return String.valueOf(option.defaultValue());
    }

    private static List<String> keys(ConfigOption<?> option) {
        List<String> keys = new ArrayList<>(List.of(option.key()));
        option.fallbackKeys().forEach(each -> keys.add(each.getKey()));
        return keys;
    }

    private void problem(ConfigOption<?> option, String value, String allowed) {
        problems.add("%s: '%s' is not allowed: %s".formatted(option.key(), value, allowed));
    }
}
