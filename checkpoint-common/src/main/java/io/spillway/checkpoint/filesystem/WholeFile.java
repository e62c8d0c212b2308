package io.spillway.checkpoint.filesystem;

import org.apache.flink.core.fs.BlockLocation;

/** The only block of a file, which is near to nobody. */
record WholeFile(long length) implements BlockLocation {

    @Override
    public String[] getHosts() {
        return new String[] {"localhost"};
    }

    @Override
    public long getOffset() {
        return 0;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public int compareTo(BlockLocation other) {
        return Long.compare(getOffset(), other.getOffset());
    }
}
