/**
 * What a Terraform provider knows, where it isn't to be had: its schema, as published, in {@code
 * src/test/schema}.
 */
package io.spillway.terraform.schema;
