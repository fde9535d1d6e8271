/** Subjects of an article in the IPTC Media Topics. */
package io.newsflow.enrich.analysis.topics;
