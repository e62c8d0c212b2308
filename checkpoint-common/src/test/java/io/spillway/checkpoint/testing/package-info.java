/** What tests of both clouds have in common. */
package io.spillway.checkpoint.testing;
