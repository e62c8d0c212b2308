/** Runs Terraform and the boot script as a user's machine and a VM would, where their tools are. */
package io.spillway.terraform;
