/**
 * Amazon CloudWatch's metrics, as far as a scaling policy needs them: values come in by the API,
 * and policies of the same cloud read them.
 */
package io.spillway.localcloud.aws.cloudwatch;
