package io.spillway.checkpoint.objects;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param prefixes keys' beginnings up to the next slash, if the listing was asked for them
 * @param next continues the listing; empty on the last page
 */
public record Page(List<ObjectInfo> objects, List<String> prefixes, Optional<String> next) {}
