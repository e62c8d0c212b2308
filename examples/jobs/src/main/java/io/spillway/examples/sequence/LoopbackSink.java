package io.spillway.examples.sequence;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Tells an onlooker on this machine of each record at once, over a connection of each subtask: what
 * a subtask has written there is read even if its process is killed the moment after.
 */
final class LoopbackSink implements Sink<Passed> {
    private final int port;

    LoopbackSink(int port) {
        this.port = port;
    }

    @Override
    public SinkWriter<Passed> createWriter(WriterInitContext context) throws IOException {
        return new Writer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private static final class Writer implements SinkWriter<Passed> {
        private final Socket socket;
        private final DataOutputStream out;

        Writer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64));
        }

        @Override
        public void write(Passed passed, Context context) throws IOException {
            passed.write(out);
            out.flush();
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing waits here.
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
