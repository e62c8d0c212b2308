package io.spillway.jobmanager.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrainBookTest {

    private final ManualTime time = new ManualTime();
    private final DrainBook book = new DrainBook(time);

    private DrainView request(String taskManager, Duration timeLeft) {
        return book.request(List.of(taskManager), NoticeKind.SCALE_IN, timeLeft, Duration.ZERO)
                .get(0);
    }

    private DrainView find(String taskManager) {
        return book.find(taskManager).orElseThrow();
    }

    @Test
    void withoutAJobADrainIsDoneAtOnceAndHides() {
        assertThat(request("a", null).state()).isEqualTo(DrainState.DRAINED);
        assertThat(book.hidden()).containsExactly("a");
    }

    @Test
    void aDrainIsDoneWhenEveryJobHasLeft() {
        book.register("one", () -> {});
        book.register("two", () -> {});
        assertThat(request("a", null).state()).isEqualTo(DrainState.ACCEPTED);
        book.released("one", List.of("a"));
        assertThat(find("a").state()).isEqualTo(DrainState.ACCEPTED);
        book.deregister("two");
        assertThat(find("a").state()).isEqualTo(DrainState.DRAINED);
    }

    @Test
    void countsHowDrainsEnd() {
        book.register("job", () -> {});
        request("in-time", Duration.ofSeconds(60));
        request("late", Duration.ofSeconds(1));
        request("lost", Duration.ofSeconds(60));
        request("lost-without-deadline", null);
        request("taken-back", Duration.ofSeconds(1));
        assertThat(book.counts()).isEqualTo(new DrainBook.Counts(0, 0, 0, 0));
        time.advance(Duration.ofSeconds(2));
        book.released("job", List.of("in-time", "late"));
        book.left("lost");
        book.left("lost-without-deadline");
        book.cancel("taken-back");
        assertThat(book.counts()).isEqualTo(new DrainBook.Counts(2, 1, 2, 2));
        book.left("late");
        assertThat(book.counts()).isEqualTo(new DrainBook.Counts(2, 1, 2, 2));
    }

    @Test
    void askingAgainKeepsTheDrainAndTheNearerDeadline() {
        book.register("job", () -> {});
        request("a", Duration.ofSeconds(60));
        time.advance(Duration.ofSeconds(10));
        DrainView same = request("a", Duration.ofMinutes(2));
        assertThat(same.timeLeftMs()).isEqualTo(50_000);
        assertThat(same.elapsedMs()).isEqualTo(10_000);
        assertThat(request("a", Duration.ofSeconds(5)).timeLeftMs()).isEqualTo(5_000);
        assertThat(request("a", null).timeLeftMs()).isEqualTo(5_000);
    }

    @Test
    void askingAgainAfterItIsDrainedChangesNothing() {
        request("a", null);
        assertThat(request("a", Duration.ofSeconds(1)).state()).isEqualTo(DrainState.DRAINED);
    }

    @Test
    void namesGivenTwiceAreOneDrain() {
        assertThat(book.request(List.of("a", "a"), NoticeKind.SHUTDOWN, null, Duration.ZERO))
                .hasSize(1);
    }

    @Test
    void aCancelledDrainHidesNoMoreAndCanBeAskedForAgain() {
        book.register("job", () -> {});
        request("a", null);
        assertThat(book.cancel("a")).isInstanceOf(DrainBook.Cancelled.Done.class);
        assertThat(book.hidden()).isEmpty();
        assertThat(book.cancel("a")).isInstanceOf(DrainBook.Cancelled.Done.class);
        assertThat(request("a", null).state()).isEqualTo(DrainState.ACCEPTED);
    }

    @Test
    void aDoneDrainCannotBeCancelled() {
        request("a", null);
        assertThat(book.cancel("a")).isInstanceOf(DrainBook.Cancelled.TooLate.class);
        assertThat(book.cancel("never")).isInstanceOf(DrainBook.Cancelled.Unknown.class);
    }

    @Test
    void aTaskManagerThatLeavesDuringItsDrainIsGone() {
        book.register("job", () -> {});
        request("a", null);
        book.left("a");
        assertThat(find("a").state()).isEqualTo(DrainState.GONE);
        book.released("job", List.of("a"));
        assertThat(find("a").state()).isEqualTo(DrainState.GONE);
    }

    @Test
    void aTaskManagerThatComesBackUnderItsIdIsANewOne() {
        book.register("job", () -> {});
        request("a", null);
        book.released("job", List.of("a"));
        book.left("a");
        assertThat(find("a").state()).isEqualTo(DrainState.DRAINED);
        assertThat(book.hidden()).isEmpty();
        assertThat(request("a", null).state()).isEqualTo(DrainState.ACCEPTED);
        assertThat(book.hidden()).containsExactly("a");
    }

    @Test
    void whoWaitsIsToldOfTheNextState() {
        book.register("job", () -> {});
        request("a", null);
        CompletableFuture<Void> change = book.changeFrom("a", DrainState.ACCEPTED);
        assertThat(change).isNotDone();
        book.checkpointing(List.of("a"));
        assertThat(change).isDone();
        assertThat(book.changeFrom("a", DrainState.ACCEPTED)).isDone();
        assertThat(book.changeFrom("a", DrainState.CHECKPOINTING)).isNotDone();
        assertThat(book.changeFrom("unknown", DrainState.ACCEPTED)).isDone();
    }

    @Test
    void oneWhoStopsWaitingDisturbsNobody() {
        book.register("job", () -> {});
        request("a", null);
        CompletableFuture<Void> first = book.changeFrom("a", DrainState.ACCEPTED);
        CompletableFuture<Void> second = book.changeFrom("a", DrainState.ACCEPTED);
        first.complete(null);
        assertThat(second).isNotDone();
    }

    @Test
    void elapsedStandsStillOnceItIsOver() {
        book.register("job", () -> {});
        request("a", Duration.ofSeconds(60));
        time.advance(Duration.ofMillis(300));
        book.moving(List.of("a"), 12L);
        book.released("job", List.of("a"));
        time.advance(Duration.ofSeconds(5));
        assertThat(find("a").elapsedMs()).isEqualTo(300);
        assertThat(find("a").checkpointId()).isEqualTo(12L);
        assertThat(find("a").timeLeftMs()).isEqualTo(54_700);
    }

    @Test
    void jobsAreToldOfRequestsAndCancellations() {
        AtomicInteger told = new AtomicInteger();
        book.register("job", told::incrementAndGet);
        request("a", null);
        assertThat(told).hasValue(1);
        book.cancel("a");
        assertThat(told).hasValue(2);
    }

    @Test
    void finishedDrainsAreForgottenWhenThereAreMany() {
        IntStream.range(0, 1000)
                .forEach(
                        i -> {
                            request("tm" + i, null);
                            book.left("tm" + i);
                        });
        assertThat(book.all()).hasSizeBetween(100, 250);
        assertThat(book.find("tm999")).isPresent();
        assertThat(book.find("tm0")).isEmpty();
    }

    @Test
    void whatTheJobManagerAskedForItCanTakeBackEvenWhenItIsDone() {
        AtomicInteger told = new AtomicInteger();
        book.register("job", told::incrementAndGet);
        book.requestToRemove(List.of("a", "b"), NoticeKind.SCALE_IN, false);
        assertThat(book.hidden()).containsExactlyInAnyOrder("a", "b");
        book.released("job", List.of("a"));
        assertThat(find("a").state()).isEqualTo(DrainState.DRAINED);
        book.takeBack("a");
        book.takeBack("b");
        book.takeBack("unknown");
        assertThat(find("a").state()).isEqualTo(DrainState.CANCELLED);
        assertThat(find("b").state()).isEqualTo(DrainState.CANCELLED);
        assertThat(book.hidden()).isEmpty();
        assertThat(told).hasValue(3);
    }

    @Test
    void whatAMachineAskedForAsWellStands() {
        book.register("job", () -> {});
        book.requestToRemove(List.of("a", "b"), NoticeKind.SCALE_IN, false);
        request("a", Duration.ofSeconds(30));
        book.released("job", List.of("a", "b"));
        assertThat(request("b", null).state()).isEqualTo(DrainState.DRAINED);
        request("c", null);
        book.requestToRemove(List.of("c"), NoticeKind.SCALE_IN, false);
        book.takeBack("a");
        book.takeBack("b");
        book.takeBack("c");
        assertThat(book.hidden()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aMachineThatComesLaterIsHiddenUntilItHasComeAndGone() {
        book.register("job", () -> {});
        book.requestToRemove(List.of("a", "b"), NoticeKind.SCALE_IN, true);
        book.released("job", List.of("a", "b"));
        book.onlyThese(Set.of("other"));
        assertThat(book.hidden()).containsExactlyInAnyOrder("a", "b");
        book.onlyThese(Set.of("other", "a"));
        book.onlyThese(Set.of("other"));
        assertThat(book.hidden()).containsExactly("b");
        book.neverComes(List.of("a", "b", "c"));
        assertThat(book.hidden()).isEmpty();
    }
}
