package io.spillway.dist.localgroup;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.spi.cloud.RemovalOutcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A {@link GroupEndpoint}, over HTTP. */
final class RemoteGroup implements InstanceGroup {
    private static final int OK = 200;

    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RemoteGroup(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String name() {
        return "group at " + endpoint;
    }

    @Override
    public int maxRemovals() {
        return 100;
    }

    @Override
    public String scaleInRemedy() {
        return "say SCALE_OUT_ONLY";
    }

    @Override
    public InstanceGroupState describe(Duration timeout) throws CloudException {
        try {
            List<String> lines =
                    send(HttpRequest.newBuilder(endpoint).timeout(timeout).build())
                            .lines()
                            .toList();
            String[] sizes = lines.get(0).split(" ", -1);
            List<InstanceGroupMember> members = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", -1);
                members.add(
                        new InstanceGroupMember(
                                words[0],
                                Optional.of(words[1]),
                                Optional.empty(),
                                0,
                                State.valueOf(words[2])));
            }
            return new InstanceGroupState(
                    Integer.parseInt(sizes[0]),
                    Integer.parseInt(sizes[1]),
                    Integer.parseInt(sizes[2]),
                    OptionalInt.empty(),
                    ScalingPolicy.valueOf(sizes[3]),
                    members);
        } catch (IOException e) {
            throw new CloudException("GET %s: %s".formatted(endpoint, e), e);
        }
    }

    @Override
    public RemovalOutcome remove(Set<String> instances, Duration timeout) throws CloudException {
        try {
            send(
                    HttpRequest.newBuilder(endpoint)
                            .timeout(timeout)
                            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", instances)))
                            .build());
            return new RemovalOutcome.Accepted();
        } catch (IOException e) {
            return new RemovalOutcome.Unknown(e);
        }
    }

    private String send(HttpRequest request) throws IOException, CloudException {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new CloudException(
                        "%s %s: %d".formatted(request.method(), endpoint, response.statusCode()));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        // The client's threads end with it.
    }
}
