package io.newsflow.stack.elasticsearch;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.StopAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/**
 * Analyzers by Elasticsearch's names. Those of languages take {@code stopwords}, {@code stopwords_path} and, where
 * the language is stemmed, {@code stem_exclusion}.
 */
final class Analyzers {
    private final Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all = new TreeMap<>();

    private Analyzers() {
        plain("keyword", KeywordAnalyzer::new);
        plain("simple", SimpleAnalyzer::new);
        plain("whitespace", WhitespaceAnalyzer::new);
        words("stop", StopAnalyzer::new, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
        // What Elasticsearch means by it: no segmentation, one character a token.
        plain("chinese", StandardAnalyzer::new);

        words("cjk", CJKAnalyzer::new, CJKAnalyzer.getDefaultStopSet());
        words("greek", GreekAnalyzer::new, GreekAnalyzer.getDefaultStopSet());
        words("persian", PersianAnalyzer::new, PersianAnalyzer.getDefaultStopSet());
        words("thai", ThaiAnalyzer::new, ThaiAnalyzer.getDefaultStopSet());

        stemmed("arabic", ArabicAnalyzer::new, ArabicAnalyzer.getDefaultStopSet());
        stemmed("armenian", ArmenianAnalyzer::new, ArmenianAnalyzer.getDefaultStopSet());
        stemmed("basque", BasqueAnalyzer::new, BasqueAnalyzer.getDefaultStopSet());
        stemmed("bengali", BengaliAnalyzer::new, BengaliAnalyzer.getDefaultStopSet());
        stemmed("brazilian", BrazilianAnalyzer::new, BrazilianAnalyzer.getDefaultStopSet());
        stemmed("bulgarian", BulgarianAnalyzer::new, BulgarianAnalyzer.getDefaultStopSet());
        stemmed("catalan", CatalanAnalyzer::new, CatalanAnalyzer.getDefaultStopSet());
        stemmed("czech", CzechAnalyzer::new, CzechAnalyzer.getDefaultStopSet());
        stemmed("danish", DanishAnalyzer::new, DanishAnalyzer.getDefaultStopSet());
        stemmed("dutch", DutchAnalyzer::new, DutchAnalyzer.getDefaultStopSet());
        stemmed("english", EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet());
        stemmed("estonian", EstonianAnalyzer::new, EstonianAnalyzer.getDefaultStopSet());
        stemmed("finnish", FinnishAnalyzer::new, FinnishAnalyzer.getDefaultStopSet());
        stemmed("french", FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet());
        stemmed("galician", GalicianAnalyzer::new, GalicianAnalyzer.getDefaultStopSet());
        stemmed("german", GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet());
        stemmed("hindi", HindiAnalyzer::new, HindiAnalyzer.getDefaultStopSet());
        stemmed("hungarian", HungarianAnalyzer::new, HungarianAnalyzer.getDefaultStopSet());
        stemmed("indonesian", IndonesianAnalyzer::new, IndonesianAnalyzer.getDefaultStopSet());
        stemmed("irish", IrishAnalyzer::new, IrishAnalyzer.getDefaultStopSet());
        stemmed("italian", ItalianAnalyzer::new, ItalianAnalyzer.getDefaultStopSet());
        stemmed("latvian", LatvianAnalyzer::new, LatvianAnalyzer.getDefaultStopSet());
        stemmed("lithuanian", LithuanianAnalyzer::new, LithuanianAnalyzer.getDefaultStopSet());
        stemmed("norwegian", NorwegianAnalyzer::new, NorwegianAnalyzer.getDefaultStopSet());
        stemmed("portuguese", PortugueseAnalyzer::new, PortugueseAnalyzer.getDefaultStopSet());
        stemmed("romanian", RomanianAnalyzer::new, RomanianAnalyzer.getDefaultStopSet());
        stemmed("russian", RussianAnalyzer::new, RussianAnalyzer.getDefaultStopSet());
        stemmed("serbian", SerbianAnalyzer::new, SerbianAnalyzer.getDefaultStopSet());
        stemmed("sorani", SoraniAnalyzer::new, SoraniAnalyzer.getDefaultStopSet());
        stemmed("spanish", SpanishAnalyzer::new, SpanishAnalyzer.getDefaultStopSet());
        stemmed("swedish", SwedishAnalyzer::new, SwedishAnalyzer.getDefaultStopSet());
        stemmed("turkish", TurkishAnalyzer::new, TurkishAnalyzer.getDefaultStopSet());
    }

    static Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all() {
        return new Analyzers().all;
    }

    private void plain(String name, Supplier<Analyzer> analyzer) {
        add(name, (environment, settings) -> analyzer.get());
    }

    private void words(String name, Function<CharArraySet, Analyzer> analyzer, CharArraySet stopWords) {
        add(name, (environment, settings) -> analyzer.apply(Analysis.parseStopWords(environment, settings, stopWords)));
    }

    private void stemmed(
            String name, BiFunction<CharArraySet, CharArraySet, Analyzer> analyzer, CharArraySet stopWords) {
        add(
                name,
                (environment, settings) -> analyzer.apply(
                        Analysis.parseStopWords(environment, settings, stopWords),
                        Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET)));
    }

    private void add(String type, BiFunction<Environment, Settings, Analyzer> analyzer) {
        all.put(
                type,
                (index, environment, name, settings) ->
                        new Provider(name, settings, analyzer.apply(environment, settings)));
    }

    private static final class Provider extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Provider(String name, Settings settings, Analyzer analyzer) {
            super(name, settings);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }
}
