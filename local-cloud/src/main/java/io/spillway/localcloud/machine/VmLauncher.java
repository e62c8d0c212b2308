package io.spillway.localcloud.machine;

import java.io.IOException;

/** Makes VMs. */
public interface VmLauncher {
    /**
     * Launches a VM; returns when its processes exist, long before it has booted.
     *
     * @throws IOException when the machine can't be made; nothing is left of it then
     */
    LocalVm launch(VmSpec spec) throws IOException;
}
