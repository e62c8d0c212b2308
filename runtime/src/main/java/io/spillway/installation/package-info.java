/** The unpacked tarball on this machine: where its things are, and what runs of it. */
package io.spillway.installation;
