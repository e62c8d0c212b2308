package io.spillway.gcp;

import com.google.auth.Credentials;
import io.spillway.gcp.compute.ManagedGroup;
import io.spillway.gcp.metadata.GroupName;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupProvider;
import java.time.Duration;
import java.util.Map;

/** The way to managed instance groups. */
public final class GcpInstanceGroupProvider implements InstanceGroupProvider {
    private static final String NAME = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";

    @Override
    public String name() {
        return GcpCloudProvider.NAME;
    }

    /** There are no lifecycle hooks. */
    @Override
    public boolean waitsForDrains() {
        return false;
    }

    @Override
    public boolean isHere(Duration timeout) throws CloudException {
        return Located.find(timeout).isPresent();
    }

    @Override
    public InstanceGroup open(String group, Map<String, String> settings) throws CloudException {
        GcpSettings own = GcpSettings.of(settings);
        return open(group, own, Placement.of(own), GoogleAccess.credentials("Compute Engine"));
    }

    static InstanceGroup open(
            String group, GcpSettings own, Placement place, Credentials credentials)
            throws CloudException {
        if (!group.matches(NAME)) {
            throw new CloudException(
                    "'%s' can't be a managed instance group's name: 1 to 63 lower-case letters, digits and dashes are, the first a letter"
                            .formatted(group));
        }
        return new ManagedGroup(
                place.project(),
                new GroupName(place.isRegion(), place.location(), group),
                own.compute(),
                credentials);
    }
}
