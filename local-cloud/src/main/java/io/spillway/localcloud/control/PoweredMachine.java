package io.spillway.localcloud.control;

import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmLauncher;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

/**
 * A machine's power: it boots, its power button is pressed, or its power is cut. Belongs to the
 * control thread, but for {@link #vm()} and {@link #wasCut()}, which any thread may ask.
 */
public final class PoweredMachine {

    /** Hears of the end of its main process. Called on the control thread. */
    @FunctionalInterface
    public interface EndListener {
        /**
         * The main process has ended, for whatever reason.
         *
         * @param code its exit code
         * @param cut whether the power was cut
         */
        void ended(int code, boolean cut);
    }

    private final VmLauncher launcher;
    private final ControlThread control;
    private final EndListener listener;
    private volatile LocalVm vm;
    private volatile boolean cut;
    private ScheduledFuture<?> deadline;

    /** One that is off. */
    public PoweredMachine(VmLauncher launcher, ControlThread control, EndListener listener) {
        this.launcher = launcher;
        this.control = control;
        this.listener = listener;
    }

    /** The machine itself, while it runs. */
    public Optional<LocalVm> vm() {
        return Optional.ofNullable(vm);
    }

    /** Boots it. */
    public void boot(VmSpec spec) throws IOException {
        LocalVm started = launcher.launch(spec);
        vm = started;
        cut = false;
        started.exited().thenAccept(code -> control.post(() -> ended(started, code)));
    }

    /** Presses the power button; the power is cut when that hasn't ended it in time. */
    public void pressButton(Duration time) {
        if (vm != null) {
            vm.stop();
            replaceDeadline(control.after(time, this::cut));
        }
    }

    /** Cuts the power. */
    public void cut() {
        if (vm != null) {
            cut = true;
            vm.crash();
        }
    }

    /** Whether the power was cut, since it booted last. */
    public boolean wasCut() {
        return cut;
    }

    private void ended(LocalVm which, int code) {
        if (which == vm) {
            vm = null;
            replaceDeadline(null);
            listener.ended(code, cut);
        }
    }

    private void replaceDeadline(ScheduledFuture<?> next) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = next;
    }
}
