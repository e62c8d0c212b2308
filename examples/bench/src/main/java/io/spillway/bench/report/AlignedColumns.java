package io.spillway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Columns as wide as their widest cell: words to the left, numbers to the right. */
public final class AlignedColumns {
    private AlignedColumns() {}

    /**
     * The lines.
     *
     * @param rows all with as many cells
     * @param words the columns that hold words, counted from 0
     */
    public static List<String> of(List<List<String>> rows, Set<Integer> words) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                String cell = row.get(column);
                boolean left = words.contains(column);
                String padding = " ".repeat(width - cell.length());
                line.append(column == 0 ? "" : "  ");
                line.append(left ? cell + padding : padding + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
