package io.spillway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.exceptions.RpcLoaderException;
import org.junit.jupiter.api.Test;

/** Where nothing is prepared, as in this JVM; the rest is tried with the tarball. */
class PreparedRpcSystemLoaderTest {

    @Test
    void goesBeforeFlinksOwn() {
        assertThat(ServiceLoader.load(RpcSystemLoader.class))
                .filteredOn(each -> !(each instanceof PreparedRpcSystemLoader))
                .isNotEmpty()
                .allMatch(
                        each ->
                                each.getLoadPriority()
                                        > new PreparedRpcSystemLoader().getLoadPriority());
    }

    @Test
    void leavesItToFlinksOwnWhereNothingIsPrepared() {
        assertThat(PreparedRpcSystemLoader.classLoader()).isEmpty();
        assertThatThrownBy(() -> new PreparedRpcSystemLoader().loadRpcSystem(new Configuration()))
                .isInstanceOf(RpcLoaderException.class)
                .hasMessageContaining(PreparedRpcSystemLoader.PROPERTY);
        try (RpcSystem flinks = RpcSystem.load(new Configuration())) {
            assertThat(flinks).isNotNull();
        }
    }
}
