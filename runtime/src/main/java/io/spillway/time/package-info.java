/** Time as something that is handed in, so that tests can let it go by. */
package io.spillway.time;
