package io.spillway.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where an upgrade's savepoint is written: a directory of its own, so that it can be found. */
final class SavepointFolder {
    private static final String METADATA = "_metadata";
    private static final String SCHEME = "file:";

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    private SavepointFolder() {}

    /**
     * The directory for one upgrade.
     *
     * @param savepoints for all of them; without a scheme, on this machine
     */
    static String of(String savepoints, String id) {
        return withScheme(savepoints).replaceAll("/+$", "") + "/upgrade-" + id;
    }

    private static String withScheme(String address) {
        return ADDRESS.matcher(address).lookingAt()
                ? address
                : SCHEME + "//" + Path.of(address).toAbsolutePath().normalize();
    }

    /** Why savepoints can't be written there; empty when nothing speaks against it. */
    static Optional<String> problem(String savepoints) {
        Optional<Path> local = local(withScheme(savepoints));
        if (local.isEmpty()) {
            return Optional.empty();
        }
        Path there = local.get();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            return Optional.of(
                    "savepoints can't be written to %s: %s isn't a directory that can be written to; name another one with --savepoint-dir DIR"
                            .formatted(savepoints, there));
        }
        return Optional.empty();
    }

    /** The complete savepoint in a directory that can be looked into from here. */
    static Optional<String> complete(String target) throws IOException {
        Optional<Path> local = local(target).filter(Files::isDirectory);
        if (local.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> savepoints = Files.list(local.get())) {
            return savepoints
                    .filter(each -> Files.isRegularFile(each.resolve(METADATA)))
                    .findFirst()
                    .map(each -> SCHEME + each);
        }
    }

    /** The path, if it is of a local disk. Flink takes addresses as they are: %20 is no blank. */
    private static Optional<Path> local(String address) {
        if (address.startsWith(SCHEME)) {
            return Optional.of(Path.of(address.substring(SCHEME.length()).replaceAll("^/+", "/")));
        }
        return Optional.empty();
    }
}
