/** Direct speech and who said it. */
package io.newsflow.enrich.analysis.quotes;
