/**
 * The live page of a fleet: a small HTTP server on the loopback interface, what it shows ({@link
 * io.spillway.page.PageModel}), and what may be done there ({@link io.spillway.page.PageActions}).
 * The demo and {@code spillway fleet --page} fill the model, each in its own way; the page is the
 * same.
 */
package io.spillway.page;
