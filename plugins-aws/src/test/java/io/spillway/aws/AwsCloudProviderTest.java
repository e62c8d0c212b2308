package io.spillway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.aws.metadata.Vendor;
import io.spillway.aws.testing.Machine;
import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.objectstore.Fault;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.cloud.TerminationNotices;
import io.spillway.testing.CloudProviderContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsCloudProviderTest extends CloudProviderContract {
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
        return new AwsCloudProvider().name();
    }

    @Override
    protected Optional<CloudInstance> onItsMachine(Map<String, String> settings)
            throws CloudException {
        return AwsCloudProvider.detect(
                AwsSettings.of(settings), TIMEOUT, machine.endpoint(), Vendor.UNKNOWN);
    }

    @Override
    protected Optional<CloudInstance> elsewhere(Map<String, String> settings)
            throws CloudException {
        return AwsCloudProvider.detect(
                AwsSettings.of(settings), TIMEOUT, unchosen(machine), Vendor.OTHER);
    }

    @Override
    protected Optional<CloudInstance> whereItIsRefused(Map<String, String> settings)
            throws CloudException {
        machine.server.modify(new MetadataOptions(false, true, true));
        return AwsCloudProvider.detect(
                AwsSettings.of(settings), TIMEOUT, unchosen(machine), Vendor.EC2);
    }

    @Test
    void saysWhoTheMachineIs() throws Exception {
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.identity())
                    .isEqualTo(
                            new InstanceIdentity(
                                    Machine.ID,
                                    Optional.of("127.0.0.1"),
                                    Optional.of("eu-central-1b"),
                                    Optional.of("m7g.medium"),
                                    Optional.of(Machine.GROUP)));
        }
    }

    @Test
    void aSpotInstanceHasFourSourcesAndAnotherTwo() throws Exception {
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.notices())
                    .extracting(TerminationNotices::name)
                    .containsExactly(
                            "spot/instance-action",
                            "autoscaling/target-lifecycle-state",
                            "events/maintenance/scheduled",
                            "events/recommendations/rebalance");
        }
        machine.close();
        machine = new Machine(false, false);
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            assertThat(instance.notices())
                    .extracting(TerminationNotices::name)
                    .containsExactly(
                            "autoscaling/target-lifecycle-state", "events/maintenance/scheduled");
            assertThat(instance.identity().group()).isEmpty();
        }
    }

    @Test
    void eachQuestionForANoticeIsOneRequest() throws Exception {
        try (CloudInstance instance = onItsMachine(defaults()).orElseThrow()) {
            machine.server.reset();
            for (int i = 0; i < 5; i++) {
                for (TerminationNotices source : instance.notices()) {
                    source.poll(TIMEOUT);
                }
            }
            assertThat(machine.server.requests()).hasSize(20);
        }
    }

    @Test
    void aMachineOfSomebodyElseIsNotAsked() throws Exception {
        elsewhere(defaults());
        assertThat(machine.server.requests()).isEmpty();
    }

    @Test
    void whoIsToldNotToAskDoesNot() throws Exception {
        MetadataEndpoint disabled = MetadataEndpoint.of(machine.server.address().toString(), true);
        assertThat(detect(disabled, Vendor.UNKNOWN)).isEmpty();
        assertThat(machine.server.requests()).isEmpty();
    }

    @Test
    void aRefusalWhereNobodyIsCertainIsAnotherCloud() throws Exception {
        // Google Cloud's metadata server has the same address, and answers by 403.
        machine.server.modify(new MetadataOptions(false, true, true));
        assertThat(detect(unchosen(machine), Vendor.UNKNOWN)).isEmpty();
    }

    @Test
    void anInstanceWhoseMetadataAreAwayIsAMachineLikeAnyOther() throws Exception {
        // A container whose answers don't reach it, with spillway.cloud: auto.
        machine.server.fail(new Fault.DropRequest());
        assertThat(detect(unchosen(machine), Vendor.EC2)).isEmpty();
    }

    @Test
    void anEndpointThatIsNamedMustAnswer() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        assertThatThrownBy(
                        () -> detect(MetadataEndpoint.of(nobody.toString(), false), Vendor.UNKNOWN))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("the instance metadata service at " + nobody)
                .hasMessageContaining("can't be reached");
    }

    private Optional<CloudInstance> detect(MetadataEndpoint endpoint, Vendor vendor)
            throws Exception {
        return AwsCloudProvider.detect(
                AwsSettings.of(defaults()), Duration.ofSeconds(5), endpoint, vendor);
    }

    private static MetadataEndpoint unchosen(Machine machine) {
        return new MetadataEndpoint(machine.server.address(), false, false);
    }
}
