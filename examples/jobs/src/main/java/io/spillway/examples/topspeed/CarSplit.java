package io.spillway.examples.topspeed;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * One car, as a split of {@link CarSource}: where it is and how fast it goes. A checkpoint holds
 * all cars; after a rescale Flink hands them out to the readers that there are then.
 *
 * @param car the car's number, from 0
 * @param speedKmh kilometres an hour
 * @param distanceMeters metres driven so far
 */
public record CarSplit(int car, int speedKmh, double distanceMeters) implements SourceSplit {
    @Override
    public String splitId() {
        return "car-" + car;
    }

    /** Writes a car into a checkpoint. */
    static final class Serializer implements SimpleVersionedSerializer<CarSplit> {
        private static final int BYTES = 2 * Integer.BYTES + Double.BYTES;
        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(CarSplit split) {
            return ByteBuffer.allocate(BYTES)
                    .putInt(split.car())
                    .putInt(split.speedKmh())
                    .putDouble(split.distanceMeters())
                    .array();
        }

        @Override
        public CarSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("a car of version " + version + "; known is " + VERSION);
            }
            ByteBuffer bytes = ByteBuffer.wrap(serialized);
            return new CarSplit(bytes.getInt(), bytes.getInt(), bytes.getDouble());
        }
    }
}
