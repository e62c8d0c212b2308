package io.spillway.localcloud.aws.api;

/**
 * A call by somebody who is known.
 *
 * @param action such as {@code CompleteLifecycleAction}
 * @param size of the body as it was sent, in bytes
 */
public record ApiRequest(String action, Parameters parameters, Principal principal, int size) {}
