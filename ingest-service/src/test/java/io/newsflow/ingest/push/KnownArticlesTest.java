package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.model.PushState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KnownArticlesTest {
    private static final String ID = "u1-" + "0123456789abcdef".repeat(2);
    private static final String HASH = "f123456789abcdef0123456789abcde0";
    private static final Instant FIRST = Instant.parse("2025-07-14T12:00:00Z");

    private final KnownArticles known = new KnownArticles();

    @Test
    void knowsAnArticleBySourceAndId() {
        known.put(state("a", ID, 5, HASH), 1);

        assertThat(known.get("a", ID)).isPresent();
        assertThat(known.get("b", ID)).isEmpty();
        assertThat(known.get("a", ID.replace("u1", "x1"))).isEmpty();
        KnownArticles.Known one = known.get("a", ID).orElseThrow();
        assertThat(one.hasContent(HASH)).isTrue();
        assertThat(one.hasContent(HASH.replace("e0", "e1"))).isFalse();
        assertThat(one.firstSeen()).isEqualTo(FIRST.toEpochMilli());
        assertThat(known.anyOf(ID)).contains(one);
    }

    @Test
    void anOlderStateChangesNothing() {
        known.put(state("a", ID, 5, HASH), 1);
        known.put(state("a", ID, 4, "0".repeat(32)), 2);

        assertThat(known.get("a", ID).orElseThrow().revision()).isEqualTo(5);
        assertThat(known.size()).isEqualTo(1);
    }

    @Test
    void aRetractedArticleHasNoContent() {
        known.put(state("a", ID, 5, HASH), 1);
        PushState gone = state("a", ID, 6, "");
        gone.setRetracted(true);
        known.put(gone, 2);

        assertThat(known.get("a", ID).orElseThrow().retracted()).isTrue();
        assertThat(known.get("a", ID).orElseThrow().hasContent(HASH)).isFalse();
    }

    @Test
    void forgetsWhatIsOld() {
        known.put(state("a", ID, 5, HASH), 1_000);
        known.put(state("b", ID, 5, HASH), 3_000);

        known.forgetBefore(Instant.ofEpochMilli(2_000));

        assertThat(known.size()).isEqualTo(1);
        assertThat(known.get("b", ID)).isPresent();
    }

    @Test
    void tellsIdsFromOtherText() {
        assertThat(KnownArticles.isArticleId(ID)).isTrue();
        assertThat(KnownArticles.isArticleId("u1-0")).isFalse();
        assertThat(KnownArticles.isArticleId("../../etc")).isFalse();
        known.put(state("a", ID, 5, HASH), 1);
        assertThatThrownBy(() -> known.get("a", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static PushState state(String source, String id, long revision, String hash) {
        return PushState.newBuilder()
                .setSourceId(source)
                .setArticleId(id)
                .setRevision(revision)
                .setContentHash(hash)
                .setFirstSeen(FIRST)
                .build();
    }
}
