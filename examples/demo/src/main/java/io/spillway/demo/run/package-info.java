/** The demo itself: starts everything, watches it, takes it down, and says what happened. */
package io.spillway.demo.run;
