package io.spillway.ha.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ha.lease.LeaseElection.Observed;
import io.spillway.ha.lease.LeaseElection.Request;
import io.spillway.ha.lease.LeaseElection.Write;
import io.spillway.spi.store.Version;
import io.spillway.spi.store.WriteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many requests an hour takes in which nothing happens, for a JobManager, a standby and 1,000
 * TaskManagers, each with the code that it runs. Simulated time.
 */
class SteadyStateTest {
    private static final int TASK_MANAGERS = 1000;
    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** Until all have found each other. */
    private static final long BEGIN = Duration.ofMinutes(1).toNanos();

    private final Random random = new Random(1);
    private Optional<Observed> stored = Optional.empty();
    private long now;
    private int reads;
    private int writes;
    private Duration writeInterval = Duration.ZERO;
    private long writableAt;
    private int tooSoon;

    /** On S3, and on Cloud Storage, of which an object takes a write a second. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void requestsOfAnHourDoNotGrowWithTheFleet(int writeIntervalSeconds) {
        writeInterval = Duration.ofSeconds(writeIntervalSeconds);
        LeaseElection leader = candidate("leader");
        LeaseElection standby = candidate("standby");
        List<LookupPace> taskManagers = new ArrayList<>();
        int looks = 0;
        for (int i = 0; i < TASK_MANAGERS; i++) {
            taskManagers.add(new LookupPace(LeaderLookup.SAFETY, random::nextDouble, 0));
        }
        for (; now < BEGIN + HOUR; now += TICK) {
            if (now == BEGIN) {
                reads = 0;
                writes = 0;
                looks = 0;
            }
            step(leader);
            if (now > 0) {
                step(standby);
            }
            leader.publish(Map.of("resource_manager", "there"), now);
            Map<String, String> told =
                    stored.map(each -> each.document().leaderInformation()).orElse(Map.of());
            for (LookupPace pace : taskManagers) {
                if (now >= pace.dueAt()) {
                    looks++;
                    pace.looked(now, told, !told.isEmpty());
                }
            }
        }

        assertThat(leader.leads(now)).isTrue();
        assertThat(standby.leads(now)).isFalse();
        assertThat(writes).as("renewals").isBetween(850, 905);
        assertThat(tooSoon).as("writes that the store refuses").isZero();
        assertThat(reads).as("the standby's looks").isBetween(2300, 2410);
        assertThat(looks).as("the TaskManagers' looks").isBetween(2500, 3300);
        // With 60 checkpoints, each one write, and a write for every 16 of their numbers.
        assertThat(writes + reads + looks + 60 + 4).isLessThanOrEqualTo(7000);
    }

    private LeaseElection candidate(String name) {
        return new LeaseElection(
                name,
                LeaseTerms.DEFAULT,
                writeInterval,
                () -> new UUID(0, random.nextLong()).toString(),
                0);
    }

    /** The store answers at once. */
    private void step(LeaseElection election) {
        Optional<Request> request = election.next(now);
        if (request.isEmpty()) {
            return;
        }
        if (!(request.get() instanceof Write write)) {
            reads++;
            election.readAnswered(now, stored);
            return;
        }
        writes++;
        if (now < writableAt) {
            tooSoon++;
        }
        writableAt = now + writeInterval.toNanos();
        if (!stored.map(Observed::version).equals(write.expected())) {
            election.writeAnswered(now, new WriteOutcome.Conflict());
            return;
        }
        Version version = new Version(write.document().nonce());
        stored = Optional.of(new Observed(version, write.document()));
        election.writeAnswered(now, new WriteOutcome.Committed(version));
    }
}
