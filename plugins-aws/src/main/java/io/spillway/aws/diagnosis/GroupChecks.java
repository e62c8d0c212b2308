package io.spillway.aws.diagnosis;

import io.spillway.aws.client.DeniedException;
import io.spillway.aws.lifecycle.Hooks;
import io.spillway.cloud.diagnosis.Look;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject.Timing;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;

/**
 * The Auto Scaling group of the TaskManagers, and its two lifecycle hooks.
 *
 * @param hooks what they are called
 */
record GroupChecks(Surroundings aws, Hooks hooks, Timing timing) {
    private static final String NO_GROUP = "the group isn't known";
    private static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
    private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /** Heartbeats that may be lost before a time-out. */
    private static final int BEATS = 3;

    /** After so many time-outs a hook waits no longer, heartbeats or not; nor after 48 h. */
    private static final int MOST_WAITS = 100;

    private static final Duration LONGEST_WAIT = Duration.ofDays(2);

    List<Check> all() {
        return List.of(
                new Look("Group", timeout -> group()),
                new Look("Launch hook", timeout -> launch()),
                new Look("Terminate hook", timeout -> terminate()));
    }

    private Finding group() throws Exception {
        try {
            Optional<String> group = aws.group();
            if (group.isEmpty()) {
                return aws.onMachine()
                        ? Finding.warning(
                                "the instance is in no Auto Scaling group: nobody waits for its drain but Spot's notice and SIGTERM",
                                "launch it by a group, with the launch template of terraform/aws")
                        : Finding.skipped("name it with --group");
            }
            List<LifecycleHook> found = aws.hooks();
            return Finding.ok(
                    "%s in %s, %s"
                            .formatted(
                                    group.get(),
                                    aws.region(),
                                    found.isEmpty()
                                            ? "without lifecycle hooks"
                                            : "lifecycle hooks " + names(found)));
        } catch (MetadataException e) {
            return MetadataChecks.unanswered();
        } catch (DeniedException e) {
            return denied(e);
        } catch (CloudException e) {
            return Finding.failure(
                    e.getMessage(),
                    "look whether the group's name, the region (AWS_REGION, or the profile's) and the account (AWS_PROFILE) are right");
        }
    }

    static Finding denied(DeniedException e) {
        return Finding.failure(e.refusal(), "add to the role's policy: " + e.statement());
    }

