/** What may be wrong on AWS: metadata, region, credentials, group, hooks, permissions, buckets. */
package io.spillway.aws.diagnosis;
