package io.spillway.ha.lease;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader tells, as far as this process knows, for all in it who want to know. One thread
 * of its own tells them, never the caller's, and in order. Thread-safe, and never blocks.
 */
public final class LeaderBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderBoard.class);

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread made = new Thread(task, "spillway-leader-board");
                        made.setDaemon(true);
                        return made;
                    });
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    // The thread's own.
    private Optional<Map<String, String>> posted = Optional.empty();

    /** Somebody who wants to know. */
    public final class Subscription implements AutoCloseable {
        private final String component;
        private final Consumer<Optional<String>> reader;
        private Optional<Optional<String>> told = Optional.empty();
        private volatile boolean closed;

        private Subscription(String component, Consumer<Optional<String>> reader) {
            this.component = component;
            this.reader = reader;
        }

        private void tell(Map<String, String> information) {
            Optional<String> now = Optional.ofNullable(information.get(component));
            if (!closed && !told.equals(Optional.of(now))) {
                told = Optional.of(now);
                try {
                    reader.accept(now);
                } catch (RuntimeException e) {
                    // The others are to be told all the same.
                    LOG.error("Who leads {} can't be told", component, e);
                }
            }
        }

        /** Is told nothing more, but for what is being told at the moment. */
        @Override
        public void close() {
            closed = true;
            subscriptions.remove(this);
        }
    }

    /**
     * Tells {@code reader} what the leader says of one component, as soon as that is known and
     * whenever it changes: empty when there is no leader, or it doesn't say.
     */
    public Subscription subscribe(String component, Consumer<Optional<String>> reader) {
        Subscription subscription = new Subscription(component, reader);
        subscriptions.add(subscription);
        execute(() -> posted.ifPresent(subscription::tell));
        return subscription;
    }

    /** Whether that is all that anybody wants to know. */
    boolean isAllIn(Map<String, String> information) {
        return subscriptions.stream().allMatch(each -> information.containsKey(each.component));
    }

    /**
     * Takes in what the leader tells.
     *
     * @param information by component; empty when there is no leader
     */
    public void post(Map<String, String> information) {
        Map<String, String> copy = Map.copyOf(information);
        execute(
                () -> {
                    posted = Optional.of(copy);
                    subscriptions.forEach(each -> each.tell(copy));
                });
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: nobody wants to know any more.
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
