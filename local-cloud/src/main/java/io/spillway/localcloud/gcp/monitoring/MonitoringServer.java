package io.spillway.localcloud.gcp.monitoring;

import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.protobuf.Empty;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.spillway.localcloud.gcp.api.ServiceAccounts;
import io.spillway.localcloud.http.FaultPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Serves {@code CreateTimeSeries} on the loopback interface. Knows who calls, records, and fails
 * with any status. Thread-safe.
 */
public final class MonitoringServer implements AutoCloseable {
    private static final String SERVICE = "google.monitoring.v3.MetricService";
    private static final String PERMISSION = "monitoring.timeSeries.create";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Quotas: 5 s now, 10 s in earlier issues. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private static final MethodDescriptor<CreateTimeSeriesRequest, Empty> CREATE =
            MethodDescriptor.<CreateTimeSeriesRequest, Empty>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(
                            MethodDescriptor.generateFullMethodName(SERVICE, "CreateTimeSeries"))
                    .setRequestMarshaller(
                            ProtoUtils.marshaller(CreateTimeSeriesRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                    .build();

    private final String project;
    private final ServiceAccounts accounts;
    private final TimeSeriesWriter writer;
    private final FaultPlan<CreateTimeSeriesRequest, Fault> faults = new FaultPlan<>();
    private final List<CreateTimeSeriesRequest> requests = new CopyOnWriteArrayList<>();
    private Server server;

    /** What becomes of a call: a status, or, without one, silence. */
    private record Fault(Optional<Status> status) {}

    private MonitoringServer(String project, ServiceAccounts accounts, TimeSeriesWriter writer) {
        this.project = project;
        this.accounts = accounts;
        this.writer = writer;
    }

    /** Starts it; it answers when this returns. */
    public static MonitoringServer start(
            String project, ServiceAccounts accounts, TimeSeriesStore store, Clock clock)
            throws IOException {
        MonitoringServer started =
                new MonitoringServer(
                        project, accounts, new TimeSeriesWriter(store, clock, SHORTEST));
        started.server =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InsecureServerCredentials.create())
                        .addService(
                                ServerServiceDefinition.builder(SERVICE)
                                        .addMethod(CREATE, started.new Handler())
                                        .build())
                        .build()
                        .start();
        return started;
    }

    /** Where clients find it, by HTTP/2 without TLS. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** From now on a series takes one point in that time. */
    public void setShortestPeriod(Duration shortest) {
        writer.setShortest(shortest);
    }

    /**
     * Fails the next calls.
     *
     * @param code such as {@code UNAVAILABLE}
     */
    public void fail(String code, String description, int times) {
        faults.add(
                request -> true,
                new Fault(
                        Optional.of(
                                Status.fromCode(Status.Code.valueOf(code))
                                        .withDescription(description))),
                times);
    }

    /** Doesn't answer the next calls. */
    public void silence(int times) {
        faults.add(request -> true, new Fault(Optional.empty()), times);
    }

    /** What was asked, failed calls included, in the order of arrival. */
    public List<CreateTimeSeriesRequest> requests() {
        return List.copyOf(requests);
    }

    /** Forgets what was recorded and what was to fail. */
    public void reset() {
        requests.clear();
        faults.clear();
    }

    private void perform(CreateTimeSeriesRequest request, Optional<String> authorization)
            throws StatusException {
        String account =
                accounts.account(authorization)
                        .orElseThrow(
                                () ->
                                        Status.UNAUTHENTICATED
                                                .withDescription(
                                                        "Request had invalid authentication credentials.")
                                                .asException());
        if (!request.getName().equals("projects/" + project)
                || !accounts.may(account, PERMISSION)) {
            throw Status.PERMISSION_DENIED
                    .withDescription(
                            "Permission %s denied (or the resource may not exist)."
                                    .formatted(PERMISSION))
                    .asException();
        }
        writer.write(request);
    }

    /** One call after the other, each on a thread of gRPC's own. */
    private final class Handler implements ServerCallHandler<CreateTimeSeriesRequest, Empty> {
        @Override
        public ServerCall.Listener<CreateTimeSeriesRequest> startCall(
                ServerCall<CreateTimeSeriesRequest, Empty> call, Metadata headers) {
            call.request(1);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(CreateTimeSeriesRequest request) {
                    requests.add(request);
                    Optional<Fault> fault = faults.next(request);
                    if (fault.isPresent()) {
                        fault.get()
                                .status()
                                .ifPresent(status -> call.close(status, new Metadata()));
                        return;
                    }
                    try {
                        perform(request, Optional.ofNullable(headers.get(AUTHORIZATION)));
                        call.sendHeaders(new Metadata());
                        call.sendMessage(Empty.getDefaultInstance());
                        call.close(Status.OK, new Metadata());
                    } catch (StatusException e) {
                        call.close(e.getStatus(), new Metadata());
                    }
                }
            };
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
