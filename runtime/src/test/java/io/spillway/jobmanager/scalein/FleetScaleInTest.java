package io.spillway.jobmanager.scalein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.RegisteredTaskManager;
import io.spillway.restapi.ScaleInView;
import io.spillway.scalein.RemovalJournal;
import io.spillway.scalein.ScaleInBoard;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.ScaleInSettings;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.testing.FakeGroupProvider;
import io.spillway.testing.FakeInstanceGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class FleetScaleInTest {
    private final DrainBook book = new DrainBook(System::nanoTime);
    private final Fleet fleet = new Fleet(book, System::nanoTime);
    private final FakeInstanceGroup group = new FakeInstanceGroup(1, 5);

    private FleetScaleIn of(Optional<ScaleInChoice> choice) {
        return new FleetScaleIn(
                choice, fleet, book, Optional::empty, System::nanoTime, new ScaleInBoard());
    }

    private ScaleInChoice choice() {
        SettingsReader reader =
                new SettingsReader(
                        ConfigurationFile.of(
                                Configuration.fromMap(
                                        Map.of("spillway.scale-in.group", "workers"))));
        return new ScaleInChoice(new FakeGroupProvider("gcp", group), ScaleInSettings.read(reader));
    }

    @Test
    void showsNothingWhereTheGroupsPolicyScalesIn() {
        FleetScaleIn none = of(Optional.empty());
        none.start(() -> CompletableFuture.completedFuture(List.of()));
        assertThat(none.view()).isNull();
        none.stop();
    }

    @Test
    void takesOverAsSoonAsTheJobComesAndEndsWithTheProcess() {
        List<String> asked = new CopyOnWriteArrayList<>();
        FleetScaleIn scaleIn = of(Optional.of(choice()));
        scaleIn.keepJournal(
                new RemovalJournal() {
                    @Override
                    public Set<String> takeOver() {
                        asked.add("taken over");
                        return Set.of("vm-1");
                    }

                    @Override
                    public void write(Set<String> machines) {
                        asked.add("written " + machines);
                    }
                });
        group.add("vm-1", "zone-a");
        group.add("vm-2", "zone-a");
        List<RegisteredTaskManager> registered =
                List.of(
                        new RegisteredTaskManager("vm-1", "h", 2),
                        new RegisteredTaskManager("vm-2", "h", 2));
        scaleIn.start(() -> CompletableFuture.completedFuture(registered));
        assertThatThrownBy(() -> scaleIn.start(() -> CompletableFuture.completedFuture(List.of())))
                .isInstanceOf(IllegalStateException.class);
        ScaleInView before = scaleIn.view();
        assertThat(before.group()).isEqualTo("workers");
        assertThat(before.phase()).isEqualTo("WAITING");
        assertThat(before.reason().code()).isEqualTo("NO_JOB");

        fleet.jobFor("1", "job");

        await().until(() -> asked.contains("written []"));
        assertThat(asked).startsWith("taken over", "written [vm-1]");
        assertThat(group.removals()).containsExactly(Set.of("vm-1"));
        assertThat(book.find("vm-1").orElseThrow().reason()).isEqualTo(NoticeKind.SCALE_IN);
        scaleIn.stop();
        await().until(group::isClosed);
    }
}
