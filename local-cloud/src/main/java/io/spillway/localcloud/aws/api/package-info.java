/**
 * How AWS' APIs are spoken: the Query protocol with XML answers, and Smithy's RPC v2 with CBOR.
 * Beside that what all services have in common: who calls, what they may, what was called, and
 * faults on demand.
 */
package io.spillway.localcloud.aws.api;
