package io.spillway.ha.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.ha.lease.LeaseTerms;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.spi.store.StoreException;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import io.spillway.testing.RecordingContender;
import io.spillway.time.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.flink.runtime.leaderelection.DefaultLeaderElectionService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A leader that is asked to go. No lease runs out here. */
class HandoverTest {
    private static final LeaseTerms TERMS = LeaseTerms.ofLease(Duration.ofHours(1));
    private static final String JOB = "job-";

    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final FaultyStore store = new FaultyStore(new InMemoryStore(), fault::get);
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final Leadership leadership = leadership();

    /** Time goes by when somebody waits, and something may happen then. */
    private static final class ManualWaiting implements Waiting {
        private final IntConsumer duringPause;
        private long now;
        private int pauses;

        ManualWaiting(IntConsumer duringPause) {
            this.duringPause = duringPause;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause(Duration time) {
            now += time.toNanos();
            duringPause.accept(++pauses);
        }
    }

    private Leadership leadership() {
        Leadership made = new Leadership(store, TERMS, leader -> {});
        toClose.add(made);
        return made;
    }

    private RecordingContender lead(Leadership by, String... components) throws Exception {
        DefaultLeaderElectionService elections = new DefaultLeaderElectionService(by::stand);
        toClose.add(elections);
        RecordingContender last = null;
        for (String component : components) {
            last = new RecordingContender(elections.createLeaderElection(component), component);
            toClose.add(last);
            last.start();
        }
        RecordingContender contender = last;
        await().until(() -> contender.session != null && Leadership.isLed(store, last(components)));
        return contender;
    }

    private static String last(String... components) {
        return components[components.length - 1];
    }

    @AfterEach
    void close() throws Exception {
        fault.set(Fault.NONE);
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    @Test
    void theLeaseIsGivenBackFirstAndAllGoesOnUntilAnotherHasTheJob() throws Exception {
        RecordingContender leaving = lead(leadership, "dispatcher", JOB + 1);
        UUID session = leaving.session;
        List<String> events = new CopyOnWriteArrayList<>();
        leaving.onRevoke = () -> events.add("told");
        Leadership next = leadership();
        ManualWaiting time =
                new ManualWaiting(
                        pause -> {
                            assertThat(leadership.epoch()).as("writes nothing more").isZero();
                            assertThat(leaving.session).as("goes on").isEqualTo(session);
                            if (pause == 1) {
                                assertThat(isLed("")).as("somebody leads").isFalse();
                            } else if (pause == 3) {
                                assertThat(leadAndThen(next, "dispatcher")).isEqualTo(2);
                                events.add("another leads");
                            } else if (pause == 5) {
                                next.close();
                                assertThat(leadAndThen(leadership(), JOB + 1)).isEqualTo(3);
                                events.add("another has the job");
                            }
                        });

        new Handover(store, leadership, JOB, time).run();

        assertThat(time.pauses).isEqualTo(5);
        await().until(() -> leaving.session == null);
        assertThat(events).containsExactly("another leads", "another has the job", "told");
    }

    private long leadAndThen(Leadership by, String component) {
        try {
            lead(by, component);
            return by.epoch();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean isLed(String component) {
        try {
            return Leadership.isLed(store, component);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyWaitsLongerThanThreeSecondsForAnother() throws Exception {
        RecordingContender leaving = lead(leadership, JOB + 1);
        ManualWaiting time = new ManualWaiting(pause -> {});

        new Handover(store, leadership, JOB, time).run();

        assertThat(Duration.ofNanos(time.nanoTime())).isEqualTo(Duration.ofSeconds(3));
        await().until(() -> leaving.session == null);
        assertThat(leaving.errors).isEmpty();
    }

    @Test
    void waitsLongerWhereTheLeaseTakesOneWriteASecond() throws Exception {
        ConditionalStore slow = new InMemoryStore(Duration.ofSeconds(1));
        Leadership giving = new Leadership(slow, TERMS, leader -> {});
        toClose.add(giving);
        DefaultLeaderElectionService elections = new DefaultLeaderElectionService(giving::stand);
        toClose.add(elections);
        RecordingContender leaving =
                new RecordingContender(elections.createLeaderElection(JOB + 1), JOB + 1);
        toClose.add(leaving);
        leaving.start();
        await().until(() -> leaving.session != null);
        ManualWaiting time = new ManualWaiting(pause -> {});

        new Handover(slow, giving, JOB, time).run();

        assertThat(Duration.ofNanos(time.nanoTime())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void nobodyWaitsForAStoreThatCantBeAsked() throws Exception {
        RecordingContender leaving = lead(leadership, JOB + 1);
        ManualWaiting time = new ManualWaiting(pause -> fault.set(Fault.REFUSED));

        new Handover(store, leadership, JOB, time).run();

        assertThat(time.pauses).isEqualTo(1);
        await().until(() -> leaving.session == null);
    }

    @Test
    void whoDoesNotLeadHasNothingToHandOver() throws Exception {
        RecordingContender leader = lead(leadership, JOB + 1);
        Leadership standby = leadership();
        DefaultLeaderElectionService elections = new DefaultLeaderElectionService(standby::stand);
        toClose.add(elections);
        RecordingContender waiting =
                new RecordingContender(elections.createLeaderElection(JOB + 1), "standby");
        toClose.add(waiting);
        waiting.start();
        ManualWaiting time = new ManualWaiting(pause -> {});

        new Handover(store, standby, JOB, time).run();

        assertThat(time.pauses).isZero();
        assertThat(waiting.sessions).isEmpty();
        assertThat(leader.session).isNotNull();
        assertThat(leadership.epoch()).isEqualTo(1);
    }
}
