package io.spillway.localcloud.gcp.metadata;

import java.util.Map;

/**
 * What never changes of a VM.
 *
 * @param id its number, which no other VM ever gets
 * @param name unique in its zone while the VM is there; a group makes a VM anew under the same name
 * @param project its id, such as {@code my-project}
 * @param projectNumber as resource names in the metadata have it
 * @param zone such as {@code europe-west1-b}
 * @param machineType such as {@code e2-medium}
 * @param ip by which other VMs reach it
 * @param spot whether it can be preempted
 * @param serviceAccount its e-mail address
 * @param attributes custom metadata: {@code startup-script}, {@code created-by} and others
 */
public record VmFacts(
        long id,
        String name,
        String project,
        long projectNumber,
        String zone,
        String machineType,
        String ip,
        boolean spot,
        String serviceAccount,
        Map<String, String> attributes) {

    public VmFacts {
        attributes = Map.copyOf(attributes);
    }
}
