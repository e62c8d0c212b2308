package io.spillway.page;

import java.util.Set;

/** What a visitor of the page may do. Called by many threads. */
public interface PageActions {
    /** A page that only shows. */
    PageActions NONE =
            new PageActions() {
                @Override
                public Set<Action.Kind> offered() {
                    return Set.of();
                }

                @Override
                public String perform(Action action) throws ActionException {
                    throw new ActionException(
                            ActionException.Kind.NOT_FOUND, "action: this page is read-only");
                }
            };

    /** What is offered at all; the server refuses everything else. */
    Set<Action.Kind> offered();

    /**
     * Does it, or begins to. May block for some seconds.
     *
     * @return one line for people that says what happens now
     */
    String perform(Action action) throws ActionException;
}
