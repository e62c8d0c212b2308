package io.spillway.aws.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetadataEndpointTest {
    private final List<String> set = new ArrayList<>();

    @BeforeEach
    void needCleanSurroundings() {
        Assumptions.assumeTrue(
                System.getenv().keySet().stream().noneMatch(n -> n.startsWith("AWS_EC2_METADATA")),
                "the environment says where the metadata service is");
    }

    @AfterEach
    void clear() {
        set.forEach(System::clearProperty);
    }

    @Test
    void isTheUsualAddress() {
        assertThat(MetadataEndpoint.standard().uri()).hasToString("http://169.254.169.254");
        assertThat(MetadataEndpoint.standard().chosen()).isFalse();
    }

    @Test
    void isTheUsualAddressOfIpv6WhereThatIsAskedFor() {
        set("aws.ec2MetadataServiceEndpointMode", "IPv6");
        assertThat(MetadataEndpoint.standard().uri()).hasToString("http://[fd00:ec2::254]");
        assertThat(MetadataEndpoint.standard().chosen()).isFalse();
    }

    @Test
    void isTheOneThatIsNamed() {
        set("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:1234/");
        assertThat(MetadataEndpoint.standard())
                .isEqualTo(MetadataEndpoint.of("http://127.0.0.1:1234", false));
    }

    @Test
    void mayBeDisabled() {
        set("aws.disableEc2Metadata", "true");
        assertThat(MetadataEndpoint.standard().disabled()).isTrue();
    }

    private void set(String name, String value) {
        set.add(name);
        System.setProperty(name, value);
    }
}
