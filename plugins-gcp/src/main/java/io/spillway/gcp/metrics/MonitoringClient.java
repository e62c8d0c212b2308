package io.spillway.gcp.metrics;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.auth.Credentials;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.spillway.gcp.client.Endpoint;
import java.io.IOException;
import java.time.Duration;

/**
 * A client of Cloud Monitoring, with its connection. By OkHttp's transport: Netty's brings native
 * libraries along that are as large as all the rest.
 */
public final class MonitoringClient implements AutoCloseable {

    /** Of two, so that the runtime's time for a call has room for one retry. */
    private static final int ATTEMPTS = 2;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final MetricServiceClient client;
    private final ManagedChannel channel;

    private MonitoringClient(MetricServiceClient client, ManagedChannel channel) {
        this.client = client;
        this.channel = channel;
    }

    /** Makes one; connects when it is used. */
    public static MonitoringClient open(Endpoint endpoint, Credentials credentials)
            throws IOException {
        OkHttpChannelBuilder builder =
                OkHttpChannelBuilder.forAddress(endpoint.uri().getHost(), endpoint.port());
        CredentialsProvider provider;
        if (endpoint.secure()) {
            provider = FixedCredentialsProvider.create(credentials);
        } else {
            builder.usePlaintext().intercept(new PlainToken(credentials));
            provider = NoCredentialsProvider.create();
        }
        ManagedChannel channel = builder.build();
        MetricServiceSettings.Builder settings =
                MetricServiceSettings.newBuilder()
                        .setCredentialsProvider(provider)
                        .setTransportChannelProvider(
                                FixedTransportChannelProvider.create(
                                        GrpcTransportChannel.create(channel)));
        settings.createTimeSeriesSettings().setRetryableCodes(Code.UNAVAILABLE);
        return new MonitoringClient(MetricServiceClient.create(settings.build()), channel);
    }

    /**
     * Writes values.
     *
     * @param timeout blocks no longer, one more attempt included
     * @throws ApiException when they weren't all accepted, or nobody knows
     */
    void write(CreateTimeSeriesRequest request, Duration timeout) {
        client.createTimeSeriesCallable()
                .call(request, GrpcCallContext.createDefault().withRetrySettings(within(timeout)));
    }

    /** Its other calls. */
    public MetricServiceClient calls() {
        return client;
    }

    private static RetrySettings within(Duration timeout) {
        Duration attempt = timeout.multipliedBy(3).dividedBy(5);
        return RetrySettings.newBuilder()
                .setMaxAttempts(ATTEMPTS)
                .setInitialRetryDelayDuration(PAUSE)
                .setRetryDelayMultiplier(1)
                .setMaxRetryDelayDuration(PAUSE)
                .setInitialRpcTimeoutDuration(attempt)
                .setMaxRpcTimeoutDuration(attempt)
                .setTotalTimeoutDuration(timeout)
                .build();
    }

    @Override
    public void close() {
        client.close();
        channel.shutdownNow();
    }
}
