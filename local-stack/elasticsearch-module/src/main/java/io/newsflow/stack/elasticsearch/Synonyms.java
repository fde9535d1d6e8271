package io.newsflow.stack.elasticsearch;

import java.io.IOException;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/**
 * {@code synonym} and {@code synonym_graph} with rules in Solr's format, given as {@code synonyms} or as a file in
 * {@code synonyms_path}. The rules pass through the tokenizer and the filters before this one, as in the server's own.
 */
final class Synonyms {
    private Synonyms() {}

    static void addTo(Map<String, AnalysisProvider<TokenFilterFactory>> all) {
        all.put("synonym", provider(false));
        all.put("synonym_graph", provider(true));
    }

    private static AnalysisProvider<TokenFilterFactory> provider(boolean graph) {
        return AnalysisPlugin.requiresAnalysisSettings(
                (index, environment, name, settings) -> new Unbound(name, settings, environment, graph));
    }

    /** The filter before it knows what precedes it. */
    private static final class Unbound extends AbstractTokenFilterFactory {
        private final String rules;
        private final boolean expand;
        private final boolean lenient;
        private final boolean graph;
        private final Settings settings;

        Unbound(String name, Settings settings, Environment environment, boolean graph) {
            super(name, settings);
            List<String> lines = Analysis.getWordList(environment, settings, "synonyms");
            if (lines == null) {
                throw new IllegalArgumentException(
                        "synonym requires either `synonyms` or `synonyms_path` to be configured");
            }
            this.rules = String.join("\n", lines);
            this.expand = settings.getAsBoolean("expand", true);
            this.lenient = settings.getAsBoolean("lenient", false);
            this.graph = graph;
            this.settings = settings;
        }

        @Override
        public TokenStream create(TokenStream in) {
            throw new IllegalStateException("the filter " + name() + " was not bound to its analyzer");
        }

        @Override
        public TokenFilterFactory getChainAwareTokenFilterFactory(
                IndexCreationContext context,
                TokenizerFactory tokenizer,
                List<CharFilterFactory> charFilters,
                List<TokenFilterFactory> before,
                Function<String, TokenFilterFactory> byName) {
            SynonymMap map;
            try (Analyzer analyzer = new CustomAnalyzer(
                    tokenizer,
                    charFilters.toArray(CharFilterFactory[]::new),
                    before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new))) {
                map = lenient ? lenient(analyzer) : parse(analyzer, rules);
            }
            return new Bound(name(), settings, map, graph);
        }

        private SynonymMap parse(Analyzer analyzer, String text) {
            try {
                SolrSynonymParser parser = new SolrSynonymParser(true, expand, analyzer);
                parser.parse(new StringReader(text));
                return parser.build();
            } catch (IOException | ParseException e) {
                throw new IllegalArgumentException("failed to build synonyms", e);
            }
        }

        /** Leaves out the lines that cannot be parsed. */
        private SynonymMap lenient(Analyzer analyzer) {
            StringBuilder good = new StringBuilder();
            for (String line : rules.split("\n")) {
                try {
                    parse(analyzer, line);
                    good.append(line).append('\n');
                } catch (IllegalArgumentException e) {
                    // That is what lenient means.
                    continue;
                }
            }
            return parse(analyzer, good.toString());
        }
    }

    private static final class Bound extends AbstractTokenFilterFactory {
        private final SynonymMap map;
        private final boolean graph;

        Bound(String name, Settings settings, SynonymMap map, boolean graph) {
            super(name, settings);
            this.map = map;
            this.graph = graph;
        }

        @Override
        @SuppressWarnings("deprecation") // What the filter of this name is in the full server, too.
        public TokenStream create(TokenStream in) {
            if (map.fst == null) {
                return in;
            }
            return graph ? new SynonymGraphFilter(in, map, false) : new SynonymFilter(in, map, false);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return IDENTITY_FILTER;
        }
    }
}
