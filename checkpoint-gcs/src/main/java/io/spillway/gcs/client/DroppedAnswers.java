package io.spillway.gcs.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Drops the connection of an answer that is closed long before its end. Google's client would read
 * the rest of it, even where it is told to disconnect.
 */
final class DroppedAnswers implements ExecChainHandler {
    /** What is sooner read than a connection is made anew. */
    private static final long LITTLE = 256 * 1024;

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        if (entity != null && entity.getContentLength() > LITTLE) {
            response.setEntity(new Droppable(entity, scope.execRuntime::discardEndpoint));
        }
        return response;
    }

    private static final class Droppable extends HttpEntityWrapper {
        private final Runnable drop;
        private InputStream content;

        Droppable(HttpEntity entity, Runnable drop) {
            super(entity);
            this.drop = drop;
        }

        /** The same each time: it is asked for again when it is closed. */
        @Override
        public synchronized InputStream getContent() throws IOException {
            if (content == null) {
                content = new DroppableStream(super.getContent(), getContentLength(), drop);
            }
            return content;
        }
    }

    private static final class DroppableStream extends FilterInputStream {
        private final Runnable drop;
        private volatile long left;

        DroppableStream(InputStream in, long length, Runnable drop) {
            super(in);
            this.left = length;
            this.drop = drop;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            took(read < 0 ? -1 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            took(read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            took(skipped);
            return skipped;
        }

        private void took(long bytes) {
            left = bytes < 0 ? 0 : left - bytes;
        }

        @Override
        public void close() throws IOException {
            if (left > LITTLE) {
                drop.run();
            }
            super.close();
        }
    }
}
