package io.spillway.restapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.spi.cloud.NoticeKind;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RestApiReferenceTest {
    private static final Path PAGE =
            Path.of("..", "docs", "reference", "rest-api.md").toAbsolutePath().normalize();

    static Stream<String> words() {
        Stream<String> fields =
                Stream.of(
                                DrainRequest.class,
                                DrainView.class,
                                DrainsView.class,
                                FleetView.class,
                                FleetView.Job.class,
                                FleetView.Rescale.class,
                                FleetView.TaskManager.class,
                                FleetView.Notice.class,
                                SignalView.class,
                                SignalView.Reason.class,
                                ScaleInView.class,
                                SignalDetail.class,
                                SignalDetail.Settings.class,
                                SignalDetail.Vertex.class,
                                SignalDetail.Measured.class,
                                TaskManagerAnnouncement.class)
                        .flatMap(record -> Stream.of(record.getRecordComponents()))
                        .map(RecordComponent::getName);
        Stream<String> constants =
                Stream.of(
                                DrainState.class,
                                FleetView.State.class,
                                FleetView.Cause.class,
                                NoticeKind.class)
                        .flatMap(type -> Stream.of(type.getEnumConstants()))
                        .map(Enum::name);
        return Stream.concat(fields, constants).distinct();
    }

    @ParameterizedTest
    @MethodSource("words")
    void explainsEachFieldAndValue(String word) throws IOException {
        // In code quotes, so that an example alone doesn't count.
        assertThat(Files.readString(PAGE)).as(PAGE.toString()).contains("`" + word + "`");
    }
}
