package io.spillway.aws.diagnosis;

import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.cloud.diagnosis.Look;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The instance's metadata service, and what it has to tell. */
record MetadataChecks(Surroundings aws) {
    private static final String MODIFY =
            "aws ec2 modify-instance-metadata-options --http-endpoint enabled --http-tokens required --instance-id %s, and the same in the launch template";

    List<Check> all() {
        return List.of(
                new Look("Metadata service", timeout -> service()),
                new Look("Session tokens", this::tokens),
                new Look("Tags in metadata", timeout -> tags()),
                new Look("Instance role", timeout -> role()));
    }

    private Finding service() throws Exception {
        try {
            IdentityDocument self = aws.document();
            return Finding.ok(
                    "%s%s in %s, account %s; its hop limit reaches this process"
                            .formatted(
                                    self.instanceId(),
                                    self.type().map(type -> ", " + type).orElse(""),
                                    self.zone().orElse(self.region()),
                                    self.account()));
        } catch (MetadataException e) {
            return Finding.failure(
                    e.getMessage(),
                    e.refused()
                            ? MODIFY.formatted("ID")
                            : "enable it (%s); in a container, with --http-put-response-hop-limit 2; let no firewall rule and no proxy stand before 169.254.169.254"
                                    .formatted(MODIFY.formatted("ID")));
        }
    }

    /** What is asked without a token must be refused: that stops requests that are forged. */
    private Finding tokens(Duration timeout) throws Exception {
        IdentityDocument self;
        try {
            self = aws.document();
        } catch (CloudException e) {
            return unanswered();
        }
        int status = statusWithoutToken(timeout.dividedBy(2));
        return status == HttpURLConnection.HTTP_UNAUTHORIZED
                ? Finding.ok("required (IMDSv2 only)")
                : Finding.warning(
                        "not required: IMDSv1 answers, too", MODIFY.formatted(self.instanceId()));
    }

    private int statusWithoutToken(Duration timeout) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create(aws.metadata().endpoint() + "/latest/meta-data/instance-id")
                                .toURL()
                                .openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) timeout.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private Finding tags() {
        try {
            Optional<String> group = aws.groupTag();
            return group.isPresent()
                    ? Finding.ok("enabled; they tell the group, %s".formatted(group.get()))
                    : Finding.warning(
                            "don't tell the group: each boot asks Auto Scaling for it",
                            "set instance_metadata_tags = \"enabled\" in the launch template");
        } catch (CloudException e) {
            return unanswered();
        }
    }

    private Finding role() {
        try {
            Optional<String> role =
                    aws.metadata()
                            .get("iam/security-credentials/", Duration.ofSeconds(3))
                            .map(text -> text.lines().findFirst().orElse("").strip())
                            .filter(text -> !text.isEmpty());
            return role.isPresent()
                    ? Finding.ok(role.get())
                    : Finding.failure(
                            "the instance has none: no call of AWS is allowed",
                            "give the launch template an instance profile");
        } catch (CloudException e) {
            return unanswered();
        }
    }

    static Finding unanswered() {
        return Finding.skipped("the metadata service doesn't answer");
    }
}
