package io.spillway.page;

import io.spillway.restapi.DrainRequest;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerException;
import io.spillway.spi.cloud.NoticeKind;
import java.util.List;
import java.util.Set;

/** A notice from the page as a drain that the JobManager is asked for; no machine is stopped. */
public record DrainByRequest(JobManagerClient client) implements PageActions {
    @Override
    public Set<Action.Kind> offered() {
        return Set.of(Action.Kind.NOTICE);
    }

    @Override
    public String perform(Action action) throws ActionException {
        try {
            client.drain(
                    new DrainRequest(
                            List.of(action.taskManager()), NoticeKind.SHUTDOWN.name(), null));
            return action.taskManager() + " drains";
        } catch (JobManagerException e) {
            throw new ActionException(
                    switch (e.kind()) {
                        case NOT_FOUND -> ActionException.Kind.NOT_FOUND;
                        case CONFLICT -> ActionException.Kind.CONFLICT;
                        case REFUSED -> ActionException.Kind.BAD_REQUEST;
                        case UNREACHABLE, NOT_OURS, FAILED -> ActionException.Kind.FAILED;
                    },
                    "taskManager: " + e.getMessage());
        }
    }
}
