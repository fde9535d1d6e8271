package io.newsflow.enrich.analysis.ner;

import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.kb.Languages;
import io.newsflow.enrich.analysis.kb.NameHash;
import io.newsflow.enrich.analysis.text.Chars;
import io.newsflow.enrich.analysis.text.Tokens;

/**
 * Names of the knowledge base in a text: for each token the longest name that begins there and is written as it must be.
 * Thread-confined: it holds the arrays of the text that was last {@link #scan scanned}.
 */
public final class Gazetteer {
    private static final int MAX_TOKENS = 12;

    private final KnowledgeBase kb;
    private int[] hashes = new int[0];
    private int[] length = new int[0];
    private int[] name = new int[0];
    private int[] best = new int[0];
    private long languageBit;
    private boolean genitive;

    /** A gazetteer over a knowledge base. */
    public Gazetteer(KnowledgeBase kb) {
        this.kb = kb;
    }

    /** Looks all names up. Linear in the number of tokens. */
    public void scan(Tokens tokens, String language) {
        int n = tokens.count();
        if (hashes.length < n) {
            int capacity = n + n / 4 + 16;
            hashes = new int[capacity];
            length = new int[capacity];
            name = new int[capacity];
            best = new int[capacity];
        }
        languageBit = Languages.bit(language);
        genitive = genitive(language);
        for (int i = 0; i < n; i++) {
            hashes[i] = NameHash.token(tokens, i);
        }
        for (int i = 0; i < n; i++) {
            match(tokens, i, n);
        }
    }

    private void match(Tokens tokens, int i, int n) {
        length[i] = 0;
        name[i] = KnowledgeBase.ABSENT;
        byte kind = tokens.kind(i);
        if (kind != Tokens.WORD && kind != Tokens.NUMBER && kind != Tokens.CLITIC && kind != Tokens.ADDRESS) {
            return;
        }
        long h = NameHash.EMPTY;
        int to = Math.min(n, i + MAX_TOKENS);
        for (int j = i; j < to; j++) {
            long before = h;
            h = NameHash.append(h, hashes[j]);
            int found = kb.find(h);
            if (found >= 0) {
                accept(tokens, i, j + 1, found);
            } else if (genitive && endsInS(tokens, j)) {
                int stem = NameHash.token(tokens.text(), tokens.start(j), tokens.end(j) - 1);
                int other = kb.find(NameHash.append(before, stem));
                if (other >= 0) {
                    accept(tokens, i, j + 1, other);
                }
            }
            if (found == KnowledgeBase.ABSENT) {
                break;
            }
        }
    }

    /** True for languages that put an s behind names to say whose a thing is. */
    public static boolean genitive(String language) {
        return switch (language) {
            case "de", "nl", "sv", "da", "no", "nb", "nn" -> true;
            default -> false;
        };
    }

    /** True for a token that may be a name with such an s. */
    public static boolean endsInS(Tokens tokens, int token) {
        return tokens.length(token) > 4 && tokens.text().charAt(tokens.end(token) - 1) == 's';
    }

    private void accept(Tokens tokens, int from, int to, int found) {
        int top = -1;
        int topScore = -1;
        for (int c = kb.candidatesFrom(found); c < kb.candidatesTo(found); c++) {
            if (usable(tokens, from, to, c)) {
                int score = kb.prior(kb.candidateEntity(c)) * 100 + kb.candidateWeight(c);
                if (score > topScore) {
                    topScore = score;
                    top = c;
                }
            }
        }
        if (top >= 0) {
            length[from] = to - from;
            name[from] = found;
            best[from] = top;
        }
    }

    /**
     * Whether a candidate's name may be written as the tokens are.
     *
     * @param tokens text
     * @param from first token
     * @param to token behind the last
     * @param candidate candidate of the knowledge base
     */
    public boolean usable(Tokens tokens, int from, int to, int candidate) {
        if (!kb.inLanguage(candidate, languageBit)) {
            return false;
        }
        String text = tokens.text();
        int start = tokens.start(from);
        int end = tokens.end(to - 1);
        char first = text.charAt(start);
        if (kb.isAcronym(candidate)) {
            for (int i = start; i < end; i++) {
                if (Chars.isLower(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
        if (Chars.isLower(first)) {
            return kb.isLowercase(candidate) && (to - from > 1 || tokens.length(from) > 3);
        }
        return true;
    }

    /** Number of tokens of the longest name that begins at a token; 0 for none. */
    public int length(int token) {
        return length[token];
    }

    /** The name's number in the knowledge base. */
    public int name(int token) {
        return name[token];
    }

    /** The name's likeliest candidate by prior. */
    public int best(int token) {
        return best[token];
    }

    /** Hash of a token. */
    public int hash(int token) {
        return hashes[token];
    }

    /** The knowledge base that it looks into. */
    public KnowledgeBase knowledgeBase() {
        return kb;
    }
}
