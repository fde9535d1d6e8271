/** Articles that are handed over instead of fetched: the push API and the drop folder. */
package io.newsflow.ingest.push;
