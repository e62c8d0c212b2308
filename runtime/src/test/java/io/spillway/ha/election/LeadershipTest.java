package io.spillway.ha.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.ha.lease.LeaseTerms;
import io.spillway.ha.lease.TestTerms;
import io.spillway.spi.store.ConditionalStore;
import io.spillway.testing.FaultyStore;
import io.spillway.testing.FaultyStore.Fault;
import io.spillway.testing.InMemoryStore;
import io.spillway.testing.RecordingContender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.runtime.leaderelection.DefaultLeaderElectionService;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalListener;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With Flink's own election and retrieval services on top. */
class LeadershipTest {
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final FaultyStore store = new FaultyStore(new InMemoryStore(), fault::get);
    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** A JobManager or a TaskManager: what one process has of it. */
    private final class Member {
        final Leadership leadership;
        final DefaultLeaderElectionService elections;

        Member() {
            this(store, TestTerms.LASTING);
        }

        Member(ConditionalStore theStore, LeaseTerms terms) {
            leadership = new Leadership(theStore, terms, leader -> {});
            elections = new DefaultLeaderElectionService(leadership::stand);
            toClose.add(leadership);
            toClose.add(elections);
        }

        RecordingContender stand(String component) throws Exception {
            RecordingContender contender =
                    new RecordingContender(elections.createLeaderElection(component), component);
            toClose.add(contender);
            contender.start();
            return contender;
        }

        Seeker seek(String component) throws Exception {
            Seeker seeker = new Seeker();
            LeaderRetrievalService retriever = leadership.retriever(component);
            retriever.start(seeker);
            toClose.add(retriever::stop);
            return seeker;
        }
    }

    private static final class Seeker implements LeaderRetrievalListener {
        final List<String> addresses = new CopyOnWriteArrayList<>();
        final List<Exception> errors = new CopyOnWriteArrayList<>();
        volatile UUID session;
        volatile String address = "unknown";

        @Override
        public void notifyLeaderAddress(String leaderAddress, UUID leaderSession) {
            session = leaderSession;
            address = leaderAddress;
            addresses.add(String.valueOf(leaderAddress));
        }

        @Override
        public void handleError(Exception exception) {
            errors.add(exception);
        }
    }

    @AfterEach
    void close() throws Exception {
        fault.set(Fault.NONE);
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    @Test
    void othersFindAllThatALeaderIs() throws Exception {
        Member jobManager = new Member();
        RecordingContender dispatcher = jobManager.stand("dispatcher");
        RecordingContender resourceManager = jobManager.stand("resource_manager");
        Member taskManager = new Member();
        Seeker ofDispatcher = taskManager.seek("dispatcher");
        Seeker ofResourceManager = taskManager.seek("resource_manager");
        Seeker inTheSameProcess = jobManager.seek("dispatcher");

        await().until(() -> dispatcher.session != null && resourceManager.session != null);
        await().until(() -> dispatcher.session.equals(ofDispatcher.session));
        await().until(() -> resourceManager.session.equals(ofResourceManager.session));
        await().until(() -> dispatcher.session.equals(inTheSameProcess.session));
        assertThat(ofDispatcher.address).isEqualTo("dispatcher");
    }

    @Test
    void whoResignsIsFollowedAtOnceAndToldLater() throws Exception {
        Member first = new Member();
        RecordingContender leaving = first.stand("job");
        await().until(() -> leaving.session != null);
        UUID session = leaving.session;
        Member second = new Member();
        RecordingContender next = second.stand("job");
        Seeker seeker = new Member().seek("job");
        await().until(() -> session.equals(seeker.session));

        assertThat(first.leadership.resign()).isTrue();

        await().until(() -> next.session != null);
        await().until(() -> Leadership.isLed(store, "jo"));
        assertThat(leaving.session).as("goes on").isEqualTo(session);
        assertThat(first.leadership.epoch()).as("writes nothing more").isZero();
        assertThat(seeker.addresses).as("nobody is left without").doesNotContain("null");

        first.leadership.revoke();

        await().until(() -> leaving.session == null);
        assertThat(second.leadership.resign()).isTrue();
        assertThat(first.leadership.resign()).as("a second time").isFalse();
    }

    @Test
    void theNextLeaderIsFoundWhenTheFirstIsLost() throws Exception {
        Member first = new Member();
        RecordingContender lost = first.stand("first");
        await().until(() -> lost.session != null);
        Member second = new Member();
        RecordingContender next = second.stand("first");
        Member taskManager = new Member();
        Seeker seeker = taskManager.seek("first");
        await().until(() -> lost.session.equals(seeker.session));

        // As a process that goes willingly does it: contenders first.
        lost.close();
        first.elections.close();
        first.leadership.close();
        taskManager.leadership.leaderUnreachable();

        await().until(() -> next.session != null);
        await().until(() -> next.session.equals(seeker.session));
        assertThat(seeker.errors).isEmpty();
        assertThat(next.errors).isEmpty();
    }

    @Test
    void aStoreThatIsAwayForTooLongRevokesAndIsNoError() throws Exception {
        Member jobManager = new Member(store, TestTerms.SHORT);
        RecordingContender contender = jobManager.stand("dispatcher");
        await().until(() -> contender.session != null);

        Seeker meanwhile = new Member().seek("dispatcher");
        await().until(() -> contender.session.equals(meanwhile.session));

        fault.set(Fault.REFUSED);
        await().until(() -> contender.session == null);
        assertThat(jobManager.leadership.epoch()).isZero();
        fault.set(Fault.NONE);

        await().until(() -> contender.session != null);
        // A busy machine may lose it once more.
        assertThat(contender.sessions).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2);
        assertThat(contender.errors).isEmpty();
        await().until(() -> jobManager.leadership.epoch() >= 2);
        Seeker seeker = new Member().seek("dispatcher");
        await().until(() -> contender.session.equals(seeker.session));
        // An error would end the TaskManager.
        assertThat(meanwhile.errors).isEmpty();
    }

