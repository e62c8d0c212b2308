package io.spillway.restapi;

import io.spillway.settings.AgentOptions;
import io.spillway.settings.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;

/**
 * Where the JobManager's REST API is and how it is spoken to, by Flink's own keys.
 *
 * @param base scheme, host and port, and a path where there is one; no slash at the end. Without
 *     meaning where the leader is looked up
 * @param tls makes the sockets for {@code https}; empty takes the JVM's own
 * @param verifyHost whether the server's certificate must be for its host name; Flink's default is
 *     no
 * @param headers sent with each call, such as {@code Authorization}
 * @param timeout for the connection, and again for the answer
 */
public record JobManagerEndpoint(
        URI base,
        Optional<SSLSocketFactory> tls,
        boolean verifyHost,
        Map<String, String> headers,
        Duration timeout) {

    public JobManagerEndpoint {
        headers = Map.copyOf(headers);
    }

    /**
     * By {@code rest.address}, {@code rest.port}, {@code security.ssl.rest.*}, and the variable
     * {@code FLINK_REST_CLIENT_HEADERS}, which holds a {@code name: value} a line as for Flink's
     * own client. Reads key stores from disk; what is wrong is noted in {@code reader}.
     *
     * @param url what the command line says in place of {@code rest.address} and {@code rest.port}
     */
    public static JobManagerEndpoint read(
            SettingsReader reader, Optional<String> url, Map<String, String> environment) {
        boolean secure = reader.get(SecurityOptions.SSL_REST_ENABLED);
        return new JobManagerEndpoint(
                url.flatMap(u -> parse(reader, u)).orElseGet(() -> base(reader, url, secure)),
                secure ? sockets(reader) : Optional.empty(),
                secure && reader.get(SecurityOptions.SSL_REST_VERIFY_HOSTNAME),
                headers(environment.get(ConfigConstants.FLINK_REST_CLIENT_HEADERS)),
                reader.get(AgentOptions.REQUEST_TIMEOUT));
    }

    /** The same for a leader that is looked up: what is set of its address doesn't count. */
    public static JobManagerEndpoint ofLeader(
            SettingsReader reader, Map<String, String> environment) {
        return read(reader, Optional.of("http://localhost"), environment);
    }

    private static URI base(SettingsReader reader, Optional<String> url, boolean secure) {
        Optional<String> address = reader.find(RestOptions.ADDRESS);
        if (address.isEmpty() && url.isEmpty()) {
            reader.problem(
                    RestOptions.ADDRESS.key(),
                    "not set, nor is jobmanager.rpc.address; say where the JobManager's REST API is");
        }
        String host = address.orElse("localhost");
        return URI.create(
                "%s://%s:%d"
                        .formatted(
                                secure ? "https" : "http",
                                host.contains(":") ? "[" + host + "]" : host,
                                reader.get(RestOptions.PORT)));
    }

    private static Optional<URI> parse(SettingsReader reader, String url) {
        try {
            URI uri = URI.create(url.replaceFirst("/+$", ""));
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        reader.commandLineProblem(
                "--jobmanager", "\"%s\" is not a URL such as http://host:8081".formatted(url));
        return Optional.empty();
    }

    private static Map<String, String> headers(String lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (lines != null) {
            for (String line : lines.split("\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).strip(), line.substring(colon + 1).strip());
                }
            }
        }
        return headers;
    }

    private static Optional<SSLSocketFactory> sockets(SettingsReader reader) {
        try {
            TrustManager[] trust =
                    loadStore(
                                    reader,
                                    SecurityOptions.SSL_REST_TRUSTSTORE,
                                    SecurityOptions.SSL_TRUSTSTORE,
                                    SecurityOptions.SSL_REST_TRUSTSTORE_TYPE,
                                    SecurityOptions.SSL_REST_TRUSTSTORE_PASSWORD,
                                    SecurityOptions.SSL_TRUSTSTORE_PASSWORD)
                            .map(JobManagerEndpoint::trustManagers)
                            .orElse(null);
            KeyManager[] keys =
                    reader.get(SecurityOptions.SSL_REST_AUTHENTICATION_ENABLED)
                            ? keyManagers(reader)
                            : null;
            if (trust == null && keys == null) {
                return Optional.empty();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return Optional.of(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            reader.problem("security.ssl.rest.enabled", "no TLS: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static KeyManager[] keyManagers(SettingsReader reader) throws GeneralSecurityException {
        Optional<KeyStore> store =
                loadStore(
                        reader,
                        SecurityOptions.SSL_REST_KEYSTORE,
                        SecurityOptions.SSL_KEYSTORE,
                        SecurityOptions.SSL_REST_KEYSTORE_TYPE,
                        SecurityOptions.SSL_REST_KEYSTORE_PASSWORD,
                        SecurityOptions.SSL_KEYSTORE_PASSWORD);
        if (store.isEmpty()) {
            return null;
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
                store.get(),
                either(
                                reader,
                                SecurityOptions.SSL_REST_KEY_PASSWORD,
                                SecurityOptions.SSL_KEY_PASSWORD)
                        .orElse("")
                        .toCharArray());
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(KeyStore store) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<KeyStore> loadStore(
            SettingsReader reader,
            ConfigOption<String> path,
            ConfigOption<String> commonPath,
            ConfigOption<String> type,
            ConfigOption<String> password,
            ConfigOption<String> commonPassword) {
        Optional<String> file = either(reader, path, commonPath);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(file.get()))) {
            KeyStore store = KeyStore.getInstance(reader.get(type));
            store.load(
                    in,
                    either(reader, password, commonPassword).map(String::toCharArray).orElse(null));
            return Optional.of(store);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            reader.problem(
                    path.key(), "\"%s\" can't be read: %s".formatted(file.get(), e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<String> either(
            SettingsReader reader, ConfigOption<String> first, ConfigOption<String> second) {
        return reader.find(first).or(() -> reader.find(second));
    }
}
