package io.newsflow.enrich.stream;

import org.apache.avro.specific.SpecificRecord;

/** Copies of records that share their parts: for changing a field or two without copying a text. */
final class Records {
    private Records() {}

    /** Copies all fields of a record into an empty one of the same type. */
    static <T extends SpecificRecord> T shallowCopy(T from, T to) {
        int fields = from.getSchema().getFields().size();
        for (int field = 0; field < fields; field++) {
            to.put(field, from.get(field));
        }
        return to;
    }
}
