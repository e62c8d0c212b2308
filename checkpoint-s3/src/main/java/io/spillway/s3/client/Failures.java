package io.spillway.s3.client;

import io.spillway.checkpoint.objects.BeyondEndException;
import io.spillway.checkpoint.objects.BucketException;
import io.spillway.checkpoint.objects.ConcurrentRequestException;
import io.spillway.checkpoint.objects.NoSuchUploadException;
import io.spillway.checkpoint.objects.NotSentException;
import io.spillway.checkpoint.objects.ObjectId;
import io.spillway.checkpoint.objects.PreconditionFailedException;
import io.spillway.checkpoint.objects.UnansweredException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into those that callers tell apart. */
final class Failures {
    private static final Set<String> CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidAccessKeyId",
                    "InvalidToken",
                    "SignatureDoesNotMatch",
                    "RequestTimeTooSkewed",
                    "TokenRefreshRequired");
    private static final Set<String> REGION =
            Set.of(
                    "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "IncorrectEndpoint");
    private static final String REGION_HEADER = "x-amz-bucket-region";

    private Failures() {}

    /** What to throw for {@code e}. The interrupt flag is set if a call was interrupted. */
    static IOException translate(SdkException e, Action action, ObjectId object) {
        String what = "%s: %s".formatted(object, action.request());
        if (e instanceof AwsServiceException answer) {
            return answered(answer, action, object, what);
        }
        if (interrupted(e)) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(what + " interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return new UnansweredException(what + " wasn't answered in time: " + oneLine(e), e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("credentials") || message.contains("Profile")) {
            AccessDeniedException denied =
                    new AccessDeniedException(
                            object.toString(), null, action.request() + ": " + oneLine(e));
            denied.initCause(e);
            return denied;
        }
        if (neverSent(e)) {
            return new NotSentException(what + " wasn't sent: " + oneLine(root(e)), e);
        }
        return new UnansweredException(what + " failed on its way: " + oneLine(root(e)), e);
    }

    private static IOException answered(
            AwsServiceException e, Action action, ObjectId object, String what) {
        String code = code(e);
        int status = e.statusCode();
        String said =
                "%s answered %d%s, request id %s"
                        .formatted(
                                what,
                                status,
                                code.isEmpty() ? "" : " " + code,
                                Optional.ofNullable(e.requestId()).orElse("unknown"));
        if (REGION.contains(code) || status == 301) {
            return new BucketException(
                    "%s: bucket %s is in another region%s: set s3.endpoint.region"
                            .formatted(
                                    said,
                                    object.bucket(),
                                    header(e, REGION_HEADER).map(each -> ", " + each).orElse("")),
                    e);
        }
        if (code.equals("NoSuchBucket")) {
            return new BucketException(
                    "%s: there is no bucket %s".formatted(said, object.bucket()), e);
        }
        if (code.equals("NoSuchUpload")) {
            return new NoSuchUploadException(said, e);
        }
        if (ofSts(e)) {
            return denied(
                    object,
                    "%s: the role of s3.assume-role.arn can't be assumed; it takes sts:AssumeRole: %s"
                            .formatted(what, message(e)),
                    e);
        }
        if (CREDENTIALS.contains(code)) {
            return denied(
                    object,
                    "%s: the credentials aren't accepted: %s".formatted(said, message(e)),
                    e);
        }
        return switch (status) {
            case 401, 403 ->
                    denied(
                            object,
                            "%s: not allowed on bucket %s, key '%s'; it takes %s: %s"
                                    .formatted(
                                            said,
                                            object.bucket(),
                                            object.key(),
                                            action.permission(),
                                            message(e)),
                            e);
            case 404 -> {
                FileNotFoundException missing = new FileNotFoundException(said);
                missing.initCause(e);
                yield missing;
            }
            case 409 -> new ConcurrentRequestException(said + ": " + message(e), e);
            case 412 -> new PreconditionFailedException(said, e);
            case 416 -> {
                BeyondEndException beyond = new BeyondEndException(said);
                beyond.initCause(e);
                yield beyond;
            }
            case 429 -> new NotSentException(said + ": " + message(e), e);
            default ->
                    status >= 500
                            ? new UnansweredException(said + ": " + message(e), e)
                            : new IOException(said + ": " + message(e), e);
        };
    }

    /** A failure of one of the objects of a request for many. */
    static IOException ofOne(ObjectId object, Action action, String code, String message) {
        if (code.equals("AccessDenied")) {
            return denied(
                    object,
                    "%s: %s answered %s: not allowed on bucket %s, key '%s'; it takes %s"
                            .formatted(
                                    object,
                                    action.request(),
                                    code,
                                    object.bucket(),
                                    object.key(),
                                    action.permission()),
                    null);
        }
        return new IOException(
                "%s: %s answered %s: %s".formatted(object, action.request(), code, message));
    }

    private static AccessDeniedException denied(ObjectId object, String reason, Throwable cause) {
        AccessDeniedException denied = new AccessDeniedException(object.toString(), null, reason);
        if (cause != null) {
            denied.initCause(cause);
        }
        return denied;
    }

    private static String code(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    }

    private static String message(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("no reason given");
    }

    private static boolean ofSts(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && "sts".equalsIgnoreCase(e.awsErrorDetails().serviceName());
    }

    private static Optional<String> header(AwsServiceException e, String name) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader(name));
    }

    private static boolean interrupted(SdkException e) {
        return e instanceof AbortedException
                || has(e, InterruptedException.class)
                || Thread.currentThread().isInterrupted();
    }

    private static boolean neverSent(Throwable e) {
        return has(e, ConnectException.class)
                || has(e, UnknownHostException.class)
                || has(e, NoRouteToHostException.class)
                || String.valueOf(e.getMessage()).contains("Timeout waiting for connection");
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

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
}
