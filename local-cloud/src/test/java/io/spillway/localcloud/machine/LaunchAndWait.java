package io.spillway.localcloud.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A local cloud for the test to kill. */
final class LaunchAndWait {
    private LaunchAndWait() {}

    public static void main(String[] arguments) throws Exception {
        LocalVm vm =
                new ProcessVmLauncher()
                        .launch(
                                TestingVms.spec(
                                        Path.of(arguments[0]),
                                        TestingVms.STUBBORN_AGENT,
                                        Duration.ZERO));
        if (arguments.length > 1) {
            vm.freeze();
        }
        new CountDownLatch(1).await();
    }
}
