package io.spillway.agent;

import io.spillway.spi.cloud.CloudException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A word to the cloud, which is said again while the cloud can't be told: a lifecycle hook that
 * nobody answers ends a machine that works, or keeps one that doesn't. Confined to the agent's
 * thread.
 */
final class Word {
    private static final Logger LOG = LoggerFactory.getLogger(Word.class);

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final AgentThread thread;
    private final String taskManager;
    private final String what;
    private final Call call;

    /** What is to be said; blocks. */
    @FunctionalInterface
    interface Call {
        void call() throws CloudException;
    }

    /**
     * @param what the word, for the log
     */
    Word(AgentThread thread, String taskManager, String what, Call call) {
        this.thread = thread;
        this.taskManager = taskManager;
        this.what = what;
        this.call = call;
    }

    /**
     * Says it.
     *
     * @param patience how long to say it again while it fails; zero for once
     * @param wanted whether it still makes sense to say it again
     * @param then runs when it has arrived, or isn't said any more
     */
    void say(Duration patience, BooleanSupplier wanted, Runnable then) {
        say(thread.nanos(), patience, wanted, FIRST_PAUSE, then);
    }

    private void say(
            long since, Duration patience, BooleanSupplier wanted, Duration pause, Runnable then) {
        thread.ask(
                () -> {
                    call.call();
                    return null;
                },
                (nothing, failure) -> {
                    if (failure == null) {
                        then.run();
                        return;
                    }
                    boolean again =
                            wanted.getAsBoolean()
                                    && thread.since(since).plus(pause).compareTo(patience) <= 0;
                    if (!again || pause.equals(FIRST_PAUSE)) {
                        LOG.warn(
                                "{}: the cloud wasn't told \"{}\"{}: {}.",
                                taskManager,
                                what,
                                again ? " yet" : "",
                                failure.getMessage());
                    }
                    if (!again) {
                        then.run();
                        return;
                    }
                    Duration longer = pause.multipliedBy(2);
                    thread.schedule(
                            pause,
                            () ->
                                    say(
                                            since,
                                            patience,
                                            wanted,
                                            longer.compareTo(LONGEST_PAUSE) < 0
                                                    ? longer
                                                    : LONGEST_PAUSE,
                                            then));
                });
    }
}
