/** Phrases that tell what an article is about, and hashtags from them. */
package io.newsflow.enrich.analysis.keywords;
