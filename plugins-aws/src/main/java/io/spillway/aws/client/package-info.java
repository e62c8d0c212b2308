/** How the SDK's clients are set up, and what becomes of their exceptions. */
package io.spillway.aws.client;
