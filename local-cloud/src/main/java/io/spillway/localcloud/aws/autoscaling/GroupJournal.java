package io.spillway.localcloud.aws.autoscaling;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.group.EventJournal;
import io.spillway.localcloud.group.GroupEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to a group, and how its hooks end. */
final class GroupJournal {
    private static final Logger LOG = LoggerFactory.getLogger(AutoScalingGroup.class);

    private final EventJournal events;
    private final List<HookOutcome> outcomes = new CopyOnWriteArrayList<>();

    /**
     * A journal without readers.
     *
     * @param before runs before anybody is told
     */
    GroupJournal(ControlThread control, IntSupplier desired, Runnable before) {
        this.events = new EventJournal(control, desired, before);
    }

    void addListener(Consumer<GroupEvent> listener) {
        events.addListener(listener);
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
        events.note(kind, instance, since, text);
    }

    void note(GroupEvent.Kind kind, String text) {
        events.note(kind, text);
    }
}
