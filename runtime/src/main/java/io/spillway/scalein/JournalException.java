package io.spillway.scalein;

/** A journal couldn't be read or written. The message is one line. */
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean anotherLeads;

    /**
     * @param anotherLeads whether this process has no business with it any more
     */
    public JournalException(String message, boolean anotherLeads, Throwable cause) {
        super(message, cause);
        this.anotherLeads = anotherLeads;
    }

    public boolean anotherLeads() {
        return anotherLeads;
    }
}
