package io.spillway.agent;

import io.spillway.agent.termination.ShutdownSignals;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.InvalidSettingsException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.util.clock.SystemClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A machine whose configuration is of no use: its group needn't wait for it. */
final class Unusable {
    private static final Logger LOG = LoggerFactory.getLogger(Unusable.class);

    private Unusable() {}

    /**
     * Tells the cloud, or logs why it can't be told. Blocks until that is done, and until a group
     * that waits for the machine has begun to take it, {@link GivingUp#TAKEN_WITHIN} at most; a
     * signal ends the wait.
     *
     * @param settings defaults where they are wrong
     * @param found the machine; may block
     */
    static void report(
            InvalidSettingsException wrong, AgentSettings settings, Callable<CloudInstance> found) {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("spillway-agent"));
        ExecutorService pool = Executors.newCachedThreadPool(DaemonThreads.named("spillway-call"));
        AgentThread thread = new AgentThread(scheduler, pool, SystemClock.getInstance());
        try (CloudInstance machine = found.call()) {
            giveUp(thread, settings, machine, "wrong configuration: " + wrong.problems().get(0));
        } catch (Exception e) {
            LOG.warn("No group was told that this machine is of no use: {}", e.getMessage());
        } finally {
            scheduler.shutdownNow();
            pool.shutdownNow();
        }
    }

    private static void giveUp(
            AgentThread thread, AgentSettings settings, CloudInstance machine, String why) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        TerminationWatch notices =
                new TerminationWatch(thread, machine.notices(), settings.pollInterval());
        GivingUp givingUp =
                new GivingUp(
                        thread,
                        machine.identity().id(),
                        machine.lifecycle(),
                        notices,
                        () -> end.complete(null));
        thread.onDefect(end::completeExceptionally);
        ShutdownSignals.install(
                signal ->
                        thread.execute(
                                () ->
                                        notices.raise(
                                                signal,
                                                TerminationNotice.certain(
                                                        NoticeKind.SHUTDOWN,
                                                        settings.gracePeriod()))));
        thread.execute(
                () -> {
                    notices.start(givingUp::noticesChanged);
                    givingUp.start(false, why);
                    givingUp.stopped();
                });
        end.join();
    }
}
