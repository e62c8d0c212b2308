package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.ec2.InstanceTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What the API tells of groups, hooks and instances, as the API reference names it. */
final class Descriptions {
    private Descriptions() {}

    static String arn(String region, String account, GroupSpec spec) {
        return "arn:aws:autoscaling:%s:%s:autoScalingGroup:00000000-0000-4000-8000-%012x:autoScalingGroupName/%s"
                .formatted(
                        region,
                        account,
                        Integer.toUnsignedLong(spec.name().hashCode()),
                        spec.name());
    }

    static Map<String, Object> group(AutoScalingGroup group, String arn) {
        GroupSpec spec = group.spec();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("AutoScalingGroupName", spec.name());
        map.put("AutoScalingGroupARN", arn);
        map.put("LaunchTemplate", template(group.template()));
        map.put("MinSize", spec.minimum());
        map.put("MaxSize", spec.maximum());
        map.put("DesiredCapacity", group.desired());
        map.put("DefaultCooldown", 300);
        map.put("AvailabilityZones", spec.zones());
        map.put("LoadBalancerNames", List.of());
        map.put("HealthCheckType", "EC2");
        map.put("HealthCheckGracePeriod", (int) spec.healthCheckGracePeriod().toSeconds());
        map.put(
                "Instances",
                group.members().values().stream()
                        // Those of the warm pool are another call's.
                        .filter(each -> !each.state.text().startsWith("Warmed:"))
                        .map(each -> instance(each, Function.identity()))
                        .toList());
        map.put("CreatedTime", group.createdAt());
        map.put(
                "Tags",
                spec.template().tags().entrySet().stream()
                        .map(entry -> tag(spec.name(), entry.getKey(), entry.getValue()))
                        .toList());
        map.put("TerminationPolicies", List.of(spec.terminationPolicy().text()));
        map.put("NewInstancesProtectedFromScaleIn", spec.newInstancesProtected());
        map.put("CapacityRebalance", spec.capacityRebalance());
        map.put("DefaultInstanceWarmup", (int) spec.instanceWarmup().toSeconds());
        spec.warmPool().ifPresent(pool -> map.put("WarmPoolConfiguration", warmPool(pool)));
        map.put(
                "WarmPoolSize",
                (int) group.members().values().stream().filter(m -> m.state.isWarm()).count());
        return map;
    }

    private static Map<String, Object> warmPool(WarmPoolSpec pool) {
        String state = pool.state().lifecycle().text().substring("Warmed:".length());
        return Map.of(
                "MinSize", pool.minimum(),
                "MaxGroupPreparedCapacity", pool.maxPreparedCapacity(),
                "PoolState", state,
                "InstanceReusePolicy", Map.of("ReuseOnScaleIn", pool.reuseOnScaleIn()));
    }

    private static Map<String, Object> tag(String group, String key, String value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ResourceId", group);
        map.put("ResourceType", "auto-scaling-group");
        map.put("Key", key);
        map.put("Value", value);
        map.put("PropagateAtLaunch", true);
        return map;
    }

    private static Map<String, Object> template(InstanceTemplate template) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "LaunchTemplateId",
                "lt-%017x".formatted(Integer.toUnsignedLong(template.name().hashCode())));
        map.put("LaunchTemplateName", template.name());
        map.put("Version", Integer.toString(template.version()));
        return map;
    }

    private static Map<String, Object> instance(Member member, Function<String, String> health) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("InstanceId", member.id());
        map.put("InstanceType", member.ec2().template().instanceType());
        map.put("AvailabilityZone", member.zone());
        map.put("LifecycleState", member.state.text());
        map.put("HealthStatus", health.apply(member.healthy ? "Healthy" : "Unhealthy"));
        map.put("LaunchTemplate", template(member.ec2().template()));
        map.put("ProtectedFromScaleIn", member.protectedFromScaleIn);
        return map;
    }

    /** {@code DescribeAutoScalingInstances} tells the health in capitals. */
    static Map<String, Object> instanceOf(String group, Member member) {
        Map<String, Object> map = instance(member, text -> text.toUpperCase(Locale.ROOT));
        map.put("AutoScalingGroupName", group);
        return map;
    }

    static Map<String, Object> hook(String group, HookSpec hook) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("LifecycleHookName", hook.name());
        map.put("AutoScalingGroupName", group);
        map.put("LifecycleTransition", hook.transition().text());
        map.put("HeartbeatTimeout", (int) hook.heartbeatTimeout().toSeconds());
        map.put("GlobalTimeout", (int) hook.longestWait().toSeconds());
        map.put("DefaultResult", hook.defaultResult().name());
        return map;
    }
}
