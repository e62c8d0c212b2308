package io.spillway.jobmanager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.ManualTime;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.RegisteredTaskManager;
import io.spillway.jobmanager.fleet.Replacements;
import io.spillway.jobmanager.metrics.FleetSignal;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.DrainsView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.SignalDetail;
import io.spillway.scalein.ScaleInBoard;
import io.spillway.scaling.model.ScalingSettings;
import io.spillway.spi.cloud.MetricSink;
import io.spillway.spi.cloud.NoticeKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetCallsTest {

    private final ManualTime time = new ManualTime();
    private final DrainBook book = new DrainBook(time);
    private final Fleet fleet = new Fleet(book, time);
    private final ScaleInBoard board = new ScaleInBoard();
    private final FleetSignal signal =
            new FleetSignal(ScalingSettings.DEFAULTS, fleet, book, time, MetricSink.NONE, board);
    private final FleetScaleIn scaleIn =
            new FleetScaleIn(Optional.empty(), fleet, book, signal::signal, time, board);
    private final FleetCalls calls =
            new FleetCalls(
                    fleet,
                    book,
                    signal,
                    scaleIn,
                    () ->
                            CompletableFuture.completedFuture(
                                    List.of(
                                            new RegisteredTaskManager("a", "10.0.0.1", 2),
                                            new RegisteredTaskManager("b", "10.0.0.2", 2))),
                    new Replacements(time));

    private static FleetHandler.Request body(String json) {
        return new FleetHandler.Request(Map.of(), Map.of(), json);
    }

    private static FleetHandler.Request of(String taskManager, String query, String value) {
        return new FleetHandler.Request(
                Map.of(FleetCalls.TASK_MANAGER, taskManager),
                query == null ? Map.of() : Map.of(query, List.of(value)),
                "");
    }

    private static FleetHandler.Request announcement(String taskManager, String json) {
        return new FleetHandler.Request(
                Map.of(FleetCalls.TASK_MANAGER, taskManager), Map.of(), json);
    }

    /** Status and message of what a call refuses, at once or later. */
    private static void expectRefusal(
            FleetHandler.Call call, FleetHandler.Request request, int status, String message) {
        Throwable thrown = catchThrowable(() -> call.answer(request).get());
        RequestProblem problem =
                ExceptionUtils.findThrowable(thrown, RequestProblem.class).orElseThrow();
        assertThat(problem.getMessage()).isEqualTo(message);
        assertThat(problem.status().code()).isEqualTo(status);
    }

    @Test
    void aDrainThatWaitsForAReplacementIsRefusedUntilThen() {
        expectRefusal(
                calls::drain,
                body("{\"taskManagers\":[\"a\"],\"onlyOnceReplaced\":true}"),
                409,
                "onlyOnceReplaced: a: the job isn't running, so what it needs isn't known");
        assertThat(book.all()).isEmpty();
    }

    @Test
    void beforeTheFirstObservationThereIsNoSignalAndNoZero() throws Exception {
        FleetHandler.Request request = body("");
        assertThat(calls.fleet(request).get().signal()).isNull();
        SignalDetail detail = calls.signal(request).get();
        assertThat(detail.signal().outcome()).isEqualTo("NOTHING");
        assertThat(detail.signal().requiredTaskManagers()).isNull();
        assertThat(detail.signal().reasons()).hasSize(1);
        assertThat(detail.settings().targetUtilization()).isEqualTo(0.8);
        assertThat(detail.vertices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | body: empty; send a JSON object",
                "{bad | body: not JSON (line 1, column 2)",
                "{} {} | body: not a JSON object",
                "[] | body: not a JSON object",
                "null | body: null; send a JSON object",
                "{} | taskManagers: missing; name at least one TaskManager",
                "{\"taskManagers\":[]} | taskManagers: missing; name at least one TaskManager",
                "{\"taskManagers\":[\"a\",\" \"]} | taskManagers: has an empty name",
                "{\"taskManagers\":[null]} | taskManagers: has an empty name",
                "{\"taskManagers\":\"a\"} | taskManagers: not a list",
                "{\"taskManagers\":[1]} | taskManagers.0: not a string",
                "{\"taskManagers\":[\"a\"],\"x\":1} | x: no such field; there are noticeAgeMs, onlyOnceReplaced, reason, taskManagers, timeLeftMs",
                "{\"taskManagers\":[\"a\"],\"reason\":\"WHIM\"} | reason: WHIM is not one of SCALE_IN, SPOT_INTERRUPTION, PREEMPTION, MAINTENANCE, SHUTDOWN, REBALANCE",
                "{\"taskManagers\":[\"a\"],\"timeLeftMs\":0} | timeLeftMs: 0 is not a positive number of milliseconds",
                "{\"taskManagers\":[\"a\"],\"timeLeftMs\":-5} | timeLeftMs: -5 is not a positive number of milliseconds",
                "{\"taskManagers\":[\"a\"],\"timeLeftMs\":1.5} | timeLeftMs: not a whole number",
                "{\"taskManagers\":[\"a\"],\"timeLeftMs\":\"12\"} | timeLeftMs: not a whole number",
                "{\"taskManagers\":[\"a\"],\"noticeAgeMs\":-1} | noticeAgeMs: -1 is a negative number of milliseconds",
                "{\"taskManagers\":[\"a\",\"b\"],\"onlyOnceReplaced\":true} | onlyOnceReplaced: is for one TaskManager at a time, not for 2"
            })
    void badDrainRequests(String json, String message) {
        expectRefusal(calls::drain, body(json == null ? "" : json), 400, message);
        assertThat(book.all()).isEmpty();
    }

    @Test
    void unknownTaskManagersAreNotFoundAndNothingIsDrained() {
        expectRefusal(
                calls::drain,
                body("{\"taskManagers\":[\"a\",\"zz\"]}"),
                404,
                "taskManagers: zz: not registered at this JobManager");
        assertThat(book.all()).isEmpty();
    }

    @Test
    void aDrainIsAccepted() throws Exception {
        book.register("job", () -> {});
        DrainsView view =
                calls.drain(
                                body(
                                        "{\"taskManagers\":[\"a\",\"b\"],\"reason\":\"SPOT_INTERRUPTION\",\"timeLeftMs\":118000}"))
                        .get();
        assertThat(view.drains())
                .containsExactly(
                        new DrainView(
                                "a",
                                DrainState.ACCEPTED,
                                NoticeKind.SPOT_INTERRUPTION,
                                118_000L,
                                null,
                                0),
                        new DrainView(
                                "b",
                                DrainState.ACCEPTED,
                                NoticeKind.SPOT_INTERRUPTION,
                                118_000L,
                                null,
                                0));
    }

    @Test
    void theFarthestDeadlineDoesNotOverflow() throws Exception {
        book.register("job", () -> {});
        DrainsView view =
                calls.drain(
                                body(
                                        "{\"taskManagers\":[\"a\"],\"timeLeftMs\":"
                                                + Long.MAX_VALUE
                                                + "}"))
                        .get();
        assertThat(view.drains().get(0).timeLeftMs()).isPositive();
        assertThat(view.drains().get(0).reason()).isEqualTo(NoticeKind.SHUTDOWN);
    }

    @Test
    void aLongPollAnswersAtTheNextState() throws Exception {
        book.register("job", () -> {});
        calls.drain(body("{\"taskManagers\":[\"a\"]}")).get();
        CompletableFuture<DrainView> answer = calls.await(of("a", "waitMs", "30000"));
        assertThat(answer).isNotDone();
        book.cancel("a");
        assertThat(answer.get(25, TimeUnit.SECONDS).state()).isEqualTo(DrainState.CANCELLED);
    }

    @Test
    void aLongPollAnswersAtOnceWhenTheCallerIsBehind() throws Exception {
        book.register("job", () -> {});
        calls.drain(body("{\"taskManagers\":[\"a\"]}")).get();
        FleetHandler.Request request =
                new FleetHandler.Request(
                        Map.of(FleetCalls.TASK_MANAGER, "a"),
                        Map.of("waitMs", List.of("30000"), "state", List.of("MOVING")),
                        "");
        assertThat(calls.await(request)).isDone();
    }

    @Test
    void aLongPollEndsWithItsWait() throws Exception {
        book.register("job", () -> {});
        calls.drain(body("{\"taskManagers\":[\"a\"]}")).get();
        assertThat(calls.await(of("a", "waitMs", "1")).get(25, TimeUnit.SECONDS).state())
                .isEqualTo(DrainState.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({"-1", "30001", "soon", "''", "1.5"})
    void badWaits(String wait) throws Exception {
        calls.drain(body("{\"taskManagers\":[\"a\"]}")).get();
        expectRefusal(
                calls::await,
                of("a", "waitMs", wait),
                400,
                "waitMs: %s is not a whole number from 0 to 30000".formatted(wait));
    }

    @Test
    void aDrainThatWasNeverAskedForIsNotFound() {
        String message = "taskmanagerid: no drain of a is known";
        expectRefusal(calls::await, of("a", null, null), 404, message);
        expectRefusal(calls::cancel, of("a", null, null), 404, message);
    }

    @Test
    void aDoneDrainIsAConflict() throws Exception {
        calls.drain(body("{\"taskManagers\":[\"a\"]}")).get();
        expectRefusal(
                calls::cancel,
                of("a", null, null),
                409,
                "taskmanagerid: the drain of a is DRAINED and can't be taken back");
    }

    @Test
    void announcementsReachTheFleet() throws Exception {
        calls.announce(
                        announcement(
                                "a",
                                "{\"zone\":\"z1\",\"instanceType\":\"m5\",\"advice\":{\"kind\":\"REBALANCE\",\"timeLeftMs\":null,\"certain\":false}}"))
                .get();
        FleetView.TaskManager a = calls.fleet(body("")).get().taskManagers().get(0);
        assertThat(a.zone()).isEqualTo("z1");
        assertThat(a.instanceType()).isEqualTo("m5");
        assertThat(a.notice().kind()).isEqualTo(NoticeKind.REBALANCE);
        assertThat(a.host()).isEqualTo("10.0.0.1");
    }

    @Test
    void badAnnouncements() {
        expectRefusal(
                calls::announce, announcement("a", "{\"zone\":1}"), 400, "zone: not a string");
        expectRefusal(
                calls::announce,
                announcement("a", "{\"advice\":{\"kind\":\"WHIM\"}}"),
                400,
                "advice.kind: not one of [SCALE_IN, SPOT_INTERRUPTION, PREEMPTION, MAINTENANCE, SHUTDOWN, REBALANCE]");
        expectRefusal(
                calls::announce,
                announcement("zz", "{}"),
                404,
                "taskmanagerid: zz: not registered at this JobManager");
        assertThatThrownBy(
                        () -> calls.announce(announcement("a", "{\"advice\":{\"certain\":true}}")))
                .hasMessageStartingWith("advice.kind: missing");
    }
}
