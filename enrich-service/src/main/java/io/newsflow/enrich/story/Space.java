package io.newsflow.enrich.story;

/** The spaces in which articles are compared, each with a cosine of its own. */
enum Space {
    /** Words of the title, the standfirst and the first sentences. */
    WORDS,
    /** Entities by identity. */
    ENTITIES,
    /** Words of the keywords. */
    KEYWORDS;

    static final int COUNT = 3;
}
