package io.spillway.demo.run;

import io.spillway.localcloud.autoscaling.AutoscalerSettings;
import io.spillway.localcloud.autoscaling.BusyTimeSource;
import io.spillway.localcloud.autoscaling.BusyTimeSource.BusyTime;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.SignalView;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What decides how many TaskManagers there are. All use the formula of Kubernetes' autoscaler, with
 * the same times; they differ in what they read, and in its target.
 */
public enum Rule {
    /** Busy time, but not what is measured while the job works off its own restart. */
    BUSY(Tuning.AUTOSCALER.target(), "HPA on busy time, target 70 %, not while it catches up") {
        @Override
        BusyTimeSource source(JobObserver observer) {
            return observer;
        }
    },
    /** Busy time as it is, with the target of the demo that Reactive Mode was introduced with. */
    HPA(0.35, "HPA on busy time, target 35 %") {
        @Override
        BusyTimeSource source(JobObserver observer) {
            return () -> busyTime(observer.latest());
        }
    },
    /** Busy time as it is, with the target utilization of the scaling signal. */
    UTILIZATION(0.8, "target tracking on busy time, target 80 %") {
        @Override
        BusyTimeSource source(JobObserver observer) {
            return () -> busyTime(observer.latest());
        }
    },
    /** What the JobManager says that the job needs. */
    SIGNAL(1, "RequiredTaskManagers of the scaling signal") {
        @Override
        BusyTimeSource source(JobObserver observer) {
            return () -> required(observer.latest().fleet());
        }
    };

    /** Keeps the autoscaler's rounding up from making 4.000…1 of 4. */
    private static final double ROUNDING = 1e-9;

    private final double target;
    private final String words;

    Rule(double target, String words) {
        this.target = target;
        this.words = words;
    }

    /** Where it reads; the answer is what the observer saw last. */
    abstract BusyTimeSource source(JobObserver observer);

    /** How it decides. */
    AutoscalerSettings settings() {
        AutoscalerSettings common = Tuning.AUTOSCALER;
        // The signal holds still by itself.
        boolean signal = this == SIGNAL;
        return new AutoscalerSettings(
                target,
                signal ? 0 : common.tolerance(),
                common.scaleUpStabilisation(),
                signal ? Duration.ZERO : common.scaleDownStabilisation(),
                common.syncPeriod(),
                signal ? Duration.ZERO : common.settleTime());
    }

    /** The name on the command line and in reports. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, for people. */
    public String words() {
        return words;
    }

    private static Optional<BusyTime> busyTime(JobObserver.Observation seen) {
        return Double.isNaN(seen.busyFraction()) || seen.parallelism() == 0
                ? Optional.empty()
                : Optional.of(new BusyTime(seen.busyFraction(), seen.parallelism(), "any"));
    }

    /** As a share of what is there, so that the formula gives the number itself. */
    static Optional<BusyTime> required(FleetView fleet) {
        SignalView signal = fleet.signal();
        long there =
                fleet.taskManagers().stream()
                        .filter(t -> t.state() == FleetView.State.IN_SERVICE)
                        .count();
        if (signal == null || signal.requiredTaskManagers() == null || there == 0) {
            return Optional.empty();
        }
        double share = (signal.requiredTaskManagers() - ROUNDING) / there;
        return Optional.of(new BusyTime(share, Math.toIntExact(there * Tuning.SLOTS), "any"));
    }
}
