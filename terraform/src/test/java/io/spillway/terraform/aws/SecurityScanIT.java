package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the rules see what they are for. */
class SecurityScanIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As it should be; the values of Terraform's state, with what the rules look at. */
    private static final Map<String, String> RIGHT =
            Map.of(
                    "aws_vpc_security_group_ingress_rule",
                    "{'cidr_ipv4': null, 'cidr_ipv6': null, 'referenced_security_group_id': 'sg-1'}",
                    "aws_security_group",
                    "{'ingress': []}",
                    "aws_launch_template",
                    "{'block_device_mappings': [{'ebs': [{'encrypted': 'true'}]}],"
                            + " 'network_interfaces': [{'associate_public_ip_address': 'false'}],"
                            + " 'metadata_options': [{'http_tokens': 'required', 'http_put_response_hop_limit': 1}],"
                            + " 'key_name': ''}",
                    "aws_s3_bucket_public_access_block",
                    "{'block_public_acls': true, 'block_public_policy': true,"
                            + " 'ignore_public_acls': true, 'restrict_public_buckets': true, 'bucket': 'b'}",
                    "aws_iam_role",
                    "{'assume_role_policy': '{\\\"Principal\\\":{\\\"Service\\\":\\\"ec2.amazonaws.com\\\"}}'}");

    @Test
    void whatIsAsItShouldBeIsFine() throws Exception {
        for (Map.Entry<String, String> each : RIGHT.entrySet()) {
            assertThat(findings(each.getKey(), each.getValue())).as(each.getKey()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    aws_vpc_security_group_ingress_rule | 'cidr_ipv4': null | 'cidr_ipv4': '0.0.0.0/0' | lets in more than a security group
                    aws_vpc_security_group_ingress_rule | 'cidr_ipv6': null | 'cidr_ipv6': '::/0' | lets in more than a security group
                    aws_security_group | [] | [{'cidr_blocks': ['0.0.0.0/0']}] | has rules of its own
                    aws_launch_template | 'encrypted': 'true' | 'encrypted': '' | has a disk that isn't encrypted
                    aws_launch_template | _address': 'false' | _address': 'true' | has a public address
                    aws_launch_template | required | optional | takes IMDSv1, or containers
                    aws_launch_template | 'http_put_response_hop_limit': 1 | 'http_put_response_hop_limit': 2 | takes IMDSv1, or containers
                    aws_launch_template | 'key_name': '' | 'key_name': 'mine' | has a key for SSH
                    aws_s3_bucket_public_access_block | 'block_public_acls': true | 'block_public_acls': false | leaves a way to the public
                    aws_s3_bucket_public_access_block | 'block_public_policy': true | 'block_public_policy': false | leaves a way to the public
                    aws_s3_bucket_public_access_block | 'ignore_public_acls': true | 'ignore_public_acls': false | leaves a way to the public
                    aws_s3_bucket_public_access_block | 'restrict_public_buckets': true | 'restrict_public_buckets': false | leaves a way to the public
                    aws_iam_role | ec2 | ecs | can be assumed by others than EC2
                    """)
    void whatIsOpenIsFound(String type, String right, String wrong, String says) throws Exception {
        assertThat(RIGHT.get(type)).contains(right);
        assertThat(findings(type, RIGHT.get(type).replace(right, wrong)))
                .containsExactly(type + ".it " + says);
    }

    @Test
    void aBucketWithoutItsGuardsIsFound() throws Exception {
        assertThat(findings("aws_s3_bucket", "{'bucket': 'b'}"))
                .containsExactly(
                        "bucket b has no aws_s3_bucket_public_access_block",
                        "bucket b has no aws_s3_bucket_server_side_encryption_configuration",
                        "bucket b has no aws_s3_bucket_policy");
    }

    private static List<String> findings(String type, String values) throws Exception {
        String state =
                "{'resources': [{'mode': 'managed', 'type': '%s', 'name': 'it', 'instances': [{'attributes': %s}]}]}"
                        .formatted(type, values);
        return SecurityScan.findings(JSON.readTree(state.replace('\'', '"')));
    }
}
