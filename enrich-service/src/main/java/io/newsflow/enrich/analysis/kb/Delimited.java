package io.newsflow.enrich.analysis.kb;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads comma- or tab-separated files with a header line. */
final class Delimited {
    private Delimited() {}

    /** A line by column name; an unknown or missing column is empty. */
    record Row(Map<String, Integer> columns, List<String> fields) {
        String get(String column) {
            Integer i = columns.get(column);
            return i == null || i >= fields.size() ? "" : fields.get(i).trim();
        }
    }

    static void csv(BufferedReader reader, Consumer<Row> rows) throws IOException {
        read(reader, ',', rows);
    }

    static void tsv(BufferedReader reader, Consumer<Row> rows) throws IOException {
        read(reader, '\t', rows);
    }

    private static void read(BufferedReader reader, char separator, Consumer<Row> rows) throws IOException {
        Map<String, Integer> columns = new HashMap<>();
        for (List<String> fields = next(reader, separator); fields != null; fields = next(reader, separator)) {
            if (columns.isEmpty()) {
                for (int i = 0; i < fields.size(); i++) {
                    columns.put(fields.get(i).trim(), i);
                }
            } else {
                rows.accept(new Row(columns, fields));
            }
        }
    }

    private static List<String> next(BufferedReader reader, char separator) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int i = 0;
        while (true) {
            if (i == line.length()) {
                if (!quoted) {
                    break;
                }
                line = reader.readLine();
                if (line == null) {
                    break;
                }
                field.append('\n');
                i = 0;
                continue;
            }
            char c = line.charAt(i++);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i < line.length() && line.charAt(i) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && separator == ',' && field.isEmpty()) {
                quoted = true;
            } else if (c == separator) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
