package io.spillway.restapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.spillway.restapi.JobManagerException.Kind;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.SettingsReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobManagerEndpointTest {
    private static final String PASSWORD = "changeit";

    @TempDir Path folder;

    private SettingsReader reader;

    @Test
    void isWhereFlinksKeysSay() throws Exception {
        assertThat(read(Map.of("rest.address", "jm", "rest.port", "1234"), null).base())
                .hasToString("http://jm:1234");
        assertThat(read(Map.of("jobmanager.rpc.address", "jm"), null).base())
                .hasToString("http://jm:8081");
        assertThat(read(Map.of("rest.address", "::1"), null).base())
                .hasToString("http://[::1]:8081");
        assertThat(read(Map.of("rest.address", "jm"), "https://other/path/").base())
                .hasToString("https://other/path");
        reader.check();
    }

    @Test
    void noAddressIsAProblem() {
        read(Map.of(), null);
        assertThatThrownBy(reader::check).hasMessageContaining("rest.address: not set");
    }

    @Test
    void aKeyStoreThatCannotBeReadIsAProblem() {
        read(
                Map.of(
                        "rest.address", "jm",
                        "security.ssl.rest.enabled", "true",
                        "security.ssl.rest.truststore", "/nowhere",
                        "security.ssl.rest.truststore-password", PASSWORD),
                null);
        assertThatThrownBy(reader::check)
                .hasMessageContaining(
                        "security.ssl.rest.truststore: \"/nowhere\" can't be read: /nowhere");
    }

    @Test
    void speaksTlsWithFlinksTrustStore() throws Exception {
        Path store = keyStore("server");
        HttpsServer server = tlsServer(store);
        try {
            Map<String, String> settings =
                    Map.of(
                            "rest.address",
                            "localhost",
                            "rest.port",
                            String.valueOf(server.getAddress().getPort()),
                            "security.ssl.rest.enabled",
                            "true",
                            "security.ssl.rest.truststore-password",
                            PASSWORD);
            assertThat(fleet(settings, store).taskManagers()).isEmpty();
            assertThatThrownBy(() -> fleet(settings, keyStore("other")))
                    .isInstanceOfSatisfying(
                            JobManagerException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("TLS: ");
        } finally {
            server.stop(0);
        }
    }

    private FleetView fleet(Map<String, String> settings, Path trustStore) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("security.ssl.rest.truststore", trustStore.toString());
        JobManagerEndpoint endpoint = read(all, null);
        reader.check();
        return new HttpJobManagerClient(endpoint).fleet();
    }

    private JobManagerEndpoint read(Map<String, String> settings, String url) {
        reader = new SettingsReader(ConfigurationFile.of(Configuration.fromMap(settings)));
        return JobManagerEndpoint.read(reader, Optional.ofNullable(url), Map.of());
    }

    private Path keyStore(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                name,
                                "-dname",
                                "CN=" + name,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        return store;
    }

    private static HttpsServer tlsServer(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext(
                "/fleet",
                exchange -> {
                    byte[] body = "{\"taskManagers\":[]}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
