package io.spillway.examples.topspeed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The enumerator's part of a checkpoint: the cars that no reader has.
 *
 * @param cars in order of their numbers; empty once all are handed out
 */
public record UnassignedCars(List<CarSplit> cars) {
    public UnassignedCars {
        cars = List.copyOf(cars);
    }

    /** Writes them into a checkpoint. */
    static final class Serializer implements SimpleVersionedSerializer<UnassignedCars> {
        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(UnassignedCars unassigned) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeInt(unassigned.cars().size());
                for (CarSplit car : unassigned.cars()) {
                    CarSplit.Serializer.write(car, out);
                }
            }
            return bytes.toByteArray();
        }

        @Override
        public UnassignedCars deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("cars of version " + version + "; known is " + VERSION);
            }
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
                int count = in.readInt();
                List<CarSplit> cars = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    cars.add(CarSplit.Serializer.read(in));
                }
                return new UnassignedCars(cars);
            }
        }
    }
}
