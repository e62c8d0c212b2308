package io.spillway.localcloud.aws.api;

import java.util.Map;
import java.util.Optional;

/** One of the emulated services. Called by several threads at once. */
public interface Service {
    /** As IAM's actions begin: {@code autoscaling}. */
    String name();

    /** The namespace of its XML. */
    String namespace();

    /** As errors are named where they have no XML: {@code com.amazonaws.cloudwatch}. */
    String shapes();

    /** The ARN of what a call is about, where IAM wants one. */
    Optional<String> resource(ApiRequest request);

    /**
     * Does what is asked.
     *
     * @return the result: text, numbers, booleans, times, lists and maps of such; empty where the
     *     action has none
     * @throws ApiError when it is refused
     */
    Optional<Map<String, Object>> call(ApiRequest request) throws ApiError;
}
