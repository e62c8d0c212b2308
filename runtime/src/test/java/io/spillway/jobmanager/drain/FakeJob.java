package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A job on TaskManagers with one slot each, which does at once what the planner asks for. */
final class FakeJob implements MovableJob {

    final Set<String> registered = new LinkedHashSet<>();
    final Set<String> inUse = new HashSet<>();
    final List<Move> moves = new ArrayList<>();
    final List<CompletableFuture<Long>> checkpoints = new ArrayList<>();

    /** What goes on besides, as it was when it was noticed. */
    private CheckpointInProgress other;

    private long otherNoticedAt;

    /** Its id, when it completes. */
    final CompletableFuture<Long> otherCheckpoint = new CompletableFuture<>();

    int aborts;
    boolean takesCheckpoints = true;
    boolean hasCompletedCheckpoint = true;
    boolean canStopSources;
    boolean sourcesStopped;
    Duration latestCheckpoint = Duration.ZERO;
    private final DrainBook book;
    private final Ticker ticker;
    private final JobCheckpoints taken = new Checkpoints();
    private final List<Runnable> waiting = new ArrayList<>();
    private long lastBegunAt;

    FakeJob(DrainBook book, Ticker ticker) {
        this.book = book;
        this.ticker = ticker;
    }

    Set<String> visible() {
        Set<String> visible = new HashSet<>(registered);
        visible.removeAll(book.hidden());
        return visible;
    }

    @Override
    public Set<String> taskManagersInUse() {
        return Set.copyOf(inUse);
    }

    @Override
    public boolean canRunOnWhatStays() {
        return !visible().isEmpty();
    }

    @Override
    public boolean couldGrow() {
        return visible().size() > inUse.size();
    }

    @Override
    public JobCheckpoints checkpoints() {
        return taken;
    }

    @Override
    public void restart(Move move) {
        moves.add(move);
    }

    CompletableFuture<Long> lastCheckpoint() {
        return checkpoints.get(checkpoints.size() - 1);
    }

    /** From now on one goes on besides; the move's own waits for it when it delays others. */
    void isTaking(CheckpointInProgress checkpoint) {
        other = checkpoint;
        otherNoticedAt = ticker.nanos();
    }

    /** What has waited for it begins. */
    void otherIsOver() {
        other = null;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private final class Checkpoints implements JobCheckpoints {

        @Override
        public boolean areEnabled() {
            return takesCheckpoints;
        }

        @Override
        public boolean hasCompleted() {
            return hasCompletedCheckpoint;
        }

        @Override
        public Duration latestDuration() {
            return latestCheckpoint;
        }

        @Override
        public CompletionStage<TakenCheckpoint> take() {
            CompletableFuture<Long> checkpoint = new CompletableFuture<>();
            checkpoints.add(checkpoint);
            whenOthersAllow(() -> lastBegunAt = ticker.nanos());
            return checkpoint.thenApply(
                    id -> new TakenCheckpoint(id, Duration.ofNanos(ticker.nanos() - lastBegunAt)));
        }

        private void whenOthersAllow(Runnable begin) {
            if (other != null && other.delaysOthers()) {
                waiting.add(begin);
            } else {
                begin.run();
            }
        }

        @Override
        public Optional<CheckpointInProgress> inProgress() {
            return Optional.ofNullable(other)
                    .map(
                            each ->
                                    new CheckpointInProgress(
                                            each.age().plusNanos(ticker.nanos() - otherNoticedAt),
                                            each.delaysOthers(),
                                            each.isSavepoint()));
        }

        @Override
        public CompletionStage<TakenCheckpoint> awaitInProgress() {
            return otherCheckpoint.thenApply(id -> new TakenCheckpoint(id, Duration.ofSeconds(1)));
        }

        @Override
        public void abortInProgress() {
            aborts++;
            otherIsOver();
        }

        @Override
        public boolean canStopSources() {
            return canStopSources;
        }

        @Override
        public CompletionStage<TakenCheckpoint> takeLast(Runnable stopped) {
            CompletionStage<TakenCheckpoint> checkpoint = take();
            whenOthersAllow(
                    () -> {
                        sourcesStopped = true;
                        stopped.run();
                    });
            return checkpoint;
        }

        @Override
        public boolean letSourcesRun() {
            return !sourcesStopped;
        }
    }
}
