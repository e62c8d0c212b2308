package io.spillway.localcloud.objectstore;

import io.spillway.localcloud.http.HttpHead;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** One connection of a client's, and one to the server that is replaced as the server wants. */
final class RelayedConnection implements Closeable {
    private static final int CHUNK = 64 * 1024;

    /** Answers up to this size are taken whole before the next write is let through. */
    private static final long SMALL = 1024 * 1024;

    private final StoreRelay relay;
    private final InputStream in;
    private final OutputStream out;
    private final InetSocketAddress address;
    private final Pace up = new Pace();
    private final Pace down = new Pace();
    private Socket server;
    private InputStream fromServer;

    RelayedConnection(StoreRelay relay, Socket client, InetSocketAddress address)
            throws IOException {
        this.relay = relay;
        this.in = new BufferedInputStream(client.getInputStream(), CHUNK);
        this.out = new BufferedOutputStream(client.getOutputStream(), CHUNK);
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
            return pass(head, request, fault);
        } finally {
            relay.end();
        }
    }

    private boolean pass(HttpHead head, SeenRequest request, Optional<Fault> fault)
            throws IOException {
        waitLatency();
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
            body(head, in, OutputStream.nullOutputStream());
            answer(request, answer.status(), answer.code());
            return true;
        }
        HttpHead passed =
                fault.isPresent() && fault.get() instanceof Fault.IgnoreConditions
                        ? relay.dialect().withoutConditions(head)
                        : head;
        // What is small is read before others have to wait for it.
        InputStream body = in;
        boolean alone = relay.dialect().oneAtATime(request);
        if (alone) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            body(head, in, whole);
            body = new ByteArrayInputStream(whole.toByteArray());
        }
        Lock lock = alone ? relay.writes().writeLock() : relay.writes().readLock();
        HttpHead answer;
        Optional<byte[]> small;
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

    private boolean reply(
            SeenRequest request, Optional<Fault> fault, HttpHead answer, Optional<byte[]> small)
            throws IOException {
        InputStream body = small.<InputStream>map(ByteArrayInputStream::new).orElse(fromServer);
        boolean stays = true;
        if (fault.isPresent() && fault.get() instanceof Fault.DropReply) {
            answerBody(request, answer, body, OutputStream.nullOutputStream());
            return false;
        }
        if (fault.isPresent() && fault.get() instanceof Fault.ReplaceReply replaced) {
            answerBody(request, answer, body, OutputStream.nullOutputStream());
            answer(request, replaced.status(), replaced.code());
        } else if (fault.isPresent() && fault.get() instanceof Fault.CutBody cut) {
            out.write(answer.bytes());
            copy(body, new CountedOutput(out, this::sent), Math.min(cut.after(), answer.length()));
            out.flush();
            return false;
        } else {
            out.write(answer.bytes());
            answerBody(request, answer, body, new CountedOutput(out, this::sent));
            out.flush();
            stays = !endless(request, answer);
        }
        if (answer.header("connection")
                .filter(each -> each.equalsIgnoreCase("close"))
                .isPresent()) {
            hangUp();
        }
        return stays;
    }

    private Optional<byte[]> small(SeenRequest request, HttpHead answer) throws IOException {
        if (!bodiless(request, answer)
                && (answer.chunked() || endless(request, answer) || answer.length() > SMALL)) {
            return Optional.empty();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        answerBody(request, answer, fromServer, whole);
        return Optional.of(whole.toByteArray());
    }

    private void waitLatency() {
        long end = System.nanoTime() + relay.latency().toNanos();
        for (long left = relay.latency().toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void forward(HttpHead head, InputStream body) throws IOException {
        if (server == null) {
            server = new Socket();
            server.setTcpNoDelay(true);
            server.connect(address);
            fromServer = new BufferedInputStream(server.getInputStream(), CHUNK);
        }
        OutputStream toServer = new BufferedOutputStream(server.getOutputStream(), CHUNK);
        toServer.write(head.bytes());
        body(head, body, new CountedOutput(toServer, this::received));
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
            SeenRequest request, HttpHead answer, InputStream from, OutputStream to)
            throws IOException {
        if (bodiless(request, answer)) {
            return;
        }
        if (endless(request, answer)) {
            from.transferTo(to);
        } else {
            body(answer, from, to);
        }
    }

    private static void body(HttpHead head, InputStream from, OutputStream to) throws IOException {
        if (!head.chunked()) {
            copy(from, to, head.length());
            return;
        }
        while (true) {
            String size = HttpHead.line(from).orElseThrow(EOFException::new);
            to.write((size + "\r\n").getBytes(StandardCharsets.US_ASCII));
            long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
            if (length == 0) {
                trailers(from, to);
                return;
            }
            // With the line end that follows each chunk.
            copy(from, to, length + 2);
        }
    }

    private static void trailers(InputStream from, OutputStream to) throws IOException {
        String line;
        do {
            line = HttpHead.line(from).orElseThrow(EOFException::new);
            to.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } while (!line.isEmpty());
    }

    private static void copy(InputStream from, OutputStream to, long length) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long left = length; left > 0; ) {
            int some = from.read(chunk, 0, (int) Math.min(CHUNK, left));
            if (some < 0) {
                throw new EOFException("%d bytes early".formatted(left));
            }
            to.write(chunk, 0, some);
            left -= some;
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
        hangUp();
    }
}
