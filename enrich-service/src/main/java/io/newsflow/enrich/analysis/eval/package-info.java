/** Measures the steps of the analysis on labelled data. */
package io.newsflow.enrich.analysis.eval;
