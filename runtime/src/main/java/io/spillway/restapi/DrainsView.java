package io.spillway.restapi;

import java.util.List;

/** The answer to {@code POST /fleet/drains}: one entry for each TaskManager asked for. */
public record DrainsView(List<DrainView> drains) {
    public DrainsView {
        drains = List.copyOf(drains);
    }
}
