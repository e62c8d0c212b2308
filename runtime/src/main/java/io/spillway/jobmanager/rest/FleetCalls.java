package io.spillway.jobmanager.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.RegisteredTaskManager;
import io.spillway.jobmanager.fleet.Registry;
import io.spillway.jobmanager.fleet.Replacements;
import io.spillway.jobmanager.metrics.FleetSignal;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.DrainState;
import io.spillway.restapi.DrainView;
import io.spillway.restapi.DrainsView;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.SignalDetail;
import io.spillway.restapi.TaskManagerAnnouncement;
import io.spillway.spi.cloud.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;

/** What the calls of the fleet API do. */
final class FleetCalls {

    static final String TASK_MANAGER = "taskmanagerid";
    static final long MAX_WAIT_MS = 30_000;

    /** Longer than any machine lives; keeps arithmetic on nanoseconds from overflowing. */
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final Fleet fleet;
    private final DrainBook book;
    private final FleetSignal signal;
    private final FleetScaleIn scaleIn;
    private final Registry registry;
    private final Replacements replacements;

    FleetCalls(
            Fleet fleet,
            DrainBook book,
            FleetSignal signal,
            FleetScaleIn scaleIn,
            Registry registry,
            Replacements replacements) {
        this.replacements = replacements;
        this.fleet = fleet;
        this.book = book;
        this.signal = signal;
        this.scaleIn = scaleIn;
        this.registry = registry;
    }

    CompletableFuture<FleetView> fleet(FleetHandler.Request request) {
        return registry.registered()
                .thenApply(
                        registered ->
                                fleet.view(registered).with(signal.summary()).with(scaleIn.view()));
    }

    CompletableFuture<SignalDetail> signal(FleetHandler.Request request) {
        return completedFuture(signal.detail());
    }

    CompletableFuture<DrainsView> drain(FleetHandler.Request request) throws RequestProblem {
        DrainRequest drain = StrictJson.read(request.body(), DrainRequest.class);
        List<String> taskManagers = drain.taskManagers();
        if (taskManagers == null || taskManagers.isEmpty()) {
            throw RequestProblem.badRequest("taskManagers: missing; name at least one TaskManager");
        }
        if (taskManagers.stream().anyMatch(t -> t == null || t.isBlank())) {
            throw RequestProblem.badRequest("taskManagers: has an empty name");
        }
        NoticeKind reason =
                drain.reason() == null
                        ? NoticeKind.SHUTDOWN
                        : oneOf(NoticeKind.class, "reason", drain.reason());
        Long timeLeftMs = drain.timeLeftMs();
        if (timeLeftMs != null && timeLeftMs <= 0) {
            throw RequestProblem.badRequest(
                    "timeLeftMs: %d is not a positive number of milliseconds"
                            .formatted(timeLeftMs));
        }
        Duration timeLeft =
                timeLeftMs == null
                        ? null
                        : Duration.ofMillis(Math.min(timeLeftMs, FOREVER.toMillis()));
        Long noticeAgeMs = drain.noticeAgeMs();
        if (noticeAgeMs != null && noticeAgeMs < 0) {
            throw RequestProblem.badRequest(
                    "noticeAgeMs: %d is a negative number of milliseconds".formatted(noticeAgeMs));
        }
        Duration noticeAge =
                noticeAgeMs == null
                        ? Duration.ZERO
                        : Duration.ofMillis(Math.min(noticeAgeMs, FOREVER.toMillis()));
        boolean onlyOnceReplaced = Boolean.TRUE.equals(drain.onlyOnceReplaced());
        if (onlyOnceReplaced && taskManagers.size() > 1) {
            throw RequestProblem.badRequest(
                    "onlyOnceReplaced: is for one TaskManager at a time, not for "
                            + taskManagers.size());
        }
        return registry.registered()
                .thenApply(
                        registered -> {
                            requireKnown(taskManagers, registered);
                            List<DrainView> drains = new ArrayList<>();
                            Runnable accept =
                                    () ->
                                            drains.addAll(
                                                    book.request(
                                                            taskManagers,
                                                            reason,
                                                            timeLeft,
                                                            noticeAge));
                            if (onlyOnceReplaced) {
                                acceptOnceReplaced(taskManagers.get(0), registered, accept);
                            } else {
                                accept.run();
                            }
                            return new DrainsView(drains);
                        });
    }

