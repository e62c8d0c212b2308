package io.spillway.bench.store.driver;

import io.spillway.bench.store.Implementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the jars are.
 *
 * @param home the unpacked tarball
 * @param peers the folder of what isn't in it
 */
public record Plugins(Path home, Path peers) {

    /** The folder with the jars of the server. */
    public Path server() {
        return peers.resolve("s3mock");
    }

    /** Whether the server is there. */
    public boolean hasServer() {
        return hasJars(server());
    }

    /** The folder with an implementation's jars; empty when there is none. */
    public Optional<Path> of(Implementation implementation) {
        Path parent = implementation == Implementation.SPILLWAY ? home.resolve("plugins") : peers;
        return Optional.of(parent.resolve(implementation.plugin())).filter(Plugins::hasJars);
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
