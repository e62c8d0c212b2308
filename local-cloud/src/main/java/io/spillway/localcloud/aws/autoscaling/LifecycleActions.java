package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Result;
import io.spillway.localcloud.aws.autoscaling.HookSpec.Transition;
import io.spillway.localcloud.control.ControlThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The lifecycle actions that are under way in a group (Auto Scaling user guide, "Amazon EC2 Auto
 * Scaling lifecycle hooks" and "How lifecycle hooks work"). All hooks of a transition wait at the
 * same time. When an instance launches, one that is abandoned ends it; when it terminates, it goes
 * on either way, and an abandoned one ends the wait for the others. Belongs to the control thread.
 */
final class LifecycleActions {
    private final List<HookSpec> hooks;
    private final ControlThread control;
    private final Consumer<HookOutcome> listener;
    private final List<Action> active = new ArrayList<>();

    private static final class Action {
        private final Member member;
        private final HookSpec hook;
        private final Instant begun;
        private final Consumer<Boolean> whenDone;
        private final String token = UUID.randomUUID().toString();
        private int heartbeats;
        private ScheduledFuture<?> timeout;

        Action(Member member, HookSpec hook, Instant begun, Consumer<Boolean> whenDone) {
            this.member = member;
            this.hook = hook;
            this.begun = begun;
            this.whenDone = whenDone;
        }
    }

    LifecycleActions(List<HookSpec> hooks, ControlThread control, Consumer<HookOutcome> listener) {
        this.hooks = List.copyOf(hooks);
        this.control = control;
        this.listener = listener;
    }

    /** Whether anybody is to be waited for. */
    boolean wanted(Transition transition) {
        return hooks.stream().anyMatch(each -> each.transition() == transition);
    }

    /** Begins to wait; {@code whenDone} hears whether the transition goes on. */
    void begin(Member member, Transition transition, Consumer<Boolean> whenDone) {
        for (HookSpec hook : hooks) {
            if (hook.transition() == transition) {
                Action action = new Action(member, hook, control.now(), whenDone);
                active.add(action);
                await(action);
            }
        }
    }

    private void await(Action action) {
        if (action.timeout != null) {
            action.timeout.cancel(false);
        }
        Duration left =
                Duration.between(control.now(), action.begun.plus(action.hook.longestWait()));
        Duration wait = action.hook.heartbeatTimeout();
        action.timeout =
                control.after(
                        wait.compareTo(left) < 0 ? wait : left,
                        () -> end(action, HookOutcome.End.TIMED_OUT, action.hook.defaultResult()));
    }

    /** Completes an action, as {@code CompleteLifecycleAction} does. */
    void complete(String hook, Optional<String> instance, Optional<String> token, Result result)
            throws ApiError {
        end(find(hook, instance, token), HookOutcome.End.COMPLETED, result);
    }

    /** Lets an action wait for one more time, as {@code RecordLifecycleActionHeartbeat} does. */
    void heartbeat(String hook, Optional<String> instance, Optional<String> token) throws ApiError {
        Action action = find(hook, instance, token);
        action.heartbeats++;
        await(action);
    }

    /** AWS' own words, from what callers have been told. */
    private Action find(String hook, Optional<String> instance, Optional<String> token)
            throws ApiError {
        Predicate<Action> wanted =
                action ->
                        action.hook.name().equals(hook)
                                && instance.map(action.member.id()::equals).orElse(true)
                                && token.map(action.token::equals).orElse(true);
        Optional<Action> found = active.stream().filter(wanted).findFirst();
        if (found.isEmpty()) {
            throw ApiError.validation(
                    "No active Lifecycle Action found with "
                            + (token.isPresent()
                                    ? "token " + token.get()
                                    : "instance ID " + instance.orElseThrow()));
        }
        return found.get();
    }

    private void end(Action action, HookOutcome.End how, Result result) {
        if (!active.contains(action)) {
            return;
        }
        close(action, how, result);
        boolean launching = action.hook.transition() == Transition.LAUNCHING;
        if (result == Result.ABANDON) {
            cancel(action.member);
            action.whenDone.accept(!launching);
        } else if (active.stream().noneMatch(each -> each.member == action.member)) {
            action.whenDone.accept(true);
        }
    }

    /** Waits for nobody any more: the instance has gone, or another hook was abandoned. */
    void cancel(Member member) {
        for (Action each : List.copyOf(active)) {
            if (each.member == member) {
                close(each, HookOutcome.End.CANCELLED, each.hook.defaultResult());
            }
        }
    }

    private void close(Action action, HookOutcome.End how, Result result) {
        active.remove(action);
        action.timeout.cancel(false);
        if (how == HookOutcome.End.TIMED_OUT) {
            action.member.hookTimedOut = true;
        }
        listener.accept(
                new HookOutcome(
                        action.member.id(),
                        action.hook.name(),
                        action.hook.transition(),
                        how,
                        result,
                        action.heartbeats,
                        Duration.between(action.begun, control.now())));
    }
}
