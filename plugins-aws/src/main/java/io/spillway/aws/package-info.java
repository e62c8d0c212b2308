/**
 * Spillway on AWS, as one plugin: who an EC2 instance is and when it goes, from its metadata
 * service; its lifecycle hooks, in Auto Scaling; and the scaling signal, in CloudWatch. Sees
 * Spillway's SPI and nothing else of it.
 */
package io.spillway.aws;
