/**
 * The knowledge base: entities with their names in many languages, and the way from a name in a text to the entities it
 * may mean. Built by {@link io.newsflow.enrich.analysis.kb.KnowledgeBaseBuilder}, read by
 * {@link io.newsflow.enrich.analysis.kb.KnowledgeBase}.
 */
package io.newsflow.enrich.analysis.kb;
