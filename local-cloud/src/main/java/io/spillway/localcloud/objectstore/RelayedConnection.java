package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** One connection of a client's, and one to the server that is replaced as the server wants. */
final class RelayedConnection implements Closeable {
    /** Answers up to this size are taken whole before the next write is let through. */
    private static final long SMALL = 1024 * 1024;

    private final StoreRelay relay;
    private final SocketChannel client;
    private final ByteBuffer fromClientBuffer;
    private final ByteBuffer fromServerBuffer;
    private final ChannelInput in;
    private final ChannelOutput out;
    private final InetSocketAddress address;
    private final Pace up = new Pace();
    private final Pace down = new Pace();
    private SocketChannel server;
    private ChannelInput fromServer;

    RelayedConnection(StoreRelay relay, SocketChannel client, InetSocketAddress address) {
        this.relay = relay;
        this.client = client;
        this.fromClientBuffer = relay.buffers().take();
        this.fromServerBuffer = relay.buffers().take();
        this.in = ChannelInput.of(client, fromClientBuffer);
        this.out = new ChannelOutput(client);
        this.address = address;
    }

    void serve() throws IOException {
        for (Optional<HttpHead> head = HttpHead.read(in);
                head.isPresent();
                head = HttpHead.read(in)) {
            if (!pass(head.get())) {
                return;
            }
        }
    }

    /** Whether the connection stays. */
    private boolean pass(HttpHead head) throws IOException {
        String[] first = head.first().split(" ", 3);
        SeenRequest request = SeenRequest.of(relay.dialect(), first[0], first[1], head.headers());
        Optional<Fault> fault = relay.begin(request);
        try {
            return pass(head, request, late(fault));
        } finally {
            relay.end();
        }
    }

    /** Waits as long as the request is to take longer; what else is to become of it. */
    private Optional<Fault> late(Optional<Fault> fault) {
        if (fault.isPresent() && fault.get() instanceof Fault.Delay delay) {
            pause(relay.latency().plus(delay.time()));
            return Optional.empty();
        }
        pause(relay.latency());
        return fault;
    }

