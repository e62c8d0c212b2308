package io.spillway.aws.client;

import io.spillway.spi.cloud.CloudException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into one line that says what to do. */
public final class Failures {
    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");
    private static final Set<String> CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "MissingAuthenticationToken",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException");

    private Failures() {}

    /** What to throw for {@code e}. The interrupt flag is set if the call was interrupted. */
    public static CloudException translate(SdkException e, Call call) {
        return new CloudException(call + ": " + reason(e, call), e);
    }

    /** The code that the service has given, or nothing. */
    public static String code(SdkException e) {
        return details(e).map(AwsErrorDetails::errorCode).orElse("");
    }

    /** What the service says, or the SDK; one line. */
    public static String message(SdkException e) {
        return oneLine(details(e).map(AwsErrorDetails::errorMessage).orElse(e.getMessage()));
    }

    private static String reason(SdkException e, Call call) {
        if (e instanceof AwsServiceException answer) {
            return answered(answer, call);
        }
        if (e instanceof AbortedException || has(e, InterruptedException.class)) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return "no answer in time: " + oneLine(e.getMessage());
        }
        if (has(e, UnknownHostException.class)) {
            return "there is no such host (%s): is %s a region, and does the network resolve names?"
                    .formatted(oneLine(root(e).getMessage()), call.region());
        }
        String message = oneLine(e.getMessage());
        if (message.contains("credentials")) {
            return "no credentials were found: give the instance a role, by its instance profile: "
                    + message;
        }
        return "not answered: " + oneLine(root(e).toString());
    }

    private static String answered(AwsServiceException e, Call call) {
        String code = code(e);
        String said =
                "answered %d %s: %s, request id %s"
                        .formatted(
                                e.statusCode(),
                                code.isEmpty() ? "without a code" : code,
                                message(e),
                                Optional.ofNullable(e.requestId()).orElse("unknown"));
        if (DENIED.contains(code)) {
            return said + "; add to the role's policy: " + call.statement();
        }
        if (CREDENTIALS.contains(code)) {
            return said + "; the credentials aren't accepted: is the clock right?";
        }
        return said;
    }

    private static Optional<AwsErrorDetails> details(SdkException e) {
        return e instanceof AwsServiceException answer
                ? Optional.ofNullable(answer.awsErrorDetails())
                : Optional.empty();
    }

    private static boolean has(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s+", " ");
    }
}
