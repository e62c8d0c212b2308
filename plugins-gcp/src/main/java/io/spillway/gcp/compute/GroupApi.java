package io.spillway.gcp.compute;

import com.google.api.services.compute.Compute;
import com.google.api.services.compute.model.Autoscaler;
import com.google.api.services.compute.model.InstanceGroupManager;
import com.google.api.services.compute.model.InstanceGroupManagersDeleteInstancesRequest;
import com.google.api.services.compute.model.ManagedInstance;
import com.google.api.services.compute.model.Operation;
import com.google.api.services.compute.model.RegionInstanceGroupManagersDeleteInstancesRequest;
import io.spillway.gcp.metadata.GroupName;
import java.io.IOException;
import java.util.List;

/** The calls about one group: its API is one for zonal groups and another for regional ones. */
abstract class GroupApi {
    protected final Compute compute;
    protected final String project;
    protected final String location;
    protected final String name;

    private GroupApi(Compute compute, String project, GroupName group) {
        this.compute = compute;
        this.project = project;
        this.location = group.location();
        this.name = group.name();
    }

    static GroupApi of(Compute compute, String project, GroupName group) {
        return group.regional()
                ? new Regional(compute, project, group)
                : new Zonal(compute, project, group);
    }

    /** A page of a group's VMs. */
    record Page(List<ManagedInstance> instances, String next) {
        Page {
            instances = instances == null ? List.of() : instances;
        }
    }

    abstract InstanceGroupManager get() throws IOException;

    abstract Autoscaler autoscaler(String autoscaler) throws IOException;

    /**
     * @param token null for the first page
     */
    abstract Page list(String token) throws IOException;

    /**
     * Has the group delete VMs.
     *
     * @param urls those that aren't the group's, or are being deleted, are skipped
     * @param requestId the same again begins nothing more
     */
    abstract Operation delete(List<String> urls, String requestId) throws IOException;

    /** An operation, once it is done or some time is over. */
    abstract Operation await(String operation) throws IOException;

    private static final class Zonal extends GroupApi {
        Zonal(Compute compute, String project, GroupName group) {
            super(compute, project, group);
        }

        @Override
        InstanceGroupManager get() throws IOException {
            return compute.instanceGroupManagers().get(project, location, name).execute();
        }

        @Override
        Autoscaler autoscaler(String autoscaler) throws IOException {
            return compute.autoscalers().get(project, location, autoscaler).execute();
        }

        @Override
        Page list(String token) throws IOException {
            var answer =
                    compute.instanceGroupManagers()
                            .listManagedInstances(project, location, name)
                            .setPageToken(token)
                            .execute();
            return new Page(answer.getManagedInstances(), answer.getNextPageToken());
        }

        @Override
        Operation delete(List<String> urls, String requestId) throws IOException {
            return compute.instanceGroupManagers()
                    .deleteInstances(
                            project,
                            location,
                            name,
                            new InstanceGroupManagersDeleteInstancesRequest()
                                    .setInstances(urls)
                                    .setSkipInstancesOnValidationError(true))
                    .setRequestId(requestId)
                    .execute();
        }

        @Override
        Operation await(String operation) throws IOException {
            return compute.zoneOperations().wait(project, location, operation).execute();
        }
    }

    private static final class Regional extends GroupApi {
        Regional(Compute compute, String project, GroupName group) {
            super(compute, project, group);
        }

        @Override
        InstanceGroupManager get() throws IOException {
            return compute.regionInstanceGroupManagers().get(project, location, name).execute();
        }

        @Override
        Autoscaler autoscaler(String autoscaler) throws IOException {
            return compute.regionAutoscalers().get(project, location, autoscaler).execute();
        }

        @Override
        Page list(String token) throws IOException {
            var answer =
                    compute.regionInstanceGroupManagers()
                            .listManagedInstances(project, location, name)
                            .setPageToken(token)
                            .execute();
            return new Page(answer.getManagedInstances(), answer.getNextPageToken());
        }

        @Override
        Operation delete(List<String> urls, String requestId) throws IOException {
            return compute.regionInstanceGroupManagers()
                    .deleteInstances(
                            project,
                            location,
                            name,
                            new RegionInstanceGroupManagersDeleteInstancesRequest()
                                    .setInstances(urls)
                                    .setSkipInstancesOnValidationError(true))
                    .setRequestId(requestId)
                    .execute();
        }

        @Override
        Operation await(String operation) throws IOException {
            return compute.regionOperations().wait(project, location, operation).execute();
        }
    }
}
