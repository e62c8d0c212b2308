package io.spillway.localcloud.group;

import io.spillway.localcloud.control.ControlThread;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to a cloud's group, in the words of the local cloud's other groups. */
public final class EventJournal {
    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);

    private final ControlThread control;
    private final IntSupplier desired;
    private final Runnable before;
    private final List<Consumer<GroupEvent>> listeners = new CopyOnWriteArrayList<>();

    /**
     * A journal without readers.
     *
     * @param before runs before anybody is told
     */
    public EventJournal(ControlThread control, IntSupplier desired, Runnable before) {
        this.control = control;
        this.desired = desired;
        this.before = before;
    }

    /** Adds a listener, called on the control thread; it must not block. */
    public void addListener(Consumer<GroupEvent> listener) {
        listeners.add(listener);
    }

    /**
     * Tells something of a VM.
     *
     * @param since when that began
     */
    public void note(GroupEvent.Kind kind, String instance, Instant since, String text) {
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

    /** Tells something of the group. */
    public void note(GroupEvent.Kind kind, String text) {
        note(kind, "", control.now(), text);
    }
}
