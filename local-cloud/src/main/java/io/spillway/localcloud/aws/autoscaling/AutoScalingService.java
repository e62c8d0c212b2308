package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.api.ApiRequest;
import io.spillway.localcloud.aws.api.Parameters;
import io.spillway.localcloud.aws.api.Service;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Result;
import io.spillway.localcloud.control.ControlThread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * The calls of Amazon EC2 Auto Scaling that Spillway makes, and those that tests of it need (API
 * reference, version 2011-01-01; a page for each action). Refusals are worded as AWS words them.
 */
public final class AutoScalingService implements Service {
    private static final int MOST_PROTECTED = 50;
    private static final int MOST_RECORDS = 50;

    private final String region;
    private final String account;
    private final ControlThread control;
    private final Map<String, AutoScalingGroup> groups = new ConcurrentSkipListMap<>();

    /** A service without groups. */
    public AutoScalingService(String region, String account, ControlThread control) {
        this.region = region;
        this.account = account;
        this.control = control;
    }

    /** Makes a group known to the API. */
    public void add(AutoScalingGroup group) {
        groups.put(group.spec().name(), group);
    }

    /** All groups, by name. */
    public Collection<AutoScalingGroup> groups() {
        return groups.values();
    }

    /** A group's ARN. */
    public String arn(GroupSpec spec) {
        return Descriptions.arn(region, account, spec);
    }

    @Override
    public String name() {
        return "autoscaling";
    }

    @Override
    public String namespace() {
        return "http://autoscaling.amazonaws.com/doc/2011-01-01/";
    }

    @Override
    public String shapes() {
        return "com.amazonaws.autoscaling";
    }

    /** Calls that describe have no resource (Service authorization reference). */
    @Override
    public Optional<String> resource(ApiRequest request) {
        if (request.action().startsWith("Describe")) {
            return Optional.empty();
        }
        Parameters parameters = request.parameters();
        return parameters
                .text("AutoScalingGroupName")
                .or(
                        () ->
                                parameters
                                        .text("InstanceId")
                                        .flatMap(id -> control.ask(() -> groupOf(id))))
                .map(groups::get)
                .map(group -> arn(group.spec()));
    }

    private Optional<String> groupOf(String instance) {
        return groups.values().stream()
                .filter(each -> each.members().containsKey(instance))
                .map(each -> each.spec().name())
                .findFirst();
    }

    @Override
    public Optional<Map<String, Object>> call(ApiRequest request) throws ApiError {
        Parameters parameters = request.parameters();
        return control.call(
                () ->
                        switch (request.action()) {
                            case "CompleteLifecycleAction" -> complete(parameters);
                            case "RecordLifecycleActionHeartbeat" -> heartbeat(parameters);
                            case "DescribeLifecycleHooks" -> describeHooks(parameters);
                            case "DescribeAutoScalingInstances" -> describeInstances(parameters);
                            case "DescribeAutoScalingGroups" -> describeGroups(parameters);
                            case "SetInstanceHealth" -> setHealth(parameters);
                            case "SetDesiredCapacity" -> setDesired(parameters);
                            case "SetInstanceProtection" -> protect(parameters);
                            case "TerminateInstanceInAutoScalingGroup" -> terminate(parameters);
                            default ->
                                    throw new ApiError(
                                            400,
                                            "InvalidAction",
                                            "Could not find operation %s for version 2011-01-01"
                                                    .formatted(request.action()));
                        });
    }

    private Optional<Map<String, Object>> complete(Parameters parameters) throws ApiError {
        parameters.requireOnly(
                "AutoScalingGroupName",
                "LifecycleHookName",
                "LifecycleActionResult",
                "LifecycleActionToken",
                "InstanceId");
        String text = parameters.required("LifecycleActionResult");
        if (!text.equals("CONTINUE") && !text.equals("ABANDON")) {
            throw ApiError.validation(
                    "Lifecycle Action Result must be either CONTINUE or ABANDON, not " + text);
        }
        Optional<String> instance = parameters.text("InstanceId");
        group(parameters)
                .actions()
                .complete(
                        parameters.required("LifecycleHookName"),
                        instance,
                        token(parameters, instance),
                        Result.valueOf(text));
        return Optional.of(Map.of());
    }

    private Optional<Map<String, Object>> heartbeat(Parameters parameters) throws ApiError {
        parameters.requireOnly(
                "AutoScalingGroupName", "LifecycleHookName", "LifecycleActionToken", "InstanceId");
        Optional<String> instance = parameters.text("InstanceId");
        group(parameters)
                .actions()
                .heartbeat(
                        parameters.required("LifecycleHookName"),
                        instance,
                        token(parameters, instance));
        return Optional.of(Map.of());
    }

    private static Optional<String> token(Parameters parameters, Optional<String> instance)
            throws ApiError {
        Optional<String> token = parameters.text("LifecycleActionToken");
        if (token.isEmpty() && instance.isEmpty()) {
            throw ApiError.validation(
                    "Must provide either a valid Lifecycle Action Token or an Instance ID");
        }
        return token;
    }

    private Optional<Map<String, Object>> describeHooks(Parameters parameters) throws ApiError {
        parameters.requireOnly("AutoScalingGroupName", "LifecycleHookNames");
        List<String> names = parameters.texts("LifecycleHookNames");
        GroupSpec spec = group(parameters).spec();
        return Optional.of(
                Map.of(
                        "LifecycleHooks",
                        spec.hooks().stream()
                                .filter(each -> names.isEmpty() || names.contains(each.name()))
                                .map(each -> Descriptions.hook(spec.name(), each))
                                .toList()));
    }

