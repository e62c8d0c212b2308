package io.spillway.gcs.client;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import io.spillway.checkpoint.objects.BeyondEndException;
import io.spillway.checkpoint.objects.BucketException;
import io.spillway.checkpoint.objects.ConcurrentRequestException;
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
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** Turns the client's exceptions into those that callers tell apart. */
final class Failures {
    /** An object takes a write a second; most have waited for a part of it already. */
    private static final Duration THROTTLED = Duration.ofMillis(250);

    private static final String ROLE = "roles/storage.objectUser on the bucket has it";
    private static final int LONGEST = 300;

    private Failures() {}

    /** What to throw for {@code e}. The interrupt flag is set if a call was interrupted. */
    static IOException translate(IOException e, Action action, ObjectId object) {
        String what = "%s: %s".formatted(object, action.request());
        if (e instanceof HttpResponseException answer) {
            return answered(answer.getStatusCode(), message(answer), e, action, object);
        }
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted = new InterruptedIOException(what + " interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (e instanceof Retryable token) {
            String said = "%s: no access token could be had: %s".formatted(what, oneLine(e));
            return token.isRetryable() ? new NotSentException(said, e) : denied(object, said, e);
        }
        if (neverSent(e)) {
            return new NotSentException(what + " wasn't sent: " + oneLine(root(e)), e);
        }
        return new UnansweredException(what + " failed on its way: " + oneLine(root(e)), e);
    }

    /** A failure of one of the requests of a batch. */
    static IOException ofOne(GoogleJsonError error, Action action, ObjectId object) {
        return answered(error.getCode(), String.valueOf(error.getMessage()), null, action, object);
    }

    private static IOException answered(
            int status, String message, Throwable cause, Action action, ObjectId object) {
        String said = "%s: %s answered %d".formatted(object, action.request(), status);
        return switch (status) {
            case 401 ->
                    denied(
                            object,
                            "%s: the credentials aren't accepted: %s".formatted(said, message),
                            cause);
            case 403 ->
                    denied(
                            object,
                            "%s: not allowed on bucket %s, object '%s'; it takes %s (%s): %s"
                                    .formatted(
                                            said,
                                            object.bucket(),
                                            object.key(),
                                            action.permission(),
                                            ROLE,
                                            message),
                            cause);
            case 404 ->
                    // The API's only way to tell one from the other.
                    message.contains("bucket does not exist")
                            ? new BucketException(
                                    "%s: there is no bucket %s".formatted(said, object.bucket()),
                                    cause)
                            : caused(new FileNotFoundException(said), cause);
            case 408 -> new UnansweredException(said + ": " + message, cause);
            case 409 -> new ConcurrentRequestException(said + ": " + message, cause);
            case 412 -> new PreconditionFailedException(said, cause);
            case 416 -> caused(new BeyondEndException(said), cause);
            case 429 -> new ConcurrentRequestException(said + ": " + message, cause, THROTTLED);
            default ->
                    status >= 500
                            ? new UnansweredException(said + ": " + message, cause)
                            : new IOException(said + ": " + message, cause);
        };
    }

    private static <T extends IOException> T caused(T exception, Throwable cause) {
        exception.initCause(cause);
        return exception;
    }

    private static AccessDeniedException denied(ObjectId object, String reason, Throwable cause) {
        return caused(new AccessDeniedException(object.toString(), null, reason), cause);
    }

    private static String message(HttpResponseException e) {
        Optional<String> told =
                e instanceof GoogleJsonResponseException json && json.getDetails() != null
                        ? Optional.ofNullable(json.getDetails().getMessage())
                        : Optional.ofNullable(e.getContent());
        String line = told.orElse("no reason given").replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    private static boolean neverSent(Throwable e) {
        return has(e, ConnectException.class)
                || has(e, ConnectTimeoutException.class)
                || has(e, ConnectionRequestTimeoutException.class)
                || has(e, UnknownHostException.class)
                || has(e, NoRouteToHostException.class);
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
        return (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                .replaceAll("\\s+", " ");
    }
}
