/**
 * Text as the analysis sees it: normalised characters that remember where they came from, tokens as arrays of offsets,
 * sentences as ranges of tokens. Pure functions; nothing here knows of records or of Kafka.
 */
package io.newsflow.enrich.analysis.text;
