package io.spillway.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.testing.InMemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SharedUpgradeRecordTest {
    private final SharedUpgradeRecord record = new SharedUpgradeRecord(new InMemoryStore());

    private void write(String text) throws IOException {
        record.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void comesAndGoes() throws IOException {
        assertThat(record.read()).isEmpty();
        record.delete();
        write("one");
        write("one");
        write("two");
        assertThat(record.read())
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("two"));
        record.delete();
        assertThat(record.read()).isEmpty();
    }
}
