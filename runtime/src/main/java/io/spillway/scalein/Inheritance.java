package io.spillway.scalein;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier leader has left: machines whose removal it had begun, and those that the group is
 * ending. The job is kept off both before they register here. Not thread-safe.
 */
final class Inheritance {
    private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

    /** How long machines may take to come that the group was ending when this leader began. */
    private static final Duration COMING = Duration.ofMinutes(10);

    private final ShrinkableFleet fleet;
    private final WatchedGroup group;
    private final RemovalJournal journal;
    private final ScaleInRules rules;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private Optional<Duration> nextTry = Optional.empty();
    private Optional<Duration> takenOverAt = Optional.empty();
    private Optional<Removal> removal = Optional.empty();
    private Set<String> ending = Set.of();

    Inheritance(
            ShrinkableFleet fleet, WatchedGroup group, RemovalJournal journal, ScaleInRules rules) {
        this.fleet = fleet;
        this.group = group;
        this.journal = journal;
        this.rules = rules;
    }

    /** This process leads no more; when it does again, all is looked for anew. */
    void lost() {
        nextTry = Optional.empty();
        takenOverAt = Optional.empty();
    }

    /**
     * Looks for it, unless that is done. Blocks as long as its calls may.
     *
     * @return whether it is known by now
     */
    boolean take(Duration now) {
        if (takenOverAt.isEmpty() && nextTry.filter(at -> now.compareTo(at) < 0).isEmpty()) {
            takeOver(now);
        }
        if (!ending.isEmpty()
                && takenOverAt.filter(at -> now.minus(at).compareTo(COMING) > 0).isPresent()) {
            fleet.gone(ending);
            ending = Set.of();
        }
        return takenOverAt.isPresent();
    }

    /** What is to be gone on with; only once. */
    Optional<Removal> removal() {
        Optional<Removal> found = removal;
        removal = Optional.empty();
        return found;
    }

    private void takeOver(Duration now) {
        try {
            Set<String> left = journal.takeOver();
            if (!left.isEmpty()) {
                LOG.info("An earlier JobManager has begun to take away {}: going on with it", left);
                // Before the group is opened: the job is about to start.
                fleet.hold(left);
                removal =
                        Optional.of(Removal.resume(fleet, group.open(), journal, rules, left, now));
            }
        } catch (JournalException | CloudException e) {
            group.trouble(e.getMessage());
            nextTry = Optional.of(now.plus(backoff.next()));
            return;
        }
        takenOverAt = Optional.of(now);
        backoff.reset();
        keepOffThoseThatEnd();
    }

    /** At once, before each agent learns of it. */
    private void keepOffThoseThatEnd() {
        try {
            ending =
                    group.describe().members().stream()
                            .filter(m -> m.state() == State.LEAVING)
                            .map(InstanceGroupMember::id)
                            .collect(Collectors.toSet());
            if (!ending.isEmpty()) {
                LOG.info("The group ends {} already: the job keeps off them", ending);
                fleet.hold(ending);
            }
        } catch (CloudException e) {
            group.trouble(e.getMessage());
        }
    }
}
