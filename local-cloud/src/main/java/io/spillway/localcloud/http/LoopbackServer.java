package io.spillway.localcloud.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server on a free port of the loopback interface. Connections stay open; each answer
 * that isn't large leaves in one piece, so that no delayed acknowledgement slows it down.
 * Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
    private static final int BACKLOG = 200;
    private static final int LARGEST_BODY = 16 * 1024 * 1024;

    /** Answers up to this size leave in one piece. */
    private static final int SMALL = 64 * 1024;

    /** What answers. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The answer, or empty to hang up without one. Called by several threads at once; may
         * block, and is interrupted when the server is closed.
         */
        Optional<HttpAnswer> answer(HttpRequest request) throws InterruptedException;
    }

    private final ServerSocket listener;
    private final int largestBody;
    private final Handler handler;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LoopbackServer(String name, ServerSocket listener, int largestBody, Handler handler) {
        this.listener = listener;
        this.largestBody = largestBody;
        this.handler = handler;
        this.threads =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Starts one that takes bodies of 16 MiB; it answers when this returns.
     *
     * @param name of its threads
     */
    public static LoopbackServer start(String name, Handler handler) throws IOException {
        return start(name, LARGEST_BODY, handler);
    }

    /**
     * The same for other bodies.
     *
     * @param largestBody in bytes; whoever sends more is hung up on
     */
    public static LoopbackServer start(String name, int largestBody, Handler handler)
            throws IOException {
        LoopbackServer server =
                new LoopbackServer(
                        name,
                        new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
                        largestBody,
                        handler);
        server.threads.execute(server::accept);
        return server;
    }

    /** Where it is, without a slash at the end. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                if (listener.isClosed()) {
                    client.close();
                    return;
                }
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (Optional<HttpHead> head = HttpHead.read(in);
                    head.isPresent();
                    head = HttpHead.read(in)) {
                if (!answer(head.get(), in, out)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client hung up, or the server was closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("A request could not be answered", e);
        } finally {
            open.remove(client);
        }
    }

    /** Whether the connection stays. */
    private boolean answer(HttpHead head, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        String[] first = head.first().split(" ", 3);
        if (first.length < 3) {
            throw new IOException("no request: " + head.first());
        }
        if (head.header("expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        HttpRequest request = new HttpRequest(first[0], first[1], head.headers(), body(head, in));
        Optional<HttpAnswer> answer = handler.answer(request);
        if (answer.isEmpty()) {
            return false;
        }
        answer.get().send(out, !request.method().equals("HEAD"), SMALL);
        return head.header("connection").filter(each -> each.equalsIgnoreCase("close")).isEmpty();
    }

    private byte[] body(HttpHead head, InputStream in) throws IOException {
        if (!head.chunked()) {
            return read(in, head.length(), 0);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = HttpHead.line(in).orElseThrow(EOFException::new);
            long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
            body.writeBytes(read(in, length, body.size()));
            // After a chunk its line's end; after the last one trailers and an empty line.
            String rest = HttpHead.line(in).orElseThrow(EOFException::new);
            if (length == 0) {
                while (!rest.isEmpty()) {
                    rest = HttpHead.line(in).orElseThrow(EOFException::new);
                }
                return body.toByteArray();
            }
        }
    }

    private byte[] read(InputStream in, long length, int before) throws IOException {
        if (before + length > largestBody) {
            throw new IOException("a body of more than %d bytes".formatted(largestBody));
        }
        byte[] some = new byte[(int) length];
        if (in.readNBytes(some, 0, some.length) < length) {
            throw new EOFException("within a body");
        }
        return some;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            // Nothing that anybody could do about it.
        }
        threads.shutdownNow();
    }
}
