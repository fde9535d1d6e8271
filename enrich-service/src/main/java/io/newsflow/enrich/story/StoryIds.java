package io.newsflow.enrich.story;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Story ids: {@code s1-} and 128 bits of SHA-256 over the first member's id, so that a replay gives the same ones. */
final class StoryIds {
    private static final int BYTES = 16;

    private StoryIds() {}

    /**
     * Id of the story that an article opens.
     *
     * @param articleId the article
     * @param revision 0 for the first story that it opens; its revision for one that it opens after it left another
     */
    static String of(String articleId, long revision) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(articleId.getBytes(StandardCharsets.UTF_8));
            if (revision != 0) {
                sha.update((" " + revision).getBytes(StandardCharsets.UTF_8));
            }
            return "s1-" + HexFormat.of().formatHex(sha.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
