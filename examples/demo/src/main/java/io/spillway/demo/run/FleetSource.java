package io.spillway.demo.run;

import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerException;

/** Where it is asked how fleet and job are. */
interface FleetSource {
    /** The state of things now. Blocks for a request or a few. */
    FleetView fleet() throws JobManagerException;
}