    private static String names(List<LifecycleHook> hooks) {
        return hooks.stream()
                .map(LifecycleHook::lifecycleHookName)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Finding launch() {
        Optional<List<LifecycleHook>> there = there();
        if (there.isEmpty()) {
            return Finding.skipped(NO_GROUP);
        }
        Optional<LifecycleHook> hook = named(hooks.launch(), there.get());
        if (hook.isEmpty()) {
            return missing(
                    hooks.launch(),
                    "an instance counts as in service before its slots are registered",
                    there.get(),
                    "spillway.aws.launch-hook",
                    LAUNCHING);
        }
        List<String> wrong = new ArrayList<>();
        List<String> fixes = new ArrayList<>();
        boolean fails = transition(hook.get(), LAUNCHING, wrong, fixes);
        Duration waits = Duration.ofSeconds(hook.get().heartbeatTimeout());
        if (waits.compareTo(timing.join()) < 0) {
            wrong.add(
                    "its time-out, %ds, is shorter than spillway.join.timeout, %ds: the group gives a launch up that may yet succeed"
                            .formatted(waits.toSeconds(), timing.join().toSeconds()));
            fixes.add(
                    "set its heartbeat_timeout to %d or more".formatted(timing.join().toSeconds()));
        }
        if (!"ABANDON".equals(hook.get().defaultResult())) {
            wrong.add(
                    "its default result is %s: an instance that never says a word counts as in service"
                            .formatted(hook.get().defaultResult()));
            fixes.add("set its default_result to ABANDON");
        }
        return finding(hook.get(), fails, wrong, fixes);
    }

    private Finding terminate() {
        Optional<List<LifecycleHook>> there = there();
        if (there.isEmpty()) {
            return Finding.skipped(NO_GROUP);
        }
        Optional<LifecycleHook> hook = named(hooks.terminate(), there.get());
        if (hook.isEmpty()) {
            return missing(
                    hooks.terminate(),
                    "a scale-in ends an instance within a minute, whether its work has moved or not",
                    there.get(),
                    "spillway.aws.terminate-hook",
                    TERMINATING);
        }
        List<String> wrong = new ArrayList<>();
        List<String> fixes = new ArrayList<>();
        boolean fails = transition(hook.get(), TERMINATING, wrong, fixes);
        Duration waits = Duration.ofSeconds(hook.get().heartbeatTimeout());
        fails |= drainFits(waits, wrong, fixes);
        if (!"CONTINUE".equals(hook.get().defaultResult())) {
            wrong.add(
                    "its default result is %s: after a time-out other hooks aren't waited for"
                            .formatted(hook.get().defaultResult()));
            fixes.add("set its default_result to CONTINUE");
        }
        return finding(hook.get(), fails, wrong, fixes);
    }

    /** A drain is kept alive by heartbeats; whether it fails to be. */
    private boolean drainFits(Duration waits, List<String> wrong, List<String> fixes) {
        Duration beats = timing.heartbeat().multipliedBy(BEATS);
        Duration all = waits.multipliedBy(MOST_WAITS);
        Duration longest = all.compareTo(LONGEST_WAIT) < 0 ? all : LONGEST_WAIT;
        Optional<Duration> drain = drain();
        if (waits.compareTo(timing.heartbeat()) <= 0
                || drain.filter(takes -> takes.compareTo(longest) > 0).isPresent()) {
            wrong.add(
                    "its time-out, %ds, is over before a drain is: heartbeats come each %ds%s"
                            .formatted(
                                    waits.toSeconds(),
                                    timing.heartbeat().toSeconds(),
                                    drain.map(t -> ", a drain takes %ds".formatted(t.toSeconds()))
                                            .orElse("")));
            fixes.add("set its heartbeat_timeout to %d or more".formatted(seconds(beats)));
            return true;
        }
        if (waits.compareTo(beats) < 0) {
            wrong.add(
                    "its time-out, %ds, leaves no room for a lost heartbeat (each %ds)"
                            .formatted(waits.toSeconds(), timing.heartbeat().toSeconds()));
            fixes.add("set its heartbeat_timeout to %d or more".formatted(seconds(beats)));
        }
        return false;
    }

    /** AWS takes no less than 30 s. */
    private static long seconds(Duration atLeast) {
        return Math.max(30, atLeast.toSeconds());
    }

    private Optional<Duration> drain() {
        try {
            return timing.drain().call();
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    /** Empty where there is no group, or it can't be asked: another check says so. */
    private Optional<List<LifecycleHook>> there() {
        try {
            return aws.group().isPresent() ? Optional.of(aws.hooks()) : Optional.empty();
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private static Optional<LifecycleHook> named(String name, List<LifecycleHook> hooks) {
        return hooks.stream().filter(each -> each.lifecycleHookName().equals(name)).findFirst();
    }

    private static Finding missing(
            String name, String lost, List<LifecycleHook> there, String key, String transition) {
        return Finding.warning(
                "the group has no %s (%s): %s".formatted(name, key, lost),
                there.isEmpty()
                        ? "add it to the group, for %s".formatted(transition)
                        : "add it to the group, for %s; or, if it is one of %s, set %s to that"
                                .formatted(transition, names(there), key));
    }

    private static boolean transition(
            LifecycleHook hook, String wanted, List<String> wrong, List<String> fixes) {
        if (wanted.equals(hook.lifecycleTransition())) {
            return false;
        }
        wrong.add("it is for %s".formatted(hook.lifecycleTransition()));
        fixes.add("make it one for %s".formatted(wanted));
        return true;
    }

    private static Finding finding(
            LifecycleHook hook, boolean fails, List<String> wrong, List<String> fixes) {
        if (wrong.isEmpty()) {
            return Finding.ok(
                    "%s: time-out %ds, then %s"
                            .formatted(
                                    hook.lifecycleHookName(),
                                    hook.heartbeatTimeout(),
                                    hook.defaultResult()));
        }
        String found = hook.lifecycleHookName() + ": " + String.join("\n", wrong);
        String fix = String.join("; ", fixes);
        return fails ? Finding.failure(found, fix) : Finding.warning(found, fix);
    }
}
