package io.spillway.gcp.metadata;

import io.spillway.cloud.machine.MetadataException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who a VM is.
 *
 * @param id its number, which no other VM ever gets; its group may make another one of its name
 * @param spot whether it can be preempted
 * @param group the managed instance group that has made it
 */
public record VmIdentity(
        String id,
        String name,
        String project,
        String zone,
        Optional<String> machineType,
        Optional<String> ip,
        boolean spot,
        Optional<GroupName> group) {

    /**
     * Asks for it, some requests.
     *
     * @param nanos a clock that never jumps
     */
    public static VmIdentity read(InstanceMetadata metadata, Duration timeout, LongSupplier nanos)
            throws MetadataException {
        long until = nanos.getAsLong() + timeout.toNanos();
        Reader reader =
                key ->
                        metadata.get(
                                        key,
                                        Duration.ofNanos(
                                                Math.max(1_000_000, until - nanos.getAsLong())))
                                .map(String::strip)
                                .filter(text -> !text.isEmpty());
        return new VmIdentity(
                required(metadata, reader, "instance/id"),
                required(metadata, reader, "instance/name"),
                required(metadata, reader, "project/project-id"),
                last(required(metadata, reader, "instance/zone")),
                reader.get("instance/machine-type").map(VmIdentity::last),
                reader.get("instance/network-interfaces/0/ip"),
                reader.get("instance/scheduling/preemptible")
                        .filter("TRUE"::equalsIgnoreCase)
                        .isPresent(),
                reader.get("instance/attributes/created-by").flatMap(GroupName::parse));
    }

    /** The region that the VM is in. */
    public String region() {
        return regionOf(zone);
    }

    /** The region that a zone is in: {@code europe-west1} of {@code europe-west1-b}. */
    public static String regionOf(String zone) {
        return zone.replaceFirst("-[a-z]+$", "");
    }

    private interface Reader {
        Optional<String> get(String key) throws MetadataException;
    }

    private static String required(InstanceMetadata metadata, Reader reader, String key)
            throws MetadataException {
        Optional<String> value = reader.get(key);
        if (value.isEmpty()) {
            throw new MetadataException(
                    true,
                    "the metadata server at %s has no %s".formatted(metadata.endpoint(), key),
                    null);
        }
        return value.get();
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
