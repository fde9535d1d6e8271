package io.newsflow.enrich.story;

import java.time.Duration;

/**
 * What the story step goes by; docs/enrichment.md tells how.
 *
 * @param window articles further apart than this in time are never compared, and what is older than this against
 *     stream time leaves the index
 * @param storyThreshold similarity from 0 to 1 from which an article joins a story
 * @param stayFactor part of the threshold at which a corrected article stays in its story
 * @param similarThreshold similarity from which an article of another story counts as related
 * @param halfLife distance in time at which similarity to a story counts half
 * @param duplicateThreshold share of common word 5-grams, estimated by MinHash, from which two texts are duplicates
 * @param duplicateSimHashBits bits in which the SimHash of duplicates may differ, where there is no MinHash
 * @param maxRelated length of the related list
 * @param maxReverseRelated how many older articles are written again because a new one is related to them
 * @param maxIndexed articles in the index at most, for each route; beyond it the oldest leave early
 * @param maxMembers members that a story lists
 */
public record StoryOptions(
        Duration window,
        double storyThreshold,
        double stayFactor,
        double similarThreshold,
        Duration halfLife,
        double duplicateThreshold,
        int duplicateSimHashBits,
        int maxRelated,
        int maxReverseRelated,
        int maxIndexed,
        int maxMembers) {
    /** The defaults. */
    public static final StoryOptions DEFAULTS =
            new StoryOptions(Duration.ofHours(72), 0.30, 0.7, 0.15, Duration.ofHours(36), 0.70, 3, 10, 5, 500_000, 50);

    /** Checks the values. */
    public StoryOptions {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window must be longer than nothing");
        }
        if (storyThreshold <= 0 || storyThreshold > 1) {
            throw new IllegalArgumentException("storyThreshold must be above 0 and at most 1");
        }
    }

    /** The same with another threshold for joining a story. */
    public StoryOptions withStoryThreshold(double threshold) {
        return new StoryOptions(
                window,
                threshold,
                stayFactor,
                similarThreshold,
                halfLife,
                duplicateThreshold,
                duplicateSimHashBits,
                maxRelated,
                maxReverseRelated,
                maxIndexed,
                maxMembers);
    }
}