    private void acceptOnceReplaced(
            String taskManager, Collection<RegisteredTaskManager> registered, Runnable accept) {
        Optional<String> missing =
                replacements.goOnceReplaced(taskManager, () -> fleet.view(registered), accept);
        if (missing.isPresent()) {
            throw new CompletionException(
                    new RequestProblem(
                            HttpResponseStatus.CONFLICT,
                            "onlyOnceReplaced: %s: %s".formatted(taskManager, missing.get())));
        }
    }

    private void requireKnown(
            List<String> taskManagers, Collection<RegisteredTaskManager> registered) {
        Set<String> ids = ids(registered);
        book.onlyThese(ids);
        List<String> unknown =
                taskManagers.stream()
                        .filter(t -> !ids.contains(t) && !book.hidden().contains(t))
                        .toList();
        if (!unknown.isEmpty()) {
            throw new CompletionException(
                    RequestProblem.notFound(
                            "taskManagers: %s: not registered at this JobManager"
                                    .formatted(String.join(", ", unknown))));
        }
    }

    CompletableFuture<DrainView> await(FleetHandler.Request request) throws RequestProblem {
        String taskManager = request.path().get(TASK_MANAGER);
        long waitMs = waitMs(request.queryParameter("waitMs"));
        String knownState = request.queryParameter("state");
        DrainView now = book.find(taskManager).orElseThrow(() -> noDrain(taskManager));
        if (waitMs == 0) {
            return completedFuture(now);
        }
        DrainState known =
                knownState == null ? now.state() : oneOf(DrainState.class, "state", knownState);
        return book.changeFrom(taskManager, known)
                .completeOnTimeout(null, waitMs, TimeUnit.MILLISECONDS)
                .thenApply(
                        done ->
                                book.find(taskManager)
                                        .orElseThrow(
                                                () ->
                                                        new CompletionException(
                                                                noDrain(taskManager))));
    }

    private static long waitMs(String value) throws RequestProblem {
        if (value == null) {
            return 0;
        }
        try {
            long waitMs = Long.parseLong(value);
            if (waitMs >= 0 && waitMs <= MAX_WAIT_MS) {
                return waitMs;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw RequestProblem.badRequest(
                "waitMs: %s is not a whole number from 0 to %d".formatted(value, MAX_WAIT_MS));
    }

    CompletableFuture<DrainView> cancel(FleetHandler.Request request) throws RequestProblem {
        String taskManager = request.path().get(TASK_MANAGER);
        DrainBook.Cancelled cancelled = book.cancel(taskManager);
        if (cancelled instanceof DrainBook.Cancelled.Done done) {
            return completedFuture(done.drain());
        } else if (cancelled instanceof DrainBook.Cancelled.TooLate tooLate) {
            throw new RequestProblem(
                    HttpResponseStatus.CONFLICT,
                    "%s: the drain of %s is %s and can't be taken back"
                            .formatted(TASK_MANAGER, taskManager, tooLate.drain().state()));
        }
        throw noDrain(taskManager);
    }

    CompletableFuture<TaskManagerAnnouncement> announce(FleetHandler.Request request)
            throws RequestProblem {
        String taskManager = request.path().get(TASK_MANAGER);
        TaskManagerAnnouncement announcement =
                StrictJson.read(request.body(), TaskManagerAnnouncement.class);
        if (announcement.advice() != null && announcement.advice().kind() == null) {
            throw RequestProblem.badRequest(
                    "advice.kind: missing; one of " + List.of(NoticeKind.values()));
        }
        return registry.registered()
                .thenApply(
                        registered -> {
                            if (!ids(registered).contains(taskManager)) {
                                throw new CompletionException(
                                        RequestProblem.notFound(
                                                "%s: %s: not registered at this JobManager"
                                                        .formatted(TASK_MANAGER, taskManager)));
                            }
                            fleet.announce(taskManager, announcement);
                            return announcement;
                        });
    }

    private static RequestProblem noDrain(String taskManager) {
        return RequestProblem.notFound(
                "%s: no drain of %s is known".formatted(TASK_MANAGER, taskManager));
    }

    private static Set<String> ids(Collection<RegisteredTaskManager> registered) {
        return registered.stream().map(RegisteredTaskManager::id).collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String field, String value)
            throws RequestProblem {
        return Stream.of(type.getEnumConstants())
                .filter(c -> c.name().equals(value))
                .findAny()
                .orElseThrow(
                        () ->
                                RequestProblem.badRequest(
                                        "%s: %s is not one of %s"
                                                .formatted(
                                                        field,
                                                        value,
                                                        Stream.of(type.getEnumConstants())
                                                                .map(Enum::name)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}
