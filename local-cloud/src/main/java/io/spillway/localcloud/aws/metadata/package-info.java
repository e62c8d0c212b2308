/**
 * Instance metadata, one endpoint for each VM, as EC2's Instance Metadata Service answers (IMDSv2).
 * A VM finds its own by {@code AWS_EC2_METADATA_SERVICE_ENDPOINT}, which SDKs and the command line
 * know.
 */
package io.spillway.localcloud.aws.metadata;
