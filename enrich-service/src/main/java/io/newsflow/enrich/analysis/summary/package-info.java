/** Sentences that stand for an article. */
package io.newsflow.enrich.analysis.summary;
