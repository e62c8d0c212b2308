/** What the demo shows on the screen while it runs, and at its end. */
package io.spillway.demo.terminal;
