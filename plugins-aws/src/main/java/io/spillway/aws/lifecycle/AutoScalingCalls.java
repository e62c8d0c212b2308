package io.spillway.aws.lifecycle;

import io.spillway.aws.client.Call;
import io.spillway.aws.client.Clients;
import io.spillway.aws.client.Failures;
import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;

/**
 * The calls of Auto Scaling that an instance makes about itself. In its own region always: a group
 * has no instances elsewhere. Each blocks 9 s at most; thread-safe.
 */
public final class AutoScalingCalls implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofMillis(2500);
    private static final Duration CALL = Duration.ofSeconds(9);
    private static final int ATTEMPTS = 5;

    /** What the service says of an action that is completed, by whomever, or never began. */
    private static final String NO_ACTION = "No active Lifecycle Action found";

    private static final String NO_INSTANCE = "Instance Id not found";

    private final IdentityDocument self;
    private final SdkHttpClient http;
    private final AutoScalingClient client;

    /**
     * Makes a client; asks nothing yet.
     *
     * @param self the instance
     * @throws SdkException when no client can be made
     */
    public AutoScalingCalls(IdentityDocument self) {
        this.self = self;
        this.http = Clients.http(ATTEMPT);
        this.client =
                AutoScalingClient.builder()
                        .httpClient(http)
                        .region(Region.of(self.region()))
                        .overrideConfiguration(Clients.retrying(ATTEMPTS, ATTEMPT, CALL))
                        .build();
    }

    /** The group that the instance is in, if any. */
    Optional<String> group() throws CloudException {
        Call call =
                Call.onAll(
                        "autoscaling:DescribeAutoScalingInstances",
                        "instance " + self.instanceId(),
                        self.region());
        return ask(
                call,
                () ->
                        client
                                .describeAutoScalingInstances(r -> r.instanceIds(self.instanceId()))
                                .autoScalingInstances()
                                .stream()
                                .map(AutoScalingInstanceDetails::autoScalingGroupName)
                                .findFirst());
    }

    /** The names of the group's lifecycle hooks. */
    List<String> hooks(String group) throws CloudException {
        Call call =
                Call.onAll("autoscaling:DescribeLifecycleHooks", "group " + group, self.region());
        return ask(
                call,
                () ->
                        client
                                .describeLifecycleHooks(r -> r.autoScalingGroupName(group))
                                .lifecycleHooks()
                                .stream()
                                .map(LifecycleHook::lifecycleHookName)
                                .toList());
    }

    /**
     * Ends a hook's wait.
     *
     * @param result {@code CONTINUE} or {@code ABANDON}
     * @return whether there was one; false when it is over, or never began
     */
    boolean complete(String group, String hook, String result) throws CloudException {
        return act(
                call("autoscaling:CompleteLifecycleAction", group, ", hook " + hook),
                NO_ACTION,
                () ->
                        client.completeLifecycleAction(
                                r ->
                                        r.autoScalingGroupName(group)
                                                .lifecycleHookName(hook)
                                                .instanceId(self.instanceId())
                                                .lifecycleActionResult(result)));
    }

    /**
     * Has a hook wait on.
     *
     * @return whether it waits
     */
    boolean heartbeat(String group, String hook) throws CloudException {
        return act(
                call("autoscaling:RecordLifecycleActionHeartbeat", group, ", hook " + hook),
                NO_ACTION,
                () ->
                        client.recordLifecycleActionHeartbeat(
                                r ->
                                        r.autoScalingGroupName(group)
                                                .lifecycleHookName(hook)
                                                .instanceId(self.instanceId())));
    }

    /**
     * Has the group replace the instance.
     *
     * @return whether the group has it; false when it is gone already
     */
    boolean unhealthy(String group) throws CloudException {
        return act(
                call("autoscaling:SetInstanceHealth", group, ""),
                NO_INSTANCE,
                () ->
                        client.setInstanceHealth(
                                r ->
                                        r.instanceId(self.instanceId())
                                                .healthStatus("Unhealthy")
                                                .shouldRespectGracePeriod(false)));
    }

    private Call call(String action, String group, String more) {
        return Call.onResource(
                action,
                "group %s%s, instance %s".formatted(group, more, self.instanceId()),
                self.region(),
                "arn:%s:autoscaling:%s:%s:autoScalingGroup:*:autoScalingGroupName/%s"
                        .formatted(
                                Region.of(self.region()).metadata().partition().id(),
                                self.region(),
                                self.account(),
                                group));
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T ask(Call call, Question<T> question) throws CloudException {
        try {
            return question.ask();
        } catch (SdkException e) {
            throw Failures.translate(e, call);
        }
    }

    private static boolean act(Call call, String benign, Runnable action) throws CloudException {
        try {
            action.run();
            return true;
        } catch (SdkException e) {
            if (Failures.code(e).equals("ValidationError")
                    && Failures.message(e).startsWith(benign)) {
                return false;
            }
            throw Failures.translate(e, call);
        }
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
