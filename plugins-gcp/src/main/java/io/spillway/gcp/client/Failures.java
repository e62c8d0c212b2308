package io.spillway.gcp.client;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import io.spillway.spi.cloud.CloudException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;

/** Turns the clients' exceptions into one line that says what to do. */
public final class Failures {

    private Failures() {}

    /** What to throw for a failed call by gRPC. */
    public static CloudException translate(ApiException e, Call call) {
        Code code = e.getStatusCode().getCode();
        String message = oneLine(e.getMessage());
        // The client puts its own class name and the code before what the service says.
        String said = message.replaceFirst("^(io\\.grpc\\.\\w+: )?[A-Z_]+: ", "");
        String what = "%s: answered %s: %s".formatted(call, code, said);
        if (interrupted(e)) {
            Thread.currentThread().interrupt();
            return new CloudException(call + ": interrupted", e);
        }
        return switch (code) {
            case PERMISSION_DENIED -> denied(what, said, call, e);
            case UNAUTHENTICATED -> new CloudException(credentials(call, said), e);
            case DEADLINE_EXCEEDED -> new CloudException(call + ": no answer in time", e);
            case NOT_FOUND -> new CloudException(what + project(call), e);
            case UNAVAILABLE ->
                    new CloudException(
                            hasCredentialsTrouble(e)
                                    ? credentials(call, said)
                                    : "%s: not answered: %s"
                                            .formatted(call, oneLine(root(e).toString())),
                            e);
            default -> new CloudException(what, e);
        };
    }

    /** What to throw for a failed call by HTTP. */
    public static CloudException translate(IOException e, Call call) {
        if (e instanceof GoogleJsonResponseException answer) {
            String said = said(answer);
            String what =
                    "%s: answered %d %s: %s"
                            .formatted(call, answer.getStatusCode(), reason(answer), said);
            return switch (answer.getStatusCode()) {
                case 401 -> new CloudException(credentials(call, said), e);
                case 403 ->
                        throttled(answer)
                                ? new CloudException(what, e)
                                : denied(what, said, call, e);
                case 404 -> new CloudException(what + project(call), e);
                default -> new CloudException(what, e);
            };
        }
        if (e instanceof InterruptedIOException) {
            return new CloudException(call + ": no answer in time", e);
        }
        if (e instanceof UnknownHostException) {
            return new CloudException(
                    "%s: there is no such host (%s): does the network resolve names?"
                            .formatted(call, oneLine(e.getMessage())),
                    e);
        }
        if (hasCredentialsTrouble(e) || e instanceof HttpResponseException) {
            return new CloudException(credentials(call, oneLine(e.getMessage())), e);
        }
        return new CloudException(
                "%s: not answered: %s".formatted(call, oneLine(root(e).toString())), e);
    }

    /** No client can be made, since nobody says who this is. */
    public static CloudException noCredentials(String service, IOException e) {
        return new CloudException(
                "no credentials for %s: give the VM a service account with the scope cloud-platform, or set GOOGLE_APPLICATION_CREDENTIALS: %s"
                        .formatted(service, oneLine(e.getMessage())),
                e);
    }

    /** Whether a request certainly didn't reach the service. */
    public static boolean neverSent(IOException e) {
        return e instanceof UnknownHostException
                || e instanceof ConnectException
                || hasCredentialsTrouble(e);
    }

    private static CloudException denied(String what, String said, Call call, Throwable e) {
        if (said.contains("insufficient authentication scopes")) {
            return new DeniedException(
                    what,
                    "the VM's access scopes are too narrow: make its template's scope cloud-platform, and let roles decide",
                    e);
        }
        if (said.contains("has not been used in project") || said.contains("is disabled")) {
            return new DeniedException(
                    what,
                    "enable the API: gcloud services enable %s.googleapis.com --project=%s"
                            .formatted(call.method().split("\\.", 2)[0], call.project()),
                    e);
        }
        return new DeniedException(what, call.remedy(), e);
    }

    private static String credentials(Call call, String said) {
        return "%s: the credentials aren't accepted, or there are none: %s; has the VM a service account?"
                .formatted(call, said);
    }

    private static String project(Call call) {
        return "; is %s the right project, and are its name and its zone or region?"
                .formatted(call.project());
    }

    private static boolean throttled(GoogleJsonResponseException answer) {
        return reason(answer).contains("ateLimitExceeded")
                || reason(answer).equals("quotaExceeded");
    }

    private static String reason(GoogleJsonResponseException answer) {
        return Optional.ofNullable(answer.getDetails())
                .map(GoogleJsonError::getErrors)
                .filter(errors -> !errors.isEmpty())
                .map(errors -> errors.get(0).getReason())
                .orElse("without a reason");
    }

    private static String said(GoogleJsonResponseException answer) {
        return oneLine(
                Optional.ofNullable(answer.getDetails())
                        .map(GoogleJsonError::getMessage)
                        .orElse(answer.getStatusMessage()));
    }

    private static boolean hasCredentialsTrouble(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each.getClass().getName().startsWith("com.google.auth.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean interrupted(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof InterruptedException) {
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
