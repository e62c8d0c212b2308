package io.spillway.localcloud.aws.api;

/** Credentials of a role. */
public record AccessKey(String id, String secret, String token) {}
