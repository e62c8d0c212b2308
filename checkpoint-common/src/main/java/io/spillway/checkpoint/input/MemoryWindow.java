package io.spillway.checkpoint.input;

/** Bytes that are here already. */
final class MemoryWindow implements Window {
    private final byte[] bytes;
    private final long from;
    private int at;

    MemoryWindow(byte[] bytes, long from) {
        this.bytes = bytes;
        this.from = from;
    }

    @Override
    public long position() {
        return from + at;
    }

    @Override
    public long end() {
        return from + bytes.length;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int some = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, offset, some);
        at += some;
        return some;
    }

    @Override
    public void skip(long count) {
        at += (int) count;
    }

    @Override
    public int available() {
        return bytes.length - at;
    }

    @Override
    public void close() {}
}
