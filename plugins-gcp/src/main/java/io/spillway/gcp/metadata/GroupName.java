package io.spillway.gcp.metadata;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A managed instance group.
 *
 * @param regional whether its machines are spread over the zones of a region
 * @param location the region's name, or the zone's
 */
public record GroupName(boolean regional, String location, String name) {

    /** {@code projects/123/zones/europe-west1-b/instanceGroupManagers/workers}. */
    private static final Pattern PATH =
            Pattern.compile("projects/[^/]+/(zones|regions)/([^/]+)/instanceGroupManagers/([^/]+)");

    /**
     * By a resource's path, or an address that ends with it; empty when that is none of a group.
     */
    public static Optional<GroupName> parse(String path) {
        Matcher matcher = PATH.matcher(path.strip());
        return matcher.find()
                ? Optional.of(
                        new GroupName(
                                matcher.group(1).equals("regions"),
                                matcher.group(2),
                                matcher.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "%s in %s %s".formatted(name, regional ? "region" : "zone", location);
    }
}
