package io.newsflow.enrich.analysis.summary;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.Summary;
import io.newsflow.model.TextField;
import java.util.ArrayList;
import java.util.List;

/**
 * A summary of the first sentences of the text. News is written with the main thing first, so the lead is the baseline
 * that summarisers of news are measured against (DUC 2002).
 */
public final class LeadSummary {
    private static final int SENTENCES = 2;
    private static final int LEAST_WORDS = 5;

    private LeadSummary() {}

    /**
     * Summarises an article.
     *
     * @param fields its texts
     * @return null where there is no sentence to take
     */
    public static Summary of(List<FieldText> fields) {
        List<String> sentences = new ArrayList<>();
        for (FieldText field : fields) {
            if (field.field() == TextField.TITLE) {
                continue;
            }
            Tokens tokens = field.tokens();
            for (int s = 0; s < tokens.sentences() && sentences.size() < SENTENCES; s++) {
                if (tokens.sentenceEnd(s) - tokens.sentenceStart(s) >= LEAST_WORDS) {
                    sentences.add(tokens.text()
                            .substring(tokens.sentenceStartChar(s), tokens.sentenceEndChar(s))
                            .strip());
                }
            }
        }
        return sentences.isEmpty() ? null : new Summary(String.join(" ", sentences), "lead");
    }
}
