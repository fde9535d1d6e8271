package io.newsflow.ingest.service;

/** What waits for its turn at a host: a source to poll, or a page that a poll follows an item to. */
sealed interface HostTurn permits SourceEntry, PageFetch {}
