package io.spillway.demo.report;

import io.spillway.charts.Numbers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up run that looks like a real one: a sine wave of load, a fleet that follows it with some
 * delay, joins and drains with their restarts, some noise. The same arguments give the same run.
 */
final class SineRecording {

    private static final double TROUGH = 300;
    private static final double PEAK = 6000;
    private static final double PER_TASK_MANAGER = 700;
    private static final int BOOT_SECONDS = 5;

    private final Random random = new Random(42);
    private final int seconds;
    private final int period;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Deque<String> running = new ArrayDeque<>();
    private final Map<Integer, Integer> joining = new TreeMap<>();
    private int named;
    private long checkpoint = 7;
    private double lag;
    private double downtime;
    private double stillUntil;
    private int desired = 1;
    private long records;
    private double heldSince = -100;

    private SineRecording(int seconds, int period) {
        this.seconds = seconds;
        this.period = period;
    }

    static DemoRecording of(int seconds, int period) {
        return new SineRecording(seconds, period).run();
    }

    private DemoRecording run() {
        join(0);
        for (int second = 0; second < seconds; second++) {
            step(second);
        }
        SampleStatistics statistics = SampleStatistics.of(samples);
        int rescales = (int) events.stream().filter(e -> e.kind() == Event.Kind.RESCALE).count();
        Totals totals =
                new Totals(
                        "spillway",
                        records,
                        0,
                        0,
                        1274,
                        statistics.peakBacklogSeconds(),
                        statistics.p99BacklogSeconds(),
                        rescales,
                        rescales,
                        0,
                        downtime,
                        1130,
                        statistics.areaOverIdeal(),
                        statistics.areaUnderIdeal(),
                        statistics.maxTaskManagers());
        return new DemoRecording(
                "A fleet that follows a sine wave",
                settings(),
                1795348800000L,
                samples,
                events,
                totals);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("duration", Numbers.span(seconds));
        settings.put("period", Numbers.span(period));
        settings.put("trough", "300 records/s");
        settings.put("peak", "6,000 records/s");
        settings.put("one TaskManager takes", "700 records/s");
        settings.put("TaskManagers", "1 to 15");
        settings.put("scaling rule", "busy time at 75 %, tolerance 0.1, scale-in after 20 s");
        settings.put("seed", "42");
        return settings;
    }

    private void step(int second) {
        double offered =
                (TROUGH + (PEAK - TROUGH) * (1 - Math.cos(2 * Math.PI * second / period)) / 2)
                        * (1 + random.nextGaussian() * 0.01);
        Integer arriving = joining.remove(second);
        if (arriving != null) {
            int before = running.size();
            for (int i = 0; i < arriving; i++) {
                join(second);
            }
            rescale(second, "parallelism " + before + " → " + running.size());
        }
        double up = second + 1 - Math.max(second, Math.min(second + 1, stillUntil));
        double capacity = running.size() * PER_TASK_MANAGER * up;
        double processed = Math.min(capacity, offered + lag);
        lag = Math.max(20, lag + offered - processed);
        records += Math.round(offered);
        double busy = Math.min(1, processed / (running.size() * PER_TASK_MANAGER));
        decide(second, offered / PER_TASK_MANAGER / 0.75, busy);
        Map<String, Double> loads = new TreeMap<>();
        for (String id : running) {
            double load = Math.max(0, Math.min(1, busy + random.nextGaussian() * 0.03));
            loads.put(id, load);
        }
        samples.add(
                new Sample(
                        second,
                        offered,
                        processed,
                        Math.round(lag),
                        lag / offered,
                        running.size(),
                        desired,
                        Math.max(1, offered / PER_TASK_MANAGER),
                        running.size(),
                        busy,
                        loads));
    }

    private void decide(int second, double wanted, double busy) {
        int target = (int) Math.max(1, Math.min(15, Math.ceil(wanted)));
        if (target > desired && second > 4) {
            event(second, Event.Kind.SCALE_OUT, null, "from " + desired + " to " + target, null);
            joining.merge(second + BOOT_SECONDS, target - desired, Integer::sum);
            desired = target;
            heldSince = second;
        } else if (target < desired && busy < 0.68 && second - heldSince > 12) {
            event(second, Event.Kind.SCALE_IN, null, "from " + desired + " to " + target, null);
            int before = running.size();
            for (int i = desired; i > target && running.size() > 1; i--) {
                double took = 350 + random.nextInt(250);
                events.add(
                        new Event(
                                second + 0.2,
                                Event.Kind.DRAIN,
                                running.removeLast(),
                                "",
                                took,
                                checkpoint + 1));
            }
            desired = target;
            heldSince = second;
            rescale(second + 0.45, "parallelism " + before + " → " + running.size());
        }
    }

    private void rescale(double second, String text) {
        double took = 480 + random.nextInt(500);
        checkpoint++;
        downtime += took;
        stillUntil = second + took / 1000;
        events.add(new Event(second, Event.Kind.RESCALE, null, text, took, checkpoint));
    }

    private void join(int second) {
        running.addLast("spillway-vm-" + String.format(Locale.ROOT, "%02d", ++named));
        if (second == 0) {
            event(second, Event.Kind.NOTE, running.peekLast(), "the first TaskManager", null);
        }
    }

    private void event(double second, Event.Kind kind, String who, String text, Double took) {
        events.add(new Event(second, kind, who, text, took));
    }
}
