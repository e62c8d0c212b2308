/** The scaling signal in CloudWatch. */
package io.spillway.aws.metrics;
