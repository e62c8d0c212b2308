package io.spillway.terraform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the check of policies sees what it is for. */
class PermissionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Action': ['s3:*'], 'Resource': ['arn:aws:s3:::state/*']}",
                "{'Action': 's3:Get*', 'Resource': 'arn:aws:s3:::state/*'}",
                "{'Action': ['autoscaling:SetInstanceHealth'], 'Resource': ['*']}",
                "{'Action': 'autoscaling:SetInstanceHealth', 'Resource': '*'}",
                "{'Action': ['cloudwatch:PutMetricData'], 'Resource': ['*']}",
            })
    void whatIsTooWideIsFound(String statement) throws Exception {
        assertThat(tooWide(statement)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Action': ['s3:GetObject'], 'Resource': ['arn:aws:s3:::state/*']}",
                "{'Action': 'autoscaling:DescribeLifecycleHooks', 'Resource': '*'}",
                "{'Action': ['cloudwatch:PutMetricData'], 'Resource': ['*'],"
                        + " 'Condition': {'StringEquals': {'cloudwatch:namespace': 'Spillway'}}}",
            })
    void whatIsNarrowIsFine(String statement) throws Exception {
        assertThat(tooWide(statement)).isEmpty();
    }

    @Test
    void oneActionIsGrantedLikeAListOfOne() throws Exception {
        assertThat(
                        Permissions.granted(
                                JSON.readTree(
                                        "[{'Action': 'a:B'}, {'Action': ['a:C', 'a:D']}]"
                                                .replace('\'', '"'))))
                .containsExactly("a:B", "a:C", "a:D");
    }

    private static List<String> tooWide(String statement) throws Exception {
        return Permissions.tooWide(JSON.readTree("[" + statement.replace('\'', '"') + "]"));
    }
}
