package io.spillway.s3.settings;

import java.util.Optional;

/** A role to assume. */
public record AssumedRole(String arn, Optional<String> externalId, String sessionName) {}
