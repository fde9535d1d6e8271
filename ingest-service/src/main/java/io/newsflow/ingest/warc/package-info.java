/** Web archives in WARC form (ISO 28500), such as CC-NEWS: read as a stream, damaged parts passed over. */
package io.newsflow.ingest.warc;
