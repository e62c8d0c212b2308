package io.spillway.localcloud.machine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What an instance runs when it boots. */
public interface Boot {

    /**
     * What is started.
     *
     * @param environment added to the instance's
     */
    record Main(List<String> command, Map<String, String> environment) {}

    /**
     * Prepares an instance's start.
     *
     * @param directory the instance's own; it exists
     */
    Main prepare(String instanceId, Path directory) throws IOException;

    /** The user data as metadata has it; empty when there is none. */
    Optional<String> userData();

    /**
     * A launch template's user data, a script, which is run by bash. It finds a root folder of its
     * own in {@code SPILLWAY_BOOT_ROOT}.
     *
     * @param script as it is, not in Base64
     */
    static Boot userData(String script) {
        return new Boot() {
            @Override
            public Main prepare(String instanceId, Path directory) throws IOException {
                Path file = directory.resolve("user-data");
                Files.writeString(file, script);
                Path root = Files.createDirectories(directory.resolve("root"));
                return new Main(
                        List.of("bash", file.toString()),
                        Map.of("SPILLWAY_BOOT_ROOT", root.toString()));
            }

            @Override
            public Optional<String> userData() {
                return Optional.of(script);
            }
        };
    }

    /** The same, as launch templates hold it, packed with gzip or not, as cloud-init takes it. */
    static Boot encodedUserData(String base64) throws IOException {
        byte[] bytes = Base64.getMimeDecoder().decode(base64);
        InputStream content = new ByteArrayInputStream(bytes);
        boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        try (InputStream script = packed ? new GZIPInputStream(content) : content) {
            return userData(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A machine image that starts by itself what a template of the local cloud starts. */
    static Boot image(VmTemplate template) {
        return new Boot() {
            @Override
            public Main prepare(String instanceId, Path directory) {
                var spec = template.spec(instanceId, Duration.ZERO);
                return new Main(spec.command(), spec.environment());
            }

            @Override
            public Optional<String> userData() {
                return Optional.empty();
            }
        };
    }

    /** A machine that is started by somebody else. */
    static Boot elsewhere() {
        return new Boot() {
            @Override
            public Main prepare(String instanceId, Path directory) {
                throw new UnsupportedOperationException(instanceId + " is started elsewhere");
            }

            @Override
            public Optional<String> userData() {
                return Optional.empty();
            }
        };
    }
}
