package io.spillway.bench.store.driver;

import io.spillway.bench.store.Cloud;
import io.spillway.bench.store.Implementation;
import io.spillway.bench.store.server.JsonApiObjects;
import io.spillway.bench.store.server.S3ObjectsProvider;
import io.spillway.bench.store.server.ServerObjects;
import io.spillway.bench.store.server.ServerObjectsProvider;
import io.spillway.bench.store.server.StoreServer;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginDescriptor;

/**
 * Where the jars are.
 *
 * @param cloud whose store is measured
 * @param home the unpacked tarball
 * @param peers the folder of what isn't in it
 */
public record Plugins(Cloud cloud, Path home, Path peers) {

    /** The folder with the jars of the S3 server. */
    public Path server() {
        return peers.resolve("s3mock");
    }

    /** Whether the server is there: S3's is no part of Spillway, Cloud Storage's is. */
    public boolean hasServer() {
        return cloud == Cloud.GCP || hasJars(server());
    }

    /** The folder with an implementation's jars; empty when there is none. */
    public Optional<Path> of(Implementation implementation) {
        Path parent = implementation == Implementation.SPILLWAY ? home.resolve("plugins") : peers;
        return Optional.of(parent.resolve(cloud.plugin(implementation))).filter(Plugins::hasJars);
    }

    /** The server to measure against, of the benchmark's own. Blocks until it listens. */
    StoreServer startServer(Path files) throws IOException {
        return cloud == Cloud.GCP
                ? StoreServer.cloudStorage()
                : StoreServer.mock(server(), files, s3Objects());
    }

    /** What looks at a server by itself. */
    public ServerObjectsProvider serverObjects() throws IOException {
        return cloud == Cloud.GCP ? JsonApiObjects::new : s3Objects();
    }

    /** It is loaded beside the AWS SDK, which is in Spillway's plugin. */
    private S3ObjectsProvider s3Objects() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(
                        home.resolve("plugins")
                                .resolve(Cloud.AWS.plugin(Implementation.SPILLWAY)))) {
            for (Path jar : files.filter(Plugins::isJar).toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        jars.add(Plugins.class.getProtectionDomain().getCodeSource().getLocation());
        PluginDescriptor descriptor =
                new PluginDescriptor(
                        "server-objects",
                        jars.toArray(URL[]::new),
                        new String[] {
                            ServerObjects.class.getName(), S3ObjectsProvider.class.getName()
                        });
        Iterator<S3ObjectsProvider> found =
                new DefaultPluginManager(
                                List.of(descriptor),
                                CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration()))
                        .load(S3ObjectsProvider.class);
        return found.next();
    }

    /** The size of all jars of it. */
    public long bytes(Implementation implementation) throws IOException {
        Optional<Path> folder = of(implementation);
        if (folder.isEmpty()) {
            return 0;
        }
        long bytes = 0;
        try (Stream<Path> jars = Files.list(folder.get())) {
            for (Path jar : jars.filter(Plugins::isJar).toList()) {
                bytes += Files.size(jar);
            }
        }
        return bytes;
    }

    private static boolean hasJars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(Plugins::isJar);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }
}
