package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.gcp.api.ApiCall;
import io.spillway.localcloud.gcp.api.ApiJson;
import io.spillway.localcloud.gcp.api.ApiProblem;
import io.spillway.localcloud.gcp.api.ServiceAccounts;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.service.SteeredServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Compute Engine's API, as far as a fleet calls it: {@code instanceGroupManagers} and {@code
 * regionInstanceGroupManagers} (get, resize, listManagedInstances, deleteInstances), {@code
 * autoscalers} and {@code regionAutoscalers} (get), {@code instances} (delete) and operations (get,
 * wait). Knows who calls, counts, delays and fails.
 */
public final class ComputeApi extends SteeredServer {
    /** API reference, {@code deleteInstances}: "You can specify a maximum of 1000 instances". */
    private static final int MOST_DELETED = 1000;

    /** API reference, {@code listManagedInstances}: {@code maxResults}. */
    private static final int LARGEST_PAGE = 500;

    private final String project;
    private final ComputeEngine compute;
    private final ServiceAccounts accounts;
    private final ControlThread control;
    private final Map<String, GroupResource> groups = new LinkedHashMap<>();
    private GroupJson json;
    private Operations operations;

    private ComputeApi(
            String project,
            ComputeEngine compute,
            ServiceAccounts accounts,
            ControlThread control) {
        this.project = project;
        this.compute = compute;
        this.accounts = accounts;
        this.control = control;
    }

    /** Starts it; it answers when this returns. */
    public static ComputeApi start(
            String project, ComputeEngine compute, ServiceAccounts accounts, ControlThread control)
            throws IOException {
        ComputeApi started = new ComputeApi(project, compute, accounts, control);
        started.serve("compute-api");
        String root = started.address() + "/compute/v1/";
        started.json = new GroupJson(root);
        started.operations = new Operations(root);
        return started;
    }

    /** Adds a group. On the control thread. */
    public void add(String scope, ManagedInstanceGroup group) {
        GroupResource resource = new GroupResource(project, scope, group, Optional.empty());
        groups.put(resource.path(), resource);
    }

    /** Gives a group an autoscaler. On the control thread. */
    public void add(ManagedInstanceGroup group, Autoscaler autoscaler) {
        groups.replaceAll((path, each) -> each.group() == group ? each.with(autoscaler) : each);
    }

