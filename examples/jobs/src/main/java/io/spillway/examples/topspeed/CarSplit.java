package io.spillway.examples.topspeed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(CarSplit split) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(16);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                write(split, out);
            }
            return bytes.toByteArray();
        }

        @Override
        public CarSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("a car of version " + version + "; known is " + VERSION);
            }
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
                return read(in);
            }
        }

        static void write(CarSplit split, DataOutputStream out) throws IOException {
            out.writeInt(split.car());
            out.writeInt(split.speedKmh());
            out.writeDouble(split.distanceMeters());
        }

        static CarSplit read(DataInputStream in) throws IOException {
            return new CarSplit(in.readInt(), in.readInt(), in.readDouble());
        }
    }
}
