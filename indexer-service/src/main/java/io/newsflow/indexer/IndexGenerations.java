package io.newsflow.indexer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/**
 * Generations of the index together with their consumer groups. A group's offsets say what its generation holds, so a
 * number is never used again as long as a group of that number has offsets: a new index under it would miss what the
 * group has passed.
 */
public final class IndexGenerations {
    private final IndexAdmin index;
    private final TopicOffsets offsets;
    private final String groupPrefix;

    /**
     * Works through the given clients; does not close them.
     *
     * @param index the index
     * @param kafka the topics and groups
     * @param group consumer group as configured, without a generation
     */
    public IndexGenerations(IndexAdmin index, Admin kafka, String group) {
        this.index = index;
        this.offsets = new TopicOffsets(kafka);
        this.groupPrefix = group + "-g";
    }

    /**
     * Puts the templates, and makes an index if none serves: the indexer then fills it from the topics.
     *
     * @return the generation that serves
     */
    public int create() throws IOException, InterruptedException {
        OptionalInt serving = index.serving();
        int generation = serving.isPresent() ? serving.getAsInt() : next();
        index.create(new IndexNames(generation));
        return generation;
    }

    /** How far a group is with the topics, for people. */
    public static String describeLag(Admin kafka, String group) throws InterruptedException {
        TopicOffsets offsets = new TopicOffsets(kafka);
        Map<TopicPartition, Long> committed = offsets.committed(group);
        if (committed.isEmpty()) {
            return "nothing read yet";
        }
        Map<TopicPartition, Long> beginnings = offsets.beginnings();
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : offsets.ends().entrySet()) {
            long passed = committed.getOrDefault(end.getKey(), beginnings.get(end.getKey()));
            lag += Math.max(0, end.getValue() - passed);
        }
        return lag == 0 ? "up to date" : lag + " offsets behind";
    }

    /** A number that neither an index nor a group has. */
    int next() throws IOException, InterruptedException {
        TreeSet<Integer> used = new TreeSet<>(index.generations());
        for (String group : offsets.groups(groupPrefix)) {
            String number = group.substring(groupPrefix.length());
            if (number.matches("\\d{1,9}")) {
                used.add(Integer.parseInt(number));
            }
        }
        return used.isEmpty() ? 1 : used.last() + 1;
    }

    /** The generation that a rebuild began and did not finish: the newest one behind the one that serves. */
    OptionalInt unfinished() throws IOException {
        int serving = index.serving().orElse(0);
        Set<Integer> all = index.generations();
        return all.stream()
                .mapToInt(Integer::intValue)
                .filter(number -> number > serving)
                .max();
    }

    /**
     * Removes a generation and its group.
     *
     * @return names of the indices that are gone
     * @throws IllegalArgumentException when it is the one that serves
     * @throws IllegalStateException when an indexer or a rebuild still works on it
     */
    public List<String> delete(int generation) throws IOException, InterruptedException {
        if (index.serving().equals(OptionalInt.of(generation))) {
            throw new IllegalArgumentException("generation " + generation + " serves readers");
        }
        try {
            offsets.delete(groupPrefix + generation);
        } catch (GroupNotEmptyException e) {
            throw new IllegalStateException(
                    "generation " + generation + " is still written by members of group " + groupPrefix + generation,
                    e);
        }
        return index.delete(generation);
    }
}
