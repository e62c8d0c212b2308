package io.spillway.aws.client;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** What all clients of this plugin have in common. */
public final class Clients {

    private Clients() {}

    /**
     * The JDK's own client: no pool of threads, and few classes, in an agent that must be small.
     */
    public static SdkHttpClient http(Duration attempt) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(attempt)
                .socketTimeout(attempt)
                .build();
    }

    /**
     * Retries, which are the SDK's business alone: time-outs, throttling and server errors, with a
     * pause that grows.
     *
     * @param call for all attempts together
     */
    public static ClientOverrideConfiguration retrying(
            int attempts, Duration attempt, Duration call) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .build())
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(call)
                .build();
    }
}
