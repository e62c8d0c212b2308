package io.spillway.terraform.schema;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A provider for Terraform that knows a schema, and makes nothing: Terraform itself validates a
 * configuration against it, and plans it with mocks. What values a provider would refuse by its own
 * code isn't seen.
 *
 * <p>It listens on a free port of the loopback interface, and Terraform is told so by {@code
 * TF_REATTACH_PROVIDERS}.
 */
public final class SchemaProvider implements AutoCloseable {
    private static final String PREFIX = "tfplugin5.Provider/";

    private final ProviderSchema schema;
    private final Server server;

    private SchemaProvider(ProviderSchema schema, Server server) {
        this.schema = schema;
        this.server = server;
    }

    public static SchemaProvider start(ProviderSchema schema) throws IOException {
        byte[] message = SchemaMessage.of(schema);
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .fallbackHandlerRegistry(new Methods(message))
                        .build()
                        .start();
        return new SchemaProvider(schema, server);
    }

    /** The address of the provider that it stands for. */
    public String source() {
        return schema.source();
    }

    /** The value of {@code TF_REATTACH_PROVIDERS}. */
    public String reattach() {
        return """
        {"%s": {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": %d, "Test": true,
          "Addr": {"Network": "tcp", "String": "127.0.0.1:%d"}}}
        """
                .formatted(schema.source(), ProcessHandle.current().pid(), server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** The schema to who asks for it; to all else an empty answer, which finds nothing wrong. */
    private static final class Methods extends HandlerRegistry {
        private final byte[] schema;

        Methods(byte[] schema) {
            this.schema = schema;
        }

        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
            if (!method.startsWith(PREFIX)) {
                return null;
            }
            byte[] answer = method.equals(PREFIX + "GetSchema") ? schema : new byte[0];
            return ServerMethodDefinition.create(
                    MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(method)
                            .build(),
                    ServerCalls.asyncUnaryCall(
                            (request, observer) -> {
                                observer.onNext(answer);
                                observer.onCompleted();
                            }));
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
