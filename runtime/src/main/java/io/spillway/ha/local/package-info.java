/** The conditional store on a directory of this machine. */
package io.spillway.ha.local;