    private Optional<Map<String, Object>> describeInstances(Parameters parameters) throws ApiError {
        parameters.requireOnly("InstanceIds", "MaxRecords", "NextToken");
        List<String> ids = parameters.texts("InstanceIds");
        List<Supplier<Map<String, Object>>> found = new ArrayList<>();
        for (AutoScalingGroup group : groups.values()) {
            for (Member member : group.members().values()) {
                if (ids.isEmpty() || ids.contains(member.id())) {
                    found.add(() -> Descriptions.instanceOf(group.spec().name(), member));
                }
            }
        }
        return Optional.of(page("AutoScalingInstances", found, parameters));
    }

    private Optional<Map<String, Object>> describeGroups(Parameters parameters) throws ApiError {
        parameters.requireOnly(
                "AutoScalingGroupNames", "Filters", "IncludeInstances", "MaxRecords", "NextToken");
        List<String> names = parameters.texts("AutoScalingGroupNames");
        List<Supplier<Map<String, Object>>> found = new ArrayList<>();
        for (AutoScalingGroup group : groups.values()) {
            if (names.isEmpty() || names.contains(group.spec().name())) {
                found.add(() -> Descriptions.group(group, arn(group.spec())));
            }
        }
        return Optional.of(page("AutoScalingGroups", found, parameters));
    }

    private static Map<String, Object> page(
            String name, List<Supplier<Map<String, Object>>> all, Parameters parameters)
            throws ApiError {
        int from;
        try {
            from = parameters.text("NextToken").map(Integer::valueOf).orElse(0);
        } catch (NumberFormatException e) {
            throw new ApiError(400, "InvalidNextToken", "The token is invalid");
        }
        int most = Math.min(MOST_RECORDS, parameters.whole("MaxRecords").orElse(MOST_RECORDS));
        int to = Math.min(all.size(), from + most);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(name, all.subList(Math.min(from, to), to).stream().map(Supplier::get).toList());
        if (to < all.size()) {
            page.put("NextToken", Integer.toString(to));
        }
        return page;
    }

    private Optional<Map<String, Object>> setHealth(Parameters parameters) throws ApiError {
        parameters.requireOnly("InstanceId", "HealthStatus", "ShouldRespectGracePeriod");
        String status = parameters.required("HealthStatus");
        if (!status.equals("Healthy") && !status.equals("Unhealthy")) {
            throw ApiError.validation(
                    "Valid instance health states are: [Healthy, Unhealthy]. Invalid status "
                            + status);
        }
        Located located = locate(parameters);
        located.group.setHealth(
                located.member,
                status.equals("Healthy"),
                parameters.flag("ShouldRespectGracePeriod").orElse(true));
        return Optional.empty();
    }

    private Optional<Map<String, Object>> setDesired(Parameters parameters) throws ApiError {
        parameters.requireOnly("AutoScalingGroupName", "DesiredCapacity", "HonorCooldown");
        parameters.required("DesiredCapacity");
        AutoScalingGroup group = group(parameters);
        group.requireInRange(parameters.whole("DesiredCapacity").orElseThrow());
        group.changeDesired(parameters.whole("DesiredCapacity").orElseThrow());
        return Optional.empty();
    }

    private Optional<Map<String, Object>> protect(Parameters parameters) throws ApiError {
        parameters.requireOnly("AutoScalingGroupName", "InstanceIds", "ProtectedFromScaleIn");
        List<String> ids = parameters.texts("InstanceIds");
        if (ids.size() > MOST_PROTECTED) {
            throw ApiError.validation(
                    "The number of instance ids must not be greater than " + MOST_PROTECTED);
        }
        AutoScalingGroup group = group(parameters);
        for (String id : ids) {
            Member member = group.members().get(id);
            if (member == null || member.state != LifecycleState.IN_SERVICE) {
                throw ApiError.validation("The instance %s is not in InService.".formatted(id));
            }
        }
        boolean protect = Boolean.parseBoolean(parameters.required("ProtectedFromScaleIn"));
        ids.forEach(id -> group.members().get(id).protectedFromScaleIn = protect);
        return Optional.of(Map.of());
    }

    private Optional<Map<String, Object>> terminate(Parameters parameters) throws ApiError {
        parameters.requireOnly("InstanceId", "ShouldDecrementDesiredCapacity");
        boolean decrement =
                Boolean.parseBoolean(parameters.required("ShouldDecrementDesiredCapacity"));
        Located located = locate(parameters);
        Instant now = control.now();
        located.group.terminate(located.member, decrement);
        Map<String, Object> activity = new LinkedHashMap<>();
        activity.put("ActivityId", UUID.randomUUID().toString());
        activity.put("AutoScalingGroupName", located.group.spec().name());
        activity.put("Description", "Terminating EC2 instance: " + located.member.id());
        activity.put("Cause", "At %s instance was terminated by user request.".formatted(now));
        activity.put("StartTime", now);
        activity.put("StatusCode", "InProgress");
        activity.put("Progress", 0);
        return Optional.of(Map.of("Activity", activity));
    }

    private AutoScalingGroup group(Parameters parameters) throws ApiError {
        String name = parameters.required("AutoScalingGroupName");
        AutoScalingGroup group = groups.get(name);
        if (group == null) {
            throw ApiError.validation(
                    "AutoScalingGroup name not found - AutoScalingGroup: %s".formatted(name));
        }
        return group;
    }

    private record Located(AutoScalingGroup group, Member member) {}

    private Located locate(Parameters parameters) throws ApiError {
        String id = parameters.required("InstanceId");
        Optional<AutoScalingGroup> group = groupOf(id).map(groups::get);
        if (group.isEmpty()) {
            throw ApiError.validation(
                    "Instance Id not found - No managed instance found for instance ID: " + id);
        }
        return new Located(group.get(), group.get().members().get(id));
    }
}
