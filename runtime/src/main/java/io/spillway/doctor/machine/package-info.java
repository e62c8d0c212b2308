/** What may be wrong with the machine that this process runs on. */
package io.spillway.doctor.machine;
