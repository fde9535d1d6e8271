package io.newsflow.enrich.analysis.ner;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.ner.LabelledText.Label;
import io.newsflow.model.EntityType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewswireGrammarTest {
    private static final int ALL_TEMPLATES = 60;

    private final KnowledgeBase kb = KnowledgeBase.standard();

    @Test
    void theSameSeedWritesTheSameArticles() {
        assertThat(new NewswireGrammar(kb, 5).write(ALL_TEMPLATES))
                .isEqualTo(new NewswireGrammar(kb, 5).write(ALL_TEMPLATES))
                .isNotEqualTo(new NewswireGrammar(kb, 6).write(ALL_TEMPLATES));
    }

    @Test
    void everySlotIsFilledAndEveryLabelHoldsWords() {
        // When
        List<LabelledText> texts = new NewswireGrammar(kb, 5).write(ALL_TEMPLATES);

        // Then
        Set<EntityType> types = EnumSet.noneOf(EntityType.class);
        for (LabelledText text : texts) {
            assertThat(text.text()).doesNotContain("{", "}", "|", "[", "<");
            int end = 0;
            for (Label label : text.labels()) {
                assertThat(label.start()).isGreaterThanOrEqualTo(end);
                assertThat(text.text().substring(label.start(), label.end())).isNotBlank();
                end = label.end();
                types.add(label.type());
            }
        }
        assertThat(types).containsExactlyInAnyOrder(EntityType.PER, EntityType.ORG, EntityType.LOC, EntityType.MISC);
    }
}
