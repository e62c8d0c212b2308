/**
 * Google Cloud for Spillway: Compute Engine, managed instance groups, Cloud Monitoring. Sees the
 * SPI and Google's clients, and nothing else of Spillway but what it brings along.
 */
package io.spillway.gcp;
