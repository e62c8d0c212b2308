/** The metadata service of an EC2 instance, IMDSv2, and what it says of the instance. */
package io.spillway.aws.metadata;
