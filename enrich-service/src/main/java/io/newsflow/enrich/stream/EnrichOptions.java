package io.newsflow.enrich.stream;

import io.newsflow.enrich.story.StoryOptions;
import java.time.Clock;
import java.time.Duration;

/**
 * What the topology depends on. All times are event time unless said otherwise.
 *
 * @param rawPartitions partitions of news.raw: the topic that carries page links must have as many
 * @param contentRetention how long text and analysis of an article are kept after it was last touched; later sightings
 *     have it analysed again
 * @param headRetention how long an article is known at all after it was last touched: as long as news.raw is kept, so
 *     that a replay finds what it knows
 * @param storyRetention how long the story step keeps an article and a story: so long a retraction reaches stories and
 *     related lists
 * @param trendWindow length of a trend window
 * @param trendGrace how late an article may be to count in its window
 * @param stories what the story step goes by
 * @param clock tells times that cannot be: a record from the future would expire everything
 * @param clockTolerance how far ahead of the clock a record may be
 */
public record EnrichOptions(
        int rawPartitions,
        Duration contentRetention,
        Duration headRetention,
        Duration storyRetention,
        Duration trendWindow,
        Duration trendGrace,
        StoryOptions stories,
        Clock clock,
        Duration clockTolerance) {
    /** Checks that the parts go together. */
    public EnrichOptions {
        if (rawPartitions < 1) {
            throw new IllegalArgumentException("rawPartitions must be at least 1");
        }
        if (headRetention.compareTo(contentRetention) < 0) {
            throw new IllegalArgumentException("heads must be kept at least as long as contents");
        }
        if (storyRetention.compareTo(stories.window()) < 0) {
            throw new IllegalArgumentException("stories must be kept at least as long as their window");
        }
    }

    /** The defaults, for a number of partitions. */
    public static EnrichOptions defaults(int rawPartitions) {
        return new EnrichOptions(
                rawPartitions,
                Duration.ofDays(7),
                Duration.ofDays(30),
                Duration.ofDays(14),
                Duration.ofHours(1),
                Duration.ofHours(24),
                StoryOptions.DEFAULTS,
                Clock.systemUTC(),
                Duration.ofMinutes(10));
    }
}
