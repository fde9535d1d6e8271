/**
 * Finds names in tokens and tells persons, organisations, places and other things apart. Knows nothing of identities; see
 * {@link io.newsflow.enrich.analysis.link} for those.
 */
package io.newsflow.enrich.analysis.ner;
