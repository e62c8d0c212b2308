package io.spillway.localcloud.aws.api;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may call, and what. Knows callers by the key in a request's {@code Authorization} header;
 * signatures aren't checked. A role may do everything unless it was told what it may. Thread-safe.
 */
public final class Principals {
    /** {@code AWS4-HMAC-SHA256 Credential=KEY/20260101/REGION/SERVICE/aws4_request, …}. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("Credential=([^/,\\s]+)/\\d{8}/([^/,\\s]+)/([^/,\\s]+)/aws4_request");

    private final String account;
    private final String region;
    private final Map<String, Principal> keys = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> allowed = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Nobody may call yet. */
    public Principals(String account, String region) {
        this.account = account;
        this.region = region;
    }

    /** The account's number. */
    public String account() {
        return account;
    }

    /** The only region that there is. */
    public String region() {
        return region;
    }

    /** New credentials of a role; earlier ones stay valid. */
    public AccessKey issue(String role, String session) {
        String id = "ASIALOCAL%011d".formatted(numbers.incrementAndGet());
        keys.put(id, new Principal(account, role, session));
        return new AccessKey(id, "local/secret/of/" + id, "local/token/of/" + id);
    }

    /**
     * Says what a role may from now on, instead of everything.
     *
     * @param actions such as {@code autoscaling:CompleteLifecycleAction}
     */
    public void allowOnly(String role, String... actions) {
        allowed.put(role, Set.copyOf(Arrays.asList(actions)));
    }

    /**
     * Who signed a request (IAM user guide, "Elements of an AWS API request signature"; the codes
     * are those of the API references' pages "Common errors").
     */
    Principal authenticate(Optional<String> authorization) throws ApiError {
        if (authorization.isEmpty()) {
            throw new ApiError(
                    403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        Matcher credential = CREDENTIAL.matcher(authorization.get());
        if (!credential.find()) {
            throw new ApiError(
                    400,
                    "IncompleteSignature",
                    "Authorization header requires 'Credential' parameter.");
        }
        Principal principal = keys.get(credential.group(1));
        if (principal == null) {
            throw new ApiError(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.");
        }
        if (!credential.group(2).equals(region)) {
            throw new ApiError(
                    403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region.");
        }
        return principal;
    }

    /**
     * Refuses what the role may not (IAM user guide, "Troubleshoot access denied error messages").
     *
     * @param resource its ARN where the action has one
     */
    void authorize(Principal principal, String action, Optional<String> resource) throws ApiError {
        Set<String> actions = allowed.get(principal.role());
        if (actions != null && !actions.contains(action)) {
            throw denied(principal, action, resource);
        }
    }

    static ApiError denied(Principal principal, String action, Optional<String> resource) {
        return new ApiError(
                403,
                "AccessDenied",
                "User: %s is not authorized to perform: %s%s because no identity-based policy allows the %s action"
                        .formatted(
                                principal.arn(),
                                action,
                                resource.map(each -> " on resource: " + each).orElse(""),
                                action));
    }
}
