/**
 * From names to identities: which entity of the knowledge base a name means, which names of an article mean the same, and
 * how much the article is about each.
 */
package io.newsflow.enrich.analysis.link;
