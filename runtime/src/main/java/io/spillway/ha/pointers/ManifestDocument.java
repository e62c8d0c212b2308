package io.spillway.ha.pointers;

/**
 * What a manifest object says.
 *
 * @param epoch of the leader that wrote it, from 1
 * @param nonce different in each write: by it a writer knows its own
 */
record ManifestDocument(long epoch, String nonce, ManifestContent content) {}
