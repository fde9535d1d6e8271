/**
 * Which language a text is in. Scripts decide where only one language uses them; otherwise a naive Bayes classifier over
 * character n-grams and frequent words, learnt at start-up from word lists and sample texts written for this project.
 */
package io.newsflow.enrich.analysis.language;
