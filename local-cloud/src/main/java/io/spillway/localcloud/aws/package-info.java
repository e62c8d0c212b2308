/**
 * The part of AWS that Spillway runs on, on one machine: {@link
 * io.spillway.localcloud.aws.LocalAws} has it all. Whatever speaks to it does so by the SDK's own
 * clients, which find it by the standard environment variables.
 */
package io.spillway.localcloud.aws;
