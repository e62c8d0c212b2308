/**
 * VMs of the local cloud: each is a process group on this machine that runs a real start-up path.
 * It can be asked to go, killed, frozen as if its network had gone, and made slow to boot.
 */
package io.spillway.localcloud.machine;
