package io.newsflow.cli;

import io.newsflow.ingest.warc.WarcArchive;

/** What became of an archive's records so far. */
final class ArchiveCounts {
    private long records;
    private long articles;
    private long passedOver;
    private long offset;

    void add(WarcArchive.Entry entry) {
        records++;
        articles += entry.articles().size();
        passedOver += entry.passedOver() == null ? 0 : 1;
        offset = entry.offset();
    }

    long records() {
        return records;
    }

    /** A line for the person who waits. */
    String told(int damaged) {
        return records + " records, " + articles + " articles, " + passedOver + " documents without one"
                + (damaged == 0 ? "" : ", " + damaged + " damaged places passed over") + "; last record at offset "
                + offset;
    }
}
