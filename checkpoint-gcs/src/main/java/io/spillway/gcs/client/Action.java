package io.spillway.gcs.client;

/** Requests that are made, with what a caller must be allowed for them. */
enum Action {
    // A write that may replace an object deletes what was there.
    INSERT(
            "objects.insert",
            "storage.objects.create, and storage.objects.delete for objects that exist"),
    GET_MEDIA("objects.get?alt=media", "storage.objects.get"),
    // Without the right to list, Google answers 403 for what isn't there.
    GET(
            "objects.get",
            "storage.objects.get, and storage.objects.list for objects that don't exist"),
    LIST("objects.list", "storage.objects.list"),
    DELETE("objects.delete", "storage.objects.delete"),
    DELETE_MANY("objects.delete in a batch", "storage.objects.delete"),
    REWRITE(
            "objects.rewrite",
            "storage.objects.get of the source, storage.objects.create and storage.objects.delete"),
    COMPOSE(
            "objects.compose",
            "storage.objects.get, storage.objects.create and storage.objects.delete");

    private final String request;
    private final String permission;

    Action(String request, String permission) {
        this.request = request;
        this.permission = permission;
    }

    /** As the API's reference calls the request. */
    String request() {
        return request;
    }

    /** What it takes, as IAM calls it. */
    String permission() {
        return permission;
    }
}
