package io.spillway.localcloud.aws.api;

import static io.spillway.localcloud.aws.testing.ManualAws.group;
import static io.spillway.localcloud.aws.testing.ManualAws.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.localcloud.aws.autoscaling.AutoScalingGroup;
import io.spillway.localcloud.aws.testing.ManualAws;
import io.spillway.localcloud.objectstore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** Who may call, faults, and what is recorded. */
class ApiServerTest {
    private static final String ACTION = "SetDesiredCapacity";

    private ManualAws cloud;
    private ApiServer api;
    private AutoScalingGroup group;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new ManualAws(directory);
        api = cloud.aws().autoScaling();
        group = cloud.aws().createGroup(group(0));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void throttlingIsTakenForThat() {
        api.fail(ACTION, new Fault.Answer(400, "Throttling"), 1);

        assertThatThrownBy(this::desireOne)
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e -> assertThat(e.isThrottlingException()).isTrue());
        assertThat(group.desired()).isZero();
        desireOne();
        assertThat(group.desired()).isEqualTo(1);
    }

    @Test
    void aServerErrorIsOne() {
        api.fail(ACTION, new Fault.Answer(503, "ServiceUnavailable"), 1);

        assertThatThrownBy(this::desireOne)
                .isInstanceOfSatisfying(
                        AutoScalingException.class, e -> assertThat(e.statusCode()).isEqualTo(503));
    }

    @Test
    void aLostAnswerIsNoLostDeed() {
        api.fail(ACTION, new Fault.DropReply(), 1);

        assertThatThrownBy(this::desireOne).isInstanceOf(SdkClientException.class);

        assertThat(group.desired()).isEqualTo(1);
        assertThat(api.calls()).extracting(ApiCall::outcome).containsExactly(ApiCall.NO_ANSWER);
    }

    @Test
    void aRoleMayDoWhatItWasGiven() {
        cloud.aws().principals().allowOnly(ManualAws.ROLE, "autoscaling:SetInstanceHealth");

        assertThatThrownBy(this::desireOne)
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e -> {
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .contains(
                                            "arn:aws:sts::123456789012:assumed-role/taskmanager/test",
                                            "autoscaling:SetDesiredCapacity",
                                            cloud.aws().arn(group.spec()));
                        });
        assertThat(group.desired()).isZero();
    }

    @Test
    void callsAreRecordedWithWhoMadeThem() {
        desireOne();

        assertThat(api.calls())
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.permission())
                                    .isEqualTo("autoscaling:SetDesiredCapacity");
                            assertThat(call.principal().orElseThrow().role())
                                    .isEqualTo(ManualAws.ROLE);
                            assertThat(call.parameters()).containsEntry("DesiredCapacity", "1");
                            assertThat(call.outcome()).isEqualTo(ApiCall.OK);
                        });
    }

    @Test
    void strangersAndOtherRegionsAreRefused() {
        assertThatThrownBy(() -> describe("AKIASTRANGER", "eu-central-1"))
                .hasMessageContaining("The security token included in the request is invalid");
        AccessKey key = cloud.aws().principals().issue(ManualAws.ROLE, "test");
        assertThatThrownBy(() -> describe(key.id(), "us-east-1"))
                .hasMessageContaining("Credential should be scoped to a valid region");
    }

    @Test
    void anActionThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> cloud.autoScaling().describePolicies())
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("InvalidAction"));
        assertThat(ids(group)).isEmpty();
    }

    private void describe(String key, String region) {
        try (AutoScalingClient client =
                AutoScalingClient.builder()
                        .endpointOverride(api.address())
                        .region(Region.of(region))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(key, "secret")))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            client.describeAutoScalingGroups();
        }
    }

    private void desireOne() {
        cloud.autoScaling()
                .setDesiredCapacity(b -> b.autoScalingGroupName("workers").desiredCapacity(1));
    }
}
