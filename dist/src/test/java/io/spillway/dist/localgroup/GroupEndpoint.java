package io.spillway.dist.localgroup;

import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.group.LocalGroup;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import io.spillway.localcloud.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A group of this process's for JobManagers elsewhere, with answers that get lost. Thread-safe. */
public final class GroupEndpoint implements AutoCloseable {
    private static final int BUSY = 503;

    /** What becomes of a removal. */
    public enum Fault {
        /** It is refused. */
        REFUSED,
        /** It is taken on, and the answer is lost. */
        REPLY_LOST
    }

    private final Supplier<LocalGroup> group;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Set<String>> removals = new CopyOnWriteArrayList<>();
    private final LoopbackServer server;

    /**
     * @param group may give it only later; it isn't asked before a JobManager asks
     */
    public GroupEndpoint(Supplier<LocalGroup> group) throws IOException {
        this.group = group;
        this.server = LoopbackServer.start("group-endpoint", this::answer);
    }

    /** What happens to the next removals, one each. */
    public synchronized void next(Fault... each) {
        faults.addAll(List.of(each));
    }

    public URI address() {
        return server.address();
    }

    /** Every removal that was asked for. */
    public List<Set<String>> removals() {
        return List.copyOf(removals);
    }

    private Optional<HttpAnswer> answer(HttpRequest request) {
        if (request.method().equals("GET")) {
            return Optional.of(HttpAnswer.text(200, "text/plain", describe()));
        }
        Set<String> named =
                Set.of(new String(request.body(), StandardCharsets.UTF_8).split("\n", -1));
        removals.add(named);
        Fault fault = nextFault();
        if (fault == Fault.REFUSED) {
            return Optional.of(HttpAnswer.text(BUSY, "text/plain", "busy"));
        }
        group.get().remove(named).join();
        return fault == Fault.REPLY_LOST
                ? Optional.empty()
                : Optional.of(HttpAnswer.text(200, "text/plain", ""));
    }

    private synchronized Fault nextFault() {
        return faults.poll();
    }

    private String describe() {
        LocalGroup now = group.get();
        StringBuilder text = new StringBuilder();
        text.append(now.settings().minimum()).append(' ');
        text.append(now.settings().maximum()).append(' ');
        text.append(now.desired()).append(" SCALE_OUT_ONLY\n");
        for (GroupMember member : now.members()) {
            text.append(member.id()).append(" zone-a ").append(state(member)).append('\n');
        }
        return text.toString();
    }

    private static String state(GroupMember member) {
        return switch (member.state()) {
            case BOOTING -> "STARTING";
            case IN_SERVICE -> "RUNNING";
            case STOPPING -> "LEAVING";
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
