/** What duplicates and stories are found by. */
package io.newsflow.enrich.analysis.fingerprint;
