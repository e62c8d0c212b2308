package io.spillway.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.gcp.testing.LocalProject;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy;
import io.spillway.localcloud.gcp.autoscaling.AutoscalingPolicy.Mode;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.spi.cloud.RemovalOutcome;
import io.spillway.testing.InstanceGroupContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's client, over HTTP, with the local cloud's Compute Engine. */
class ManagedGroupTest {

    abstract static class OfTheLocalCloud extends InstanceGroupContract {
        @TempDir Path directory;

        protected LocalProject project;
        private ManagedInstanceGroup group;
        private Autoscaler autoscaler;

        @BeforeEach
        void start() throws Exception {
            if (project == null) {
                project = new LocalProject(directory);
            }
        }

        @AfterEach
        void stop() {
            project.close();
        }

        abstract GroupSpec spec();

        abstract String location();

        @Override
        protected InstanceGroup open() throws Exception {
            start();
            group = project.gcp.createGroup(spec());
            autoscaler =
                    project.gcp.autoscale(
                            group,
                            AutoscalingPolicy.work(
                                            MIN, MAX, "custom.googleapis.com/spillway/x", "", 2)
                                    .with(Mode.ONLY_SCALE_OUT));
            settle();
            return way("workers");
        }

        protected InstanceGroup way(String name) throws CloudException {
            GcpSettings own = GcpSettings.of(project.settings("location", location()));
            return GcpInstanceGroupProvider.open(
                    name, own, Placement.of(own), project.credentials());
        }

        @Override
        protected void settle() {
            project.gcp.setStockout(false);
            Awaitility.await()
                    .until(
                            () ->
                                    group.instances().size() == group.targetSize()
                                            && group.instances().stream()
                                                    .allMatch(
                                                            each ->
                                                                    each.state()
                                                                            == GroupMember.State
                                                                                    .IN_SERVICE));
        }

        @Override
        protected void resize(int size) {
            // Nothing comes before it is to settle.
            project.gcp.setStockout(true);
            group.resize(size);
        }

        @Override
        protected void setPolicy(ScalingPolicy policy) {
            autoscaler.setMode(
                    switch (policy) {
                        case NONE -> Mode.OFF;
                        case SCALE_OUT_ONLY -> Mode.ONLY_SCALE_OUT;
                        case SCALE_IN_TOO -> Mode.ON;
                    });
        }

        @Override
        protected void useNewTemplate() {
            group.setTemplate(
                    LocalProject.TEMPLATE.next("workers-2", LocalProject.TEMPLATE.boot()));
        }

        private static boolean isRemoval(HttpRequest request) {
            return request.path().endsWith("/deleteInstances");
        }

        @Override
        protected boolean lose(Loss loss) {
            project.gcp
                    .computeApi()
                    .fail(
                            OfTheLocalCloud::isRemoval,
                            loss == Loss.REQUEST ? new Fault.DropRequest() : new Fault.DropReply(),
                            1);
            return true;
        }

        @Override
        protected void refuse() {
            project.gcp.accounts().allowOnly(LocalProject.ACCOUNT);
        }

        @Override
        protected void throttle() {
            project.gcp
                    .computeApi()
                    .fail(
                            OfTheLocalCloud::isRemoval,
                            new Fault.Answer(403, "rateLimitExceeded"),
                            1);
        }
    }

    @Nested
    class OfAZone extends OfTheLocalCloud {
        @Override
        GroupSpec spec() {
            return GroupSpec.zonal("workers", "europe-west1-b", SIZE, LocalProject.TEMPLATE);
        }

        @Override
        String location() {
            return "europe-west1-b";
        }

        @Test
        void aMissingPermissionIsNamedWithTheRoleThatGivesIt() throws Exception {
            refuse();
            try (InstanceGroup group = way("workers")) {
                assertThatThrownBy(() -> group.describe(TIMEOUT))
                        .hasMessageStartingWith(
                                "compute.instanceGroupManagers.get on group workers in zone europe-west1-b: answered 403 forbidden: Required 'compute.instanceGroupManagers.get' permission")
                        .hasMessageContaining("roles/compute.instanceAdmin.v1");
            }
        }

        @Test
        void aGroupThatIsNotThereIsLookedForElsewhereByAPerson() throws Exception {
            try (InstanceGroup group = way("others")) {
                assertThatThrownBy(() -> group.describe(TIMEOUT))
                        .hasMessageContaining("answered 404")
                        .hasMessageContaining("is local-project the right project");
            }
            assertThatThrownBy(() -> way("Not A Name")).hasMessageContaining("'Not A Name'");
        }

        @Test
        void nobodyIsRemovedWhoHasGotTheAddressOfAnother() throws Exception {
            try (InstanceGroup group = way("workers")) {
                String gone = group.describe(TIMEOUT).members().get(0).id();
                project.gcp.fail(gone);
                Awaitility.await()
                        .until(
                                () ->
                                        group.describe(TIMEOUT).member(gone).isEmpty()
                                                && group.describe(TIMEOUT).size() == SIZE);
                assertThat(group.remove(Set.of(gone), TIMEOUT))
                        .isInstanceOf(RemovalOutcome.Accepted.class);
                assertThat(group.describe(TIMEOUT).targetSize()).isEqualTo(SIZE);
            }
        }

        @Test
        void noAnswerIsNotWaitedFor() throws Exception {
            project.gcp.computeApi().fail(new Fault.Silence());
            try (InstanceGroup group = way("workers")) {
                assertThatThrownBy(() -> group.describe(Duration.ofMillis(300)))
                        .hasMessageContaining("no answer in time");
            }
            project.gcp.computeApi().restore();
        }
    }

    @Nested
    class OfARegion extends OfTheLocalCloud {
        @Override
        GroupSpec spec() {
            return GroupSpec.regional(
                    "workers", project.gcp.settings().zones(), SIZE, LocalProject.TEMPLATE);
        }

        @Override
        String location() {
            return "europe-west1";
        }
    }
}
