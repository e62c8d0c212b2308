package io.spillway.s3.settings;

import io.spillway.checkpoint.settings.CheckedOptions;
import io.spillway.checkpoint.settings.InvalidSettingsException;
import io.spillway.s3.settings.Encryption.Kind;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** Reads settings out of a Flink configuration and tells all that is wrong with them at once. */
public final class S3SettingsReader {
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern ROLE =
            Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");
    private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");

    private final CheckedOptions options;

    private S3SettingsReader(Configuration configuration) {
        this.options = new CheckedOptions(configuration);
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
                        options.text(
                                S3Options.REGION, REGION, "a region's name, such as eu-central-1"),
                        options.flag(S3Options.PATH_STYLE),
                        credentials(),
                        role(),
                        encryption(),
                        options.entropy(S3Options.ENTROPY_KEY, S3Options.ENTROPY_LENGTH),
                        options.flag(S3Options.REQUESTER_PAYS),
                        options.uploads(S3Options.PART_SIZE, S3Options.MEMORY, S3Options.CHECKSUMS),
                        options.requests(
                                S3Options.MAX_CONNECTIONS,
                                S3Options.ATTEMPT_TIMEOUT,
                                S3Options.CALL_TIMEOUT,
                                S3Options.RETRIES),
                        options.checkpointDirectory());
        options.requireSound();
        return settings;
    }

    private Optional<URI> endpoint() {
        Optional<String> text = options.nonBlank(S3Options.ENDPOINT);
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
        options.problem(S3Options.ENDPOINT, address, "http://host[:port] or https://host[:port]");
        return Optional.empty();
    }

    private Optional<StaticCredentials> credentials() {
        Optional<String> access = options.nonBlank(S3Options.ACCESS_KEY);
        Optional<String> secret = options.nonBlank(S3Options.SECRET_KEY);
        if (access.isPresent() && secret.isPresent()) {
            return Optional.of(new StaticCredentials(access.get(), secret.get()));
        }
        if (access.isPresent() || secret.isPresent()) {
            options.problem(
                    "%s and %s: both or neither are allowed"
                            .formatted(S3Options.ACCESS_KEY.key(), S3Options.SECRET_KEY.key()));
        }
        return Optional.empty();
    }

    private Optional<AssumedRole> role() {
        Optional<String> session =
                options.text(
                        S3Options.ROLE_SESSION,
                        SESSION,
                        "2 to 64 letters, digits and characters of _+=,.@-");
        return options.text(
                        S3Options.ROLE, ROLE, "a role's ARN, arn:aws:iam::123456789012:role/name")
                .map(
                        arn ->
                                new AssumedRole(
                                        arn,
                                        options.nonBlank(S3Options.ROLE_EXTERNAL_ID),
                                        session.orElse(S3Options.ROLE_SESSION.defaultValue())));
    }

    private Encryption encryption() {
        String word =
                options.nonBlank(S3Options.ENCRYPTION).orElse(S3Options.ENCRYPTION.defaultValue());
        Optional<String> key = options.nonBlank(S3Options.ENCRYPTION_KEY);
        for (Kind kind : Kind.values()) {
            if (kind.word().equalsIgnoreCase(word)) {
                if (key.isPresent() && kind != Kind.KMS) {
                    options.problem(
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
        options.problem(
                S3Options.ENCRYPTION,
                word,
                Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")));
        return new Encryption(Kind.BUCKET_DEFAULT, Optional.empty());
    }
}
