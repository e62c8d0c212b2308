package io.spillway.jobmanager.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A job on TaskManagers with one slot each, which does at once what the planner asks for. */
final class FakeJob implements MovableJob {

    final Set<String> registered = new LinkedHashSet<>();
    final Set<String> inUse = new HashSet<>();
    final List<Move> moves = new ArrayList<>();
    final List<CompletableFuture<Long>> checkpoints = new ArrayList<>();
    boolean takesCheckpoints = true;
    boolean hasCompletedCheckpoint = true;
    boolean canStopSources;
    boolean sourcesStopped;
    Duration latestCheckpoint = Duration.ZERO;
    private final DrainBook book;

    FakeJob(DrainBook book) {
        this.book = book;
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
    public boolean takesCheckpoints() {
        return takesCheckpoints;
    }

    @Override
    public boolean hasCompletedCheckpoint() {
        return hasCompletedCheckpoint;
    }

    @Override
    public CompletionStage<Long> takeCheckpoint() {
        CompletableFuture<Long> checkpoint = new CompletableFuture<>();
        checkpoints.add(checkpoint);
        return checkpoint;
    }

    @Override
    public Duration latestCheckpointDuration() {
        return latestCheckpoint;
    }

    @Override
    public boolean canStopSources() {
        return canStopSources;
    }

    @Override
    public CompletionStage<Long> takeLastCheckpoint() {
        sourcesStopped = true;
        return takeCheckpoint();
    }

    @Override
    public boolean letSourcesRun() {
        return !sourcesStopped;
    }

    @Override
    public void restart(Move move) {
        moves.add(move);
    }

    CompletableFuture<Long> lastCheckpoint() {
        return checkpoints.get(checkpoints.size() - 1);
    }
}
