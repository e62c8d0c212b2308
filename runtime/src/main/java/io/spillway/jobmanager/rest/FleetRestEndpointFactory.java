package io.spillway.jobmanager.rest;

import com.google.inject.Inject;
import io.spillway.jobmanager.drain.DrainBook;
import io.spillway.jobmanager.drain.Ticker;
import io.spillway.jobmanager.fleet.Fleet;
import io.spillway.jobmanager.fleet.RegisteredTaskManager;
import io.spillway.jobmanager.fleet.Replacements;
import io.spillway.jobmanager.metrics.FleetSignal;
import io.spillway.jobmanager.scalein.FleetScaleIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.TransientBlobService;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.jobmaster.MiniDispatcherRestEndpoint;
import org.apache.flink.runtime.leaderelection.LeaderElection;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.rest.HttpMethodWrapper;
import org.apache.flink.runtime.rest.RestEndpointFactory;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.webmonitor.RestfulGateway;
import org.apache.flink.runtime.webmonitor.WebMonitorEndpoint;
import org.apache.flink.runtime.webmonitor.retriever.LeaderGatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.util.ConfigurationException;

/** Flink's REST server for applications, with the fleet API beside Flink's own. */
public final class FleetRestEndpointFactory implements RestEndpointFactory<RestfulGateway> {

    private final Fleet fleet;
    private final DrainBook book;
    private final FleetSignal signal;
    private final FleetScaleIn scaleIn;
    private final Replacements replacements;

    @Inject
    public FleetRestEndpointFactory(
            Fleet fleet, DrainBook book, FleetSignal signal, FleetScaleIn scaleIn, Ticker ticker) {
        this.replacements = new Replacements(ticker);
        this.fleet = fleet;
        this.book = book;
        this.signal = signal;
        this.scaleIn = scaleIn;
    }

    @Override
    public WebMonitorEndpoint<RestfulGateway> createRestEndpoint(
            Configuration configuration,
            LeaderGatewayRetriever<DispatcherGateway> dispatcherRetriever,
            LeaderGatewayRetriever<ResourceManagerGateway> resourceManagerRetriever,
            TransientBlobService transientBlobService,
            ScheduledExecutorService executor,
            MetricFetcher metricFetcher,
            LeaderElection leaderElection,
            FatalErrorHandler fatalErrorHandler)
            throws Exception {
        RestHandlerConfiguration handlers =
                RestHandlerConfiguration.fromConfiguration(configuration);
        return new Endpoint(
                configuration,
                handlers,
                dispatcherRetriever,
                resourceManagerRetriever,
                transientBlobService,
                executor,
                metricFetcher,
                leaderElection,
                fatalErrorHandler);
    }

    private final class Endpoint extends MiniDispatcherRestEndpoint {

        private final LeaderGatewayRetriever<ResourceManagerGateway> resourceManagerRetriever;
        private final MetricFetcher metricFetcher;
        private final Duration timeout;

        Endpoint(
                Configuration configuration,
                RestHandlerConfiguration handlers,
                LeaderGatewayRetriever<DispatcherGateway> dispatcherRetriever,
                LeaderGatewayRetriever<ResourceManagerGateway> resourceManagerRetriever,
                TransientBlobService transientBlobService,
                ScheduledExecutorService executor,
                MetricFetcher metricFetcher,
                LeaderElection leaderElection,
                FatalErrorHandler fatalErrorHandler)
                throws IOException, ConfigurationException {
            super(
                    dispatcherRetriever,
                    configuration,
                    handlers,
                    resourceManagerRetriever,
                    transientBlobService,
                    executor,
                    metricFetcher,
                    leaderElection,
                    RestEndpointFactory.createExecutionGraphCache(handlers),
                    fatalErrorHandler);
            this.resourceManagerRetriever = resourceManagerRetriever;
            this.metricFetcher = metricFetcher;
            this.timeout = handlers.getTimeout();
        }

        @Override
        public void startInternal() throws Exception {
            super.startInternal();
            signal.start(metricFetcher, this::registered);
            scaleIn.start(this::registered);
        }

        @Override
        protected CompletableFuture<Void> shutDownInternal() {
            scaleIn.stop();
            signal.stop();
            return super.shutDownInternal();
        }

        private CompletableFuture<Collection<RegisteredTaskManager>> registered() {
            return resourceManagerRetriever
                    .getFuture()
                    .thenCompose(rm -> rm.requestTaskManagerInfo(timeout))
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(
                            infos ->
                                    infos.stream()
                                            .map(FleetRestEndpointFactory::registered)
                                            .toList());
        }

        @Override
        protected List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> initializeHandlers(
                CompletableFuture<String> localAddressFuture) {
            List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> all =
                    new ArrayList<>(super.initializeHandlers(localAddressFuture));
            FleetCalls calls =
                    new FleetCalls(fleet, book, signal, scaleIn, this::registered, replacements);
            String drain = "/fleet/drains/:" + FleetCalls.TASK_MANAGER;
            add(all, HttpMethodWrapper.GET, "/fleet", HttpResponseStatus.OK, calls::fleet);
            add(all, HttpMethodWrapper.GET, "/fleet/signal", HttpResponseStatus.OK, calls::signal);
            add(
                    all,
                    HttpMethodWrapper.POST,
                    "/fleet/drains",
                    HttpResponseStatus.ACCEPTED,
                    calls::drain);
            add(all, HttpMethodWrapper.GET, drain, HttpResponseStatus.OK, calls::await);
            add(all, HttpMethodWrapper.DELETE, drain, HttpResponseStatus.OK, calls::cancel);
            add(
                    all,
                    HttpMethodWrapper.PUT,
                    "/fleet/taskmanagers/:" + FleetCalls.TASK_MANAGER,
                    HttpResponseStatus.OK,
                    calls::announce);
            return all;
        }

        private void add(
                List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> all,
                HttpMethodWrapper method,
                String url,
                HttpResponseStatus success,
                FleetHandler.Call call) {
            FleetHandler handler =
                    new FleetHandler(
                            leaderRetriever, timeout, responseHeaders, method, url, success, call);
            all.add(Tuple2.of(handler, handler));
        }
    }

    private static RegisteredTaskManager registered(TaskManagerInfo info) {
        return new RegisteredTaskManager(
                info.getResourceId().toString(), host(info.getAddress()), info.getNumberSlots());
    }

    /** The host in an RPC address such as {@code pekko.tcp://flink@10.0.0.7:6122/user/rpc/x}. */
    private static String host(String rpcAddress) {
        try {
            String host = URI.create(rpcAddress).getHost();
            return host == null ? rpcAddress : host;
        } catch (IllegalArgumentException e) {
            return rpcAddress;
        }
    }
}
