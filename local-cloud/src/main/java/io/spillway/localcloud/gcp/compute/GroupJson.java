package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.gcp.api.ApiJson;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import java.util.Locale;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** Groups, their VMs and their autoscalers as the API writes them (API reference, "v1"). */
final class GroupJson {
    private final String root;

    /**
     * @param root of the addresses of resources, with a slash at its end
     */
    GroupJson(String root) {
        this.root = root;
    }

    ObjectNode group(GroupResource resource) {
        ManagedInstanceGroup group = resource.group();
        ObjectNode node = ApiJson.node();
        node.put("kind", "compute#instanceGroupManager");
        node.put("name", group.spec().name());
        node.put("baseInstanceName", group.spec().name());
        scope(node, resource);
        node.put("selfLink", root + resource.path());
        node.put("instanceTemplate", template(resource, group.template()));
        node.putArray("versions")
                .addObject()
                .put("instanceTemplate", template(resource, group.template()));
        node.put("targetSize", group.targetSize());
        ObjectNode actions = node.putObject("currentActions");
        for (ManagedVm.Action each : ManagedVm.Action.values()) {
            actions.put(
                    each.name().toLowerCase(Locale.ROOT),
                    group.members().stream().filter(vm -> vm.action == each).count());
        }
        ObjectNode status = node.putObject("status");
        status.put(
                "isStable",
                group.members().stream().allMatch(vm -> vm.action == ManagedVm.Action.NONE));
        resource.autoscaler()
                .ifPresent(each -> status.put("autoscaler", root + autoscalerPath(resource)));
        group.spec()
                .autohealing()
                .ifPresent(
                        check ->
                                node.putArray("autoHealingPolicies")
                                        .addObject()
                                        .put(
                                                "healthCheck",
                                                root
                                                        + "projects/%s/global/healthChecks/%s"
                                                                .formatted(
                                                                        resource.project(),
                                                                        group.spec().name()))
                                        .put("initialDelaySec", check.initialDelay().toSeconds()));
        return node;
    }

    static String autoscalerPath(GroupResource resource) {
        return "projects/%s/%s/autoscalers/%s"
                .formatted(resource.project(), resource.scope(), resource.group().spec().name());
    }

    private void scope(ObjectNode node, GroupResource resource) {
        String[] parts = resource.scope().split("/", 2);
        node.put(
                parts[0].equals("zones") ? "zone" : "region",
                root + "projects/%s/%s".formatted(resource.project(), resource.scope()));
    }

    private String template(GroupResource resource, InstanceTemplate template) {
        return root
                + "projects/%s/global/instanceTemplates/%s"
                        .formatted(resource.project(), template.name());
    }

    ObjectNode managedInstance(GroupResource resource, ManagedVm vm) {
        ObjectNode node = ApiJson.node();
        node.put("instance", root + instancePath(resource, vm));
        vm.vm.ifPresent(
                each -> {
                    node.put("id", each.id());
                    node.put("instanceStatus", each.state().name());
                });
        node.put("name", vm.name());
        node.put("currentAction", vm.action.name());
        node.putObject("version").put("instanceTemplate", template(resource, vm.template));
        return node;
    }

    static String instancePath(GroupResource resource, ManagedVm vm) {
        return "projects/%s/zones/%s/instances/%s"
                .formatted(resource.project(), vm.zone(), vm.name());
    }

    ObjectNode autoscaler(GroupResource resource, Autoscaler autoscaler) {
        AutoscalingPolicy policy = autoscaler.policy();
        ObjectNode node = ApiJson.node();
        node.put("kind", "compute#autoscaler");
        node.put("name", resource.group().spec().name());
        scope(node, resource);
        node.put("selfLink", root + autoscalerPath(resource));
        node.put("target", root + resource.path());
        node.put("status", "ACTIVE");
        node.put("recommendedSize", autoscaler.recommendedSize());
        ObjectNode out = node.putObject("autoscalingPolicy");
        out.put("minNumReplicas", policy.minimum());
        out.put("maxNumReplicas", policy.maximum());
        out.put("coolDownPeriodSec", policy.initialization().toSeconds());
        out.put("mode", policy.mode().name());
        ArrayNode metrics = out.putArray("customMetricUtilizations");
        policy.metrics()
                .forEach(
                        each -> {
                            ObjectNode metric = metrics.addObject();
                            metric.put("metric", each.metric());
                            metric.put("filter", each.filter().text());
                            metric.put(
                                    each.singleInstanceAssignment()
                                            ? "singleInstanceAssignment"
                                            : "utilizationTarget",
                                    each.target());
                            if (!each.singleInstanceAssignment()) {
                                metric.put("utilizationTargetType", "GAUGE");
                            }
                        });
        policy.scaleInControl()
                .ifPresent(
                        control -> {
                            ObjectNode limit = out.putObject("scaleInControl");
                            limit.put("timeWindowSec", control.window().toSeconds());
                            limit.putObject("maxScaledInReplicas").put("fixed", control.replicas());
                        });
        return node;
    }
}
