/** The module for AWS: what it makes, and what it refuses. */
package io.spillway.terraform.aws;
