package io.spillway.gcp.metadata;

import java.net.URI;

/**
 * Where the metadata server is: as all of Google's clients have it, {@code GCE_METADATA_HOST} of
 * the environment says so, without a scheme, and it is 169.254.169.254 otherwise.
 *
 * @param uri without a slash at its end
 * @param chosen whether the user has said so
 */
public record MetadataEndpoint(URI uri, boolean chosen) {
    private static final String VARIABLE = "GCE_METADATA_HOST";

    /** By its address: names need a resolver that works. */
    private static final String USUAL = "169.254.169.254";

    /** As this process' surroundings say. */
    public static MetadataEndpoint standard() {
        String host = System.getenv(VARIABLE);
        return host == null || host.isBlank() ? of(USUAL, false) : of(host.strip(), true);
    }

    /** A host, and a port where it isn't 80. */
    public static MetadataEndpoint of(String host, boolean chosen) {
        return new MetadataEndpoint(URI.create("http://" + host.replaceAll("/+$", "")), chosen);
    }
}
