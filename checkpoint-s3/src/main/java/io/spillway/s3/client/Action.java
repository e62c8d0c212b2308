package io.spillway.s3.client;

/** Requests that are made, with what a caller must be allowed for them. */
public enum Action {
    PUT("PutObject", "s3:PutObject"),
    GET("GetObject", "s3:GetObject"),
    // Without the right to list, S3 answers 403 for what isn't there.
    HEAD("HeadObject", "s3:GetObject, and s3:ListBucket for objects that don't exist"),
    LIST("ListObjectsV2", "s3:ListBucket"),
    DELETE("DeleteObject", "s3:DeleteObject"),
    DELETE_MANY("DeleteObjects", "s3:DeleteObject"),
    COPY("CopyObject", "s3:GetObject of the source and s3:PutObject"),
    CREATE_UPLOAD("CreateMultipartUpload", "s3:PutObject"),
    UPLOAD_PART("UploadPart", "s3:PutObject"),
    COPY_PART("UploadPartCopy", "s3:GetObject of the source and s3:PutObject"),
    COMPLETE_UPLOAD("CompleteMultipartUpload", "s3:PutObject"),
    ABORT_UPLOAD("AbortMultipartUpload", "s3:AbortMultipartUpload");

    private final String request;
    private final String permission;

    Action(String request, String permission) {
        this.request = request;
        this.permission = permission;
    }

    /** As S3 calls the request. */
    public String request() {
        return request;
    }

    /** What it takes, as IAM calls it. */
    public String permission() {
        return permission;
    }
}
