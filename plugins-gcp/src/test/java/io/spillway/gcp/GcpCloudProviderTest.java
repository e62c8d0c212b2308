package io.spillway.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.gcp.metadata.MetadataEndpoint;
import io.spillway.gcp.testing.Machine;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.LoopbackServer;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.CloudProviderContract;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GcpCloudProviderTest extends CloudProviderContract {
    private static final Optional<String> GOOGLE = Optional.of("Google");

    private Machine machine;

    @BeforeEach
    void start() throws IOException {
        machine = new Machine(true, true);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    @Override
    protected String name() {
        return new GcpCloudProvider().name();
    }

    @Override
    protected Optional<CloudInstance> onItsMachine(Map<String, String> settings)
            throws CloudException {
        return detect(settings, machine.endpoint(), GOOGLE);
    }

    @Override
    protected Optional<CloudInstance> elsewhere(Map<String, String> settings)
            throws CloudException {
        return detect(settings, machine.endpoint(), Optional.of("QEMU"));
    }

    @Override
    protected Optional<CloudInstance> whereItIsRefused(Map<String, String> settings)
            throws CloudException {
        machine.server.fail(new Fault.Answer(403, "Forbidden"));
        return onItsMachine(settings);
    }

    private static Optional<CloudInstance> detect(
            Map<String, String> settings, MetadataEndpoint endpoint, Optional<String> vendor)
            throws CloudException {
        // Several of these tests may run on one machine, and ports are for one each.
        Map<String, String> own = new HashMap<>(settings);
        own.put("health-port", "0");
        return GcpCloudProvider.detect(GcpSettings.of(own), TIMEOUT, endpoint, vendor);
    }

    @Test
    void saysWhoTheMachineIs() throws Exception {
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.identity())
                    .isEqualTo(
                            new InstanceIdentity(
                                    Machine.ID,
                                    Optional.of("127.0.0.1"),
                                    Optional.of("europe-west1-b"),
                                    Optional.of("e2-medium"),
                                    Optional.of(Machine.GROUP)));
        }
    }

    @Test
    void aSpotVmHasFourSourcesAndAnotherThree() throws Exception {
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.notices())
                    .extracting(TerminationNotices::name)
                    .containsExactly(
                            "instance/preempted",
                            "instance/maintenance-event",
                            "instance/shutdown-details/stop-state",
                            "instance/upcoming-maintenance");
        }
        machine.close();
        machine = new Machine(false, false);
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.notices()).hasSize(3);
            assertThat(instance.identity().group()).isEmpty();
        }
    }

    @Test
    void aMachineOfSomebodyElseIsNotAsked() throws Exception {
        elsewhere(defaults());
        assertThat(machine.server.requests()).isEmpty();
    }

    @Test
    void aVmWhoseMetadataAreAwayIsAMachineLikeAnyOther() throws Exception {
        machine.server.fail(new Fault.DropRequest());
        assertThat(onItsMachine(defaults())).isEmpty();
    }

    @Test
    void whatDoesNotSayThatItIsTheMetadataServerIsNot() throws Exception {
        try (LoopbackServer proxy =
                LoopbackServer.start(
                        "proxy",
                        request -> Optional.of(HttpAnswer.text(200, "text/html", "Welcome")))) {
            String host = proxy.address().getAuthority();
            // Amazon's service has the same address.
            assertThat(detect(defaults(), MetadataEndpoint.of(host, false), Optional.empty()))
                    .isEmpty();
            assertThatThrownBy(() -> detect(defaults(), MetadataEndpoint.of(host, false), GOOGLE))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("without the header Metadata-Flavor: Google");
        }
    }

    @Test
    void aHostThatIsNamedMustAnswer() {
        assertThatThrownBy(
                        () ->
                                detect(
                                        defaults(),
                                        MetadataEndpoint.of("127.0.0.1:1", true),
                                        Optional.of("QEMU")))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("the metadata server at http://127.0.0.1:1")
                .hasMessageContaining("can't be reached");
    }

    @Test
    void settingsAreReadAsTheRuntimeWritesThem() throws Exception {
        assertThat(
                        GcpSettings.of(settings(Map.of("spillway.gcp.preemption-notice", "120 s")))
                                .preemptionNotice())
                .hasMinutes(2);
    }
}
