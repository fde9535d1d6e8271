package io.newsflow.stack.elasticsearch;

import java.io.Reader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/** Character filters by Elasticsearch's names. */
final class CharFilters {
    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");

    private CharFilters() {}

    static Map<String, AnalysisProvider<CharFilterFactory>> all() {
        Map<String, AnalysisProvider<CharFilterFactory>> all = new TreeMap<>();
        all.put("html_strip", (index, environment, name, settings) -> new Plain(name, htmlStrip(settings)));
        all.put(
                "mapping",
                AnalysisPlugin.requiresAnalysisSettings(
                        (index, environment, name, settings) -> new Normalizing(name, mapping(environment, settings))));
        all.put(
                "pattern_replace",
                AnalysisPlugin.requiresAnalysisSettings(
                        (index, environment, name, settings) -> new Normalizing(name, patternReplace(name, settings))));
        return all;
    }

    private static UnaryOperator<Reader> htmlStrip(Settings settings) {
        Set<String> escaped = Set.copyOf(settings.getAsList("escaped_tags"));
        return in -> new HTMLStripCharFilter(in, escaped);
    }

    private static UnaryOperator<Reader> mapping(Environment environment, Settings settings) {
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        for (String rule : Lists.of(Analysis.getWordList(environment, settings, "mappings"))) {
            Matcher parts = RULE.matcher(rule);
            if (!parts.matches()) {
                throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            }
            map.add(
                    Escapes.unescape(parts.group(1).trim()),
                    Escapes.unescape(parts.group(2).trim()));
        }
        NormalizeCharMap built = map.build();
        return in -> new MappingCharFilter(built, in);
    }

    private static UnaryOperator<Reader> patternReplace(String name, Settings settings) {
        String pattern = settings.get("pattern");
        if (pattern == null) {
            throw new IllegalArgumentException(
                    "pattern is missing for [" + name + "] char filter of type 'pattern_replace'");
        }
        Pattern compiled = Regex.compile(pattern, settings.get("flags"));
        String replacement = settings.get("replacement", "");
        return in -> new PatternReplaceCharFilter(compiled, replacement, in);
    }

    private static class Plain extends AbstractCharFilterFactory {
        private final UnaryOperator<Reader> filter;

        Plain(String name, UnaryOperator<Reader> filter) {
            super(name);
            this.filter = filter;
        }

        @Override
        public Reader create(Reader reader) {
            return filter.apply(reader);
        }
    }

    /** One that may stand in a normalizer too. */
    private static final class Normalizing extends Plain implements NormalizingCharFilterFactory {
        Normalizing(String name, UnaryOperator<Reader> filter) {
            super(name, filter);
        }
    }
}