    private boolean pass(HttpHead head, SeenRequest request, Optional<Fault> fault)
            throws IOException {
        if (head.header("expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        if (fault.isPresent() && fault.get() instanceof Fault.DropRequest) {
            return false;
        }
        if (fault.isPresent() && fault.get() instanceof Fault.Silence) {
            while (!relay.closed() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(10_000_000);
            }
            return false;
        }
        if (fault.isPresent() && fault.get() instanceof Fault.Answer answer) {
            in.passBody(head, ByteSink.NONE);
            answer(request, answer.status(), answer.code());
            return true;
        }
        Optional<KeptRange> kept =
                fault.isEmpty() ? relay.kept().of(relay.dialect(), request) : Optional.empty();
        if (kept.isPresent()) {
            return passKept(head, request, kept.get());
        }
        HttpHead passed =
                fault.isPresent() && fault.get() instanceof Fault.IgnoreConditions
                        ? relay.dialect().withoutConditions(head)
                        : head;
        // What is small is read before others have to wait for it.
        boolean alone = relay.dialect().oneAtATime(request);
        ChannelInput body = alone ? whole(to -> in.passBody(head, to)) : in;
        Lock lock = alone ? relay.writes().writeLock() : relay.writes().readLock();
        HttpHead answer;
        Optional<ChannelInput> small;
        // A large upload doesn't hold up others; S3's writes are whole or not there.
        boolean locked = alone || request.method().equals("GET");
        if (locked) {
            lock.lock();
        }
        try {
            forward(passed, body);
            long asked = System.nanoTime();
            answer = HttpHead.read(fromServer).orElseThrow(() -> new EOFException("no answer"));
            relay.served(request, System.nanoTime() - asked);
            small = small(request, answer);
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
        return reply(request, fault, answer, small);
    }

    private boolean passKept(HttpHead head, SeenRequest request, KeptRange kept)
            throws IOException {
        forward(kept.request(head), in);
        long asked = System.nanoTime();
        HttpHead answer =
                HttpHead.read(fromServer).orElseThrow(() -> new EOFException("no answer"));
        relay.served(request, System.nanoTime() - asked);
        if (!KeptRange.answers(answer)) {
            return reply(request, Optional.empty(), answer, Optional.empty());
        }
        answerBody(request, answer, fromServer, ByteSink.NONE);
        out.write(kept.answer(answer).bytes());
        out.flush();
        kept.send(client, this::sent);
        hangUpIfTold(answer);
        return true;
    }

    private boolean reply(
            SeenRequest request,
            Optional<Fault> fault,
            HttpHead answer,
            Optional<ChannelInput> small)
            throws IOException {
        ChannelInput body = small.orElse(fromServer);
        boolean stays = true;
        if (fault.isPresent() && fault.get() instanceof Fault.DropReply) {
            answerBody(request, answer, body, ByteSink.NONE);
            return false;
        }
        if (fault.isPresent() && fault.get() instanceof Fault.ReplaceReply replaced) {
            answerBody(request, answer, body, ByteSink.NONE);
            answer(request, replaced.status(), replaced.code());
        } else if (fault.isPresent() && fault.get() instanceof Fault.CutBody cut) {
            out.write(answer.bytes());
            body.pass(Math.min(cut.after(), answer.length()), out.counted(this::sent));
            out.flush();
            return false;
        } else {
            out.write(answer.bytes());
            answerBody(request, answer, body, out.counted(this::sent));
            out.flush();
            stays = !endless(request, answer);
        }
        hangUpIfTold(answer);
        return stays;
    }

    private Optional<ChannelInput> small(SeenRequest request, HttpHead answer) throws IOException {
        if (!bodiless(request, answer)
                && (answer.chunked() || endless(request, answer) || answer.length() > SMALL)) {
            return Optional.empty();
        }
        return Optional.of(whole(to -> answerBody(request, answer, fromServer, to)));
    }

    private interface Passing {
        void to(ByteSink sink) throws IOException;
    }

    /** What is passed on, taken into memory. */
    private static ChannelInput whole(Passing passing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        passing.to(Channels.newChannel(bytes)::write);
        return ChannelInput.of(bytes.toByteArray());
    }

    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos();
                left > 0 && !relay.closed();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void forward(HttpHead head, ChannelInput body) throws IOException {
        if (server == null) {
            server = SocketChannel.open(address);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            fromServer = ChannelInput.of(server, fromServerBuffer);
        }
        ChannelOutput toServer = new ChannelOutput(server);
        toServer.write(head.bytes());
        body.passBody(head, toServer.counted(this::received));
        toServer.flush();
    }

    private void sent(long bytes) {
        relay.sent(bytes);
        down.pass(bytes, relay.bytesPerSecond());
    }

    private void received(long bytes) {
        relay.received(bytes);
        up.pass(bytes, relay.bytesPerSecond());
    }

    private void answer(SeenRequest request, int status, String code) throws IOException {
        StoreDialect.Refusal refusal = relay.dialect().refusal(status, code);
        String body = request.method().equals("HEAD") ? "" : refusal.body();
        StringBuilder more = new StringBuilder();
        refusal.headers()
                .forEach((name, value) -> more.append(name).append(": ").append(value + "\r\n"));
        out.write(
                "HTTP/1.1 %d Relayed\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s"
                        .formatted(status, refusal.contentType(), body.length(), more, body)
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static boolean bodiless(SeenRequest request, HttpHead answer) {
        String status = answer.first().split(" ", 3)[1];
        return request.method().equals("HEAD")
                || status.startsWith("1")
                || status.equals("204")
                || status.equals("304");
    }

    private static boolean endless(SeenRequest request, HttpHead answer) {
        return !bodiless(request, answer)
                && !answer.chunked()
                && answer.header("content-length").isEmpty();
    }

    private static void answerBody(
            SeenRequest request, HttpHead answer, ChannelInput from, ByteSink to)
            throws IOException {
        if (bodiless(request, answer)) {
            return;
        }
        if (endless(request, answer)) {
            from.passAll(to);
        } else {
            from.passBody(answer, to);
        }
    }

    private void hangUpIfTold(HttpHead answer) throws IOException {
        if (answer.header("connection")
                .filter(each -> each.equalsIgnoreCase("close"))
                .isPresent()) {
            hangUp();
        }
    }

    private void hangUp() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            hangUp();
        } finally {
            relay.buffers().give(fromClientBuffer);
            relay.buffers().give(fromServerBuffer);
        }
    }
}
