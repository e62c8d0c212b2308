/** What a job is started from: its jar, and what tells it from another. */
package io.spillway.program;
