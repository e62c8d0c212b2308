package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import java.util.Optional;

/**
 * A group as the API knows it.
 *
 * @param scope {@code zones/europe-west1-b} or {@code regions/europe-west1}
 */
record GroupResource(
        String project, String scope, ManagedInstanceGroup group, Optional<Autoscaler> autoscaler) {

    /** From {@code projects/} on. */
    String path() {
        return path(project, scope, group.spec().name());
    }

    static String path(String project, String scope, String name) {
        return "projects/%s/%s/instanceGroupManagers/%s".formatted(project, scope, name);
    }

    GroupResource with(Autoscaler other) {
        return new GroupResource(project, scope, group, Optional.of(other));
    }
}