    /** Flink makes all these calls under its own locks. */
    @Test
    @Timeout(60)
    void aStoreThatDoesNotAnswerHoldsUpNobody() throws Exception {
        Semaphore answers = new Semaphore(0);
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean hangs = new AtomicBoolean();
        FaultyStore silent =
                new FaultyStore(
                        store,
                        () -> {
                            if (hangs.get()) {
                                asked.incrementAndGet();
                                answers.acquireUninterruptibly();
                            }
                            return Fault.NONE;
                        });
        Member jobManager = new Member(silent, LeaseTerms.ofLease(Duration.ofHours(1)));
        RecordingContender dispatcher = jobManager.stand("dispatcher");
        await().until(() -> dispatcher.session != null);
        await().until(() -> Leadership.isLed(store, "dispatcher"));
        hangs.set(true);

        RecordingContender tells = jobManager.stand("resource_manager");
        await().until(() -> tells.session != null);
        await().until(() -> asked.get() == 1);
        RecordingContender tellsToo = jobManager.stand("rest_server");
        await().until(() -> tellsToo.session != null);
        Seeker seeker = jobManager.seek("dispatcher");
        await().until(() -> dispatcher.session.equals(seeker.session));
        assertThat(
                        jobManager
                                .elections
                                .createLeaderElection("job")
                                .hasLeadershipAsync(dispatcher.session))
                .isNotNull();
        tells.close();

        assertThat(asked).as("the request is still under way, and no other is").hasValue(1);
        hangs.set(false);
        answers.release(1);
        await().until(() -> Leadership.isLed(store, "rest_server"));
        await().until(() -> !Leadership.isLed(store, "resource_manager"));
        assertThat(dispatcher.errors).isEmpty();
    }

    @Test
    void tellsWhereTheRestApiIs() throws Exception {
        Member jobManager = new Member();
        RecordingContender rest = jobManager.stand(Leadership.REST_SERVER);
        await().until(() -> rest.session != null);
        List<String> told = new CopyOnWriteArrayList<>();

        new Member()
                .leadership.watch(Leadership.REST_SERVER, url -> told.add(url.orElse("nowhere")));

        await().until(() -> told.contains(Leadership.REST_SERVER));
        assertThat(Leadership.restAddress(store)).contains(Leadership.REST_SERVER);
    }
}