    @Override
    protected HttpAnswer answer(HttpRequest request) {
        try {
            ApiCall call = ApiCall.of(request);
            String account =
                    accounts.account(call.header("authorization"))
                            .orElseThrow(
                                    () ->
                                            new ApiProblem(
                                                    401,
                                                    "authError",
                                                    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential."));
            return control.call(() -> ApiJson.answer(200, perform(call, account)));
        } catch (ApiProblem e) {
            return ApiJson.answer(e);
        }
    }

    @Override
    protected HttpAnswer refusal(HttpRequest request, int status, String code) {
        return ApiJson.answer(new ApiProblem(status, code, "as the local cloud was told"));
    }

    private ObjectNode perform(ApiCall call, String account) throws ApiProblem {
        List<String> path = call.path();
        boolean known =
                path.size() >= 8
                        && path.subList(0, 3).equals(List.of("compute", "v1", "projects"))
                        && (path.get(4).equals("zones") || path.get(4).equals("regions"));
        if (!known) {
            throw new ApiProblem(404, "notFound", "the local cloud doesn't know that");
        }
        if (!path.get(3).equals(project)) {
            throw new ApiProblem(
                    404,
                    "notFound",
                    "The resource 'projects/%s' was not found".formatted(path.get(3)));
        }
        String scope = path.get(4) + "/" + path.get(5);
        String name = path.get(7);
        String verb = path.size() > 8 ? path.get(8) : "";
        return switch (path.get(6)) {
            case "instanceGroupManagers" -> {
                GroupResource group = group(scope, name);
                yield verb.isEmpty() ? get(group, account) : act(group, verb, call, account);
            }
            case "autoscalers" -> autoscaler(scope, name, account);
            case "operations" ->
                    operations
                            .get(name)
                            .orElseThrow(() -> notFound("%s/operations/%s".formatted(scope, name)));
            case "instances" -> deleteInstance(scope, name, call, account);
            default -> throw new ApiProblem(404, "notFound", "the local cloud doesn't know that");
        };
    }

    private GroupResource group(String scope, String name) throws ApiProblem {
        GroupResource found = groups.get(GroupResource.path(project, scope, name));
        if (found == null) {
            throw notFound("%s/instanceGroupManagers/%s".formatted(scope, name));
        }
        return found;
    }

    private ApiProblem notFound(String resource) {
        return new ApiProblem(
                404,
                "notFound",
                "The resource 'projects/%s/%s' was not found".formatted(project, resource));
    }

    private void require(String account, String permission, String resource) throws ApiProblem {
        if (!accounts.may(account, permission)) {
            throw new ApiProblem(
                    403,
                    "forbidden",
                    "Required '%s' permission for '%s'".formatted(permission, resource));
        }
    }

    private ObjectNode get(GroupResource group, String account) throws ApiProblem {
        require(account, "compute.instanceGroupManagers.get", group.path());
        return json.group(group);
    }

    private ObjectNode autoscaler(String scope, String name, String account) throws ApiProblem {
        GroupResource group = groups.get(GroupResource.path(project, scope, name));
        if (group == null || group.autoscaler().isEmpty()) {
            throw notFound("%s/autoscalers/%s".formatted(scope, name));
        }
        require(account, "compute.autoscalers.get", GroupJson.autoscalerPath(group));
        return json.autoscaler(group, group.autoscaler().get());
    }

    private ObjectNode act(GroupResource group, String verb, ApiCall call, String account)
            throws ApiProblem {
        if (verb.equals("listManagedInstances")) {
            require(account, "compute.instanceGroupManagers.get", group.path());
            return listed(group, call);
        }
        require(account, "compute.instanceGroupManagers.update", group.path());
        Optional<String> requestId = call.parameter("requestId");
        Optional<ObjectNode> repeated = operations.ofRequest(requestId);
        if (repeated.isPresent()) {
            return repeated.get();
        }
        switch (verb) {
            case "resize" -> group.group().changeTarget(size(group, call));
            case "deleteInstances" -> group.group().deleteInstances(named(group, call));
            default ->
                    throw new ApiProblem(404, "notFound", "the local cloud doesn't know " + verb);
        }
        return operations.begin(
                "compute.instanceGroupManagers." + verb, group, requestId, control.now());
    }

    /** With an autoscaler that is on, a group has no other size ("resize"). */
    private static int size(GroupResource group, ApiCall call) throws ApiProblem {
        String text = call.parameter("size").orElse("");
        if (!text.matches("[0-9]{1,4}")) {
            throw ApiProblem.invalid("Invalid value for field 'size': '%s'.".formatted(text));
        }
        if (group.autoscaler().filter(Autoscaler::isOn).isPresent()) {
            throw new ApiProblem(
                    400,
                    "invalidUsage",
                    "Autoscaled instance groups cannot be resized: " + group.path());
        }
        return Integer.parseInt(text);
    }

    private List<ManagedVm> named(GroupResource group, ApiCall call) throws ApiProblem {
        JsonNode body = ApiJson.read(call.body());
        boolean skips = body.path("skipInstancesOnValidationError").asBoolean();
        List<ManagedVm> members = new ArrayList<>();
        if (body.path("instances").isEmpty() || body.path("instances").size() > MOST_DELETED) {
            throw ApiProblem.invalid("Invalid value for field 'instances': 1 to 1000 are allowed.");
        }
        for (JsonNode each : body.path("instances")) {
            String url = each.asText();
            if (!url.matches("(.*/)?zones/[^/]+/instances/[^/]+")) {
                throw ApiProblem.invalid(
                        "Invalid value for field 'instances': '%s'. The URL is malformed."
                                .formatted(url));
            }
            List<ManagedVm> found =
                    group.group().named(List.of(url.substring(url.lastIndexOf('/') + 1)));
            boolean leaves = found.stream().noneMatch(ManagedVm::counts);
            if (leaves && !skips) {
                throw ApiProblem.invalid(
                        "Instance '%s' is not a member of '%s', or is being deleted already."
                                .formatted(url, group.path()));
            }
            members.addAll(found);
        }
        return members;
    }

    private ObjectNode listed(GroupResource group, ApiCall call) throws ApiProblem {
        int size =
                Math.min(
                        LARGEST_PAGE, Integer.parseInt(call.parameter("maxResults").orElse("500")));
        int from = Integer.parseInt(call.parameter("pageToken").orElse("0"));
        List<ManagedVm> all = List.copyOf(group.group().members());
        if (from > all.size() || size < 1) {
            throw ApiProblem.invalid("Invalid value for field 'pageToken' or 'maxResults'.");
        }
        ObjectNode page = ApiJson.node();
        var items = page.putArray("managedInstances");
        int to = Math.min(all.size(), from + size);
        all.subList(from, to).forEach(vm -> items.add(json.managedInstance(group, vm)));
        if (to < all.size()) {
            page.put("nextPageToken", Integer.toString(to));
        }
        return page;
    }

    /** Behind the group's back, so that the group makes it anew. */
    private ObjectNode deleteInstance(String scope, String name, ApiCall call, String account)
            throws ApiProblem {
        require(account, "compute.instances.delete", "projects/%s/%s".formatted(project, scope));
        if (!call.method().equals("DELETE")) {
            throw new ApiProblem(404, "notFound", "the local cloud doesn't know that");
        }
        for (GroupResource group : groups.values()) {
            for (ManagedVm vm : group.group().named(List.of(name))) {
                if (vm.vm.isPresent()) {
                    compute.on(vm.id(), "is deleted by itself", VmInstance::stop);
                    return operations.begin(
                            "delete", group, call.parameter("requestId"), control.now());
                }
            }
        }
        throw notFound("%s/instances/%s".formatted(scope, name));
    }
}
