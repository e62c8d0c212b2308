package io.spillway.jobmanager.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.rest.HttpMethodWrapper;
import org.apache.flink.runtime.rest.handler.LeaderRetrievalHandler;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.rest.handler.router.RouteResult;
import org.apache.flink.runtime.rest.handler.router.RoutedRequest;
import org.apache.flink.runtime.rest.handler.util.HandlerUtils;
import org.apache.flink.runtime.rest.messages.ErrorResponseBody;
import org.apache.flink.runtime.rest.versioning.RuntimeRestAPIVersion;
import org.apache.flink.runtime.webmonitor.RestfulGateway;
import org.apache.flink.runtime.webmonitor.retriever.GatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.util.ExceptionUtils;

/**
 * One call of the fleet API on Flink's REST server.
 *
 * <p>Flink's own {@code AbstractRestHandler} answers an error with a stack trace and ignores
 * unknown fields, so this stands one floor below it.
 */
@ChannelHandler.Sharable
final class FleetHandler extends LeaderRetrievalHandler<RestfulGateway>
        implements RestHandlerSpecification {

    /** A request, reduced to what the calls need. */
    record Request(Map<String, String> path, Map<String, List<String>> query, String body) {

        /** The one value of a query parameter, or null. */
        String queryParameter(String name) throws RequestProblem {
            List<String> values = query.getOrDefault(name, List.of());
            if (values.size() > 1) {
                throw RequestProblem.badRequest(name + ": given more than once");
            }
            return values.isEmpty() ? null : values.get(0);
        }
    }

    /** What is done. May answer later; never blocks. */
    @FunctionalInterface
    interface Call {
        CompletableFuture<?> answer(Request request) throws RequestProblem;
    }

    private final HttpMethodWrapper method;
    private final String url;
    private final HttpResponseStatus success;
    private final Call call;

    FleetHandler(
            GatewayRetriever<? extends RestfulGateway> leaderRetriever,
            Duration timeout,
            Map<String, String> responseHeaders,
            HttpMethodWrapper method,
            String url,
            HttpResponseStatus success,
            Call call) {
        super(leaderRetriever, timeout, responseHeaders);
        this.method = method;
        this.url = url;
        this.success = success;
        this.call = call;
    }

    @Override
    public HttpMethodWrapper getHttpMethod() {
        return method;
    }

    @Override
    public String getTargetRestEndpointURL() {
        return url;
    }

    @Override
    public Set<RuntimeRestAPIVersion> getSupportedAPIVersions() {
        return Set.of(RuntimeRestAPIVersion.V1);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's own signature
    protected void respondAsLeader(
            ChannelHandlerContext context, RoutedRequest routed, RestfulGateway gateway) {
        HttpRequest httpRequest = routed.getRequest();
        RouteResult<?> route = routed.getRouteResult();
        CompletableFuture<?> answer;
        try {
            String body =
                    httpRequest instanceof FullHttpRequest full
                            ? full.content().toString(StandardCharsets.UTF_8)
                            : "";
            answer = call.answer(new Request(route.pathParams(), route.queryParams(), body));
        } catch (RequestProblem e) {
            answer = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<?> unused =
                answer.whenComplete(
                        (result, failure) -> {
                            if (failure == null) {
                                accept(context, httpRequest, result);
                            } else {
                                refuse(context, httpRequest, failure);
                            }
                        });
    }

    private void accept(ChannelHandlerContext context, HttpRequest request, Object result) {
        // When the caller has gone there is nobody to tell.
        CompletableFuture<?> unused =
                HandlerUtils.sendResponse(
                        context, request, StrictJson.write(result), success, responseHeaders);
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request, Throwable failure) {
        Throwable cause = ExceptionUtils.stripCompletionException(failure);
        HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
        String message = "The JobManager isn't ready (%s): try again".formatted(cause);
        if (cause instanceof RequestProblem problem) {
            status = problem.status();
            message = problem.getMessage();
        } else {
            logger.info("{} {} can't be answered: {}", method, url, cause.toString());
        }
        CompletableFuture<?> unused =
                HandlerUtils.sendErrorResponse(
                        context, request, new ErrorResponseBody(message), status, responseHeaders);
    }
}
