package io.spillway.demo.report;

/**
 * What a run proved.
 *
 * @param tone style class: {@code well}, {@code wrong} or {@code unclear}
 * @param sign before the sentence
 * @param sentence the verdict
 * @param remark what it rests upon
 */
record Verdict(String tone, String sign, String sentence, String remark) {

    static Verdict of(Totals totals) {
        String proof =
                "A consumer that reads committed records only checked that the numbers of each key"
                        + " arrived one after the other, each once.";
        if (totals.records() == 0) {
            return new Verdict("unclear", "–", "No records, no verdict", "Nothing was processed.");
        }
        if (totals.records() < 0 || totals.lost() < 0 || totals.duplicated() < 0) {
            return new Verdict(
                    "unclear",
                    "–",
                    "Not known whether every record was counted exactly once",
                    "The run ended before the output could be checked to its end.");
        }
        if (!totals.exactlyOnce()) {
            return new Verdict("wrong", "✕", "Not every record was counted exactly once", proof);
        }
        return new Verdict("well", "✓", "Every record was counted exactly once", proof);
    }
}
