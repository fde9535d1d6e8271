/** Article web pages: metadata and main text. */
package io.newsflow.ingest.page;
