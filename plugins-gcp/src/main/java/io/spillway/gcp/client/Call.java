package io.spillway.gcp.client;

/**
 * One call of a Google API, for messages.
 *
 * @param method such as {@code monitoring.projects.timeSeries.create}
 * @param on what it is about: {@code project my-project}
 * @param project whose resources those are
 * @param permission that it needs
 * @param role a predefined one with that permission, the smallest
 */
public record Call(String method, String on, String project, String permission, String role) {

    /** What to do so that it is allowed. */
    String remedy() {
        return ("it needs the permission %s on project %s: give this machine's service account a custom role with it or %s (gcloud projects add-iam-policy-binding %s --member=serviceAccount:EMAIL --role=%s;"
                        + " EMAIL: gcloud compute instances describe NAME --format='value(serviceAccounts.email)')")
                .formatted(permission, project, role, project, role);
    }

    @Override
    public String toString() {
        return "%s on %s".formatted(method, on);
    }
}
