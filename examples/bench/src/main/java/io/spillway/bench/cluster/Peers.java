package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The jars of what Spillway is compared with, or run against, which the tarball hasn't got.
 *
 * @param directory with a directory for each; empty where there is none
 */
public record Peers(Optional<Path> directory) {

    /** Those of Apache Curator's ZooKeeper server. */
    Path zooKeeper() throws BenchException {
        return in("zookeeper");
    }

    /** Those of Adobe's S3Mock. */
    Path s3Mock() throws BenchException {
        return in("s3mock");
    }

    private Path in(String name) throws BenchException {
        return directory
                .map(each -> each.resolve(name))
                .filter(Files::isDirectory)
                .orElseThrow(
                        () ->
                                new BenchException(
                                        ("the jars of %s are missing; `./spillway bench` in a clone"
                                                        + " of the repository fetches them")
                                                .formatted(name)));
    }
}
