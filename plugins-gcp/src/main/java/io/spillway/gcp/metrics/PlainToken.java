package io.spillway.gcp.metrics;

import com.google.auth.Credentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.util.List;

/**
 * Sends a token over a connection that isn't encrypted, which gRPC's own way refuses to do. For
 * this machine's loopback interface alone.
 */
final class PlainToken implements ClientInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Credentials credentials;

    PlainToken(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                try {
                    credentials
                            .getRequestMetadata()
                            .getOrDefault("Authorization", List.of())
                            .forEach(value -> headers.put(AUTHORIZATION, value));
                } catch (IOException e) {
                    // The server will say that it doesn't know who calls.
                    headers.discardAll(AUTHORIZATION);
                }
                super.start(listener, headers);
            }
        };
    }
}
