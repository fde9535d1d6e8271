package io.newsflow.stack.elasticsearch;

import java.util.List;

/** Settings that hold lists. */
final class Lists {
    private Lists() {}

    /** The list, or an empty one for null. */
    static <T> List<T> of(List<T> list) {
        return list == null ? List.of() : list;
    }
}
