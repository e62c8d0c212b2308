package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.aws.control.ControlThread;
import io.spillway.localcloud.group.GroupEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to a group, in the words of the local cloud's other groups. */
final class GroupJournal {
    private static final Logger LOG = LoggerFactory.getLogger(AutoScalingGroup.class);

    private final ControlThread control;
    private final IntSupplier desired;
    private final Runnable before;
    private final List<Consumer<GroupEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<HookOutcome> outcomes = new CopyOnWriteArrayList<>();

    /**
     * A journal without readers.
     *
     * @param before runs before anybody is told
     */
    GroupJournal(ControlThread control, IntSupplier desired, Runnable before) {
        this.control = control;
        this.desired = desired;
        this.before = before;
    }

    void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    List<HookOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    void note(HookOutcome outcome) {
        LOG.info(
                "{}: {} {} after {} ms: {}",
                outcome.instance(),
                outcome.hook(),
                outcome.end(),
                outcome.waited().toMillis(),
                outcome.result());
        outcomes.add(outcome);
    }

    void note(GroupEvent.Kind kind, String instance, Instant since, String text) {
        before.run();
        LOG.info("{}", text);
        Instant now = control.now();
        GroupEvent event =
                new GroupEvent(
                        now,
                        kind,
                        instance,
                        desired.getAsInt(),
                        Duration.between(since, now),
                        text);
        listeners.forEach(each -> each.accept(event));
    }

    void note(GroupEvent.Kind kind, String text) {
        note(kind, "", control.now(), text);
    }
}
