package io.spillway.s3.client;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Takes away what nobody asks an answer for and the SDK would parse all the same: when an object
 * that is read was changed. Parsing a date by its pattern is a twentieth of what a small read costs
 * the CPU.
 */
final class UnusedHeaders implements ExecutionInterceptor {
    private static final String LAST_MODIFIED = "Last-Modified";

    @Override
    public SdkHttpResponse modifyHttpResponse(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        SdkHttpResponse response = context.httpResponse();
        return context.request() instanceof GetObjectRequest && response.isSuccessful()
                ? response.toBuilder().removeHeader(LAST_MODIFIED).build()
                : response;
    }
}
