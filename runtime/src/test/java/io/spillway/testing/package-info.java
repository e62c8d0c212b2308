/** Hand-written fakes, a manual executor and clock: for the tests of every module. */
package io.spillway.testing;
