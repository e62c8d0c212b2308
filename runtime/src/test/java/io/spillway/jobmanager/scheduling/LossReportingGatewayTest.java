package io.spillway.jobmanager.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobmanager.slots.TaskManagerGateway;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException;
import org.junit.jupiter.api.Test;

class LossReportingGatewayTest {

    private final List<String> unreachable = new ArrayList<>();
    private final CompletableFuture<Acknowledge> answer = new CompletableFuture<>();
    private final LossReportingGateway taskManager =
            new LossReportingGateway(
                    (TaskManagerGateway)
                            Proxy.newProxyInstance(
                                    LossReportingGatewayTest.class.getClassLoader(),
                                    new Class<?>[] {TaskManagerGateway.class},
                                    (proxy, method, arguments) -> answer),
                    "i-1",
                    unreachable::add);

    private void cancelATask() {
        assertThat(taskManager.cancelTask(ExecutionAttemptID.randomId(), Duration.ofSeconds(1)))
                .isNotDone();
    }

    @Test
    void aCallThatFindsNobodyTellsOf() {
        cancelATask();
        answer.completeExceptionally(
                new CompletionException(new RecipientUnreachableException("me", "i-1", "cancel")));
        assertThat(unreachable).containsExactly("i-1");
    }

    @Test
    void oneThatIsSlowOrFailsDoesNot() {
        cancelATask();
        answer.completeExceptionally(new TimeoutException("slow"));
        assertThat(unreachable).isEmpty();
    }

    @Test
    void nothingIsSaidOfOneThatAnswers() {
        cancelATask();
        answer.complete(Acknowledge.get());
        assertThat(unreachable).isEmpty();
    }
}
