package io.spillway.cli;

import io.spillway.doctor.Examined;
import io.spillway.doctor.Place;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding.Level;
import java.util.List;

/**
 * What {@code spillway doctor --json} prints.
 *
 * @param roles what the machine is there for; empty for one that is none of the fleet's
 * @param ok how many checks found nothing wrong
 * @param skipped how many weren't made
 */
record DoctorReport(
        List<Role> roles, long ok, long warnings, long failures, long skipped, List<Row> checks) {

    /**
     * One check.
     *
     * @param fix null unless something is wrong
     */
    record Row(String section, String check, Level result, String found, String fix, long tookMs) {}

    static DoctorReport of(Place place, List<Examined> results) {
        return new DoctorReport(
                place.roles().stream().sorted().toList(),
                count(results, Level.OK),
                count(results, Level.WARNING),
                count(results, Level.FAILURE),
                count(results, Level.SKIPPED),
                results.stream()
                        .map(
                                each ->
                                        new Row(
                                                each.section(),
                                                each.check(),
                                                each.finding().level(),
                                                each.finding().found(),
                                                each.finding().fix().orElse(null),
                                                each.tookMs()))
                        .toList());
    }

    static long count(List<Examined> results, Level level) {
        return results.stream().filter(each -> each.finding().level() == level).count();
    }
}
