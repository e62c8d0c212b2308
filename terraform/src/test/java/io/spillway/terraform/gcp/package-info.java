/**
 * The module for Google Cloud: what it would make, and what it refuses. Nothing of it has been
 * applied: neither Google's provider nor an account is needed here.
 */
package io.spillway.terraform.gcp;
