package io.newsflow.stack.elasticsearch;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.br.BrazilianStemFilter;
import org.apache.lucene.analysis.ckb.SoraniStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanMinimalStemFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.es.SpanishPluralStemFilter;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.lv.LatvianStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemmer;
import org.apache.lucene.analysis.no.NorwegianMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.German2Stemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.KpStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.LovinsStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** The values of the {@code stemmer} filter's {@code language}. */
final class Stemmers {
    private static final Map<String, UnaryOperator<TokenStream>> ALL = new TreeMap<>();

    static {
        ALL.put("arabic", ArabicStemFilter::new);
        snowball("armenian", ArmenianStemmer::new);
        snowball("basque", BasqueStemmer::new);
        ALL.put("bengali", BengaliStemFilter::new);
        ALL.put("brazilian", BrazilianStemFilter::new);
        ALL.put("bulgarian", BulgarianStemFilter::new);
        snowball("catalan", CatalanStemmer::new);
        ALL.put("czech", CzechStemFilter::new);
        snowball("danish", DanishStemmer::new);
        snowball("dutch", DutchStemmer::new);
        snowball("dutch_kp", KpStemmer::new);
        ALL.put("english", PorterStemFilter::new);
        ALL.put("porter", PorterStemFilter::new);
        snowball("porter2", EnglishStemmer::new);
        snowball("lovins", LovinsStemmer::new);
        ALL.put("light_english", KStemFilter::new);
        ALL.put("kstem", KStemFilter::new);
        ALL.put("minimal_english", EnglishMinimalStemFilter::new);
        ALL.put("possessive_english", EnglishPossessiveFilter::new);
        snowball("estonian", EstonianStemmer::new);
        snowball("finnish", FinnishStemmer::new);
        ALL.put("light_finnish", FinnishLightStemFilter::new);
        snowball("french", FrenchStemmer::new);
        ALL.put("light_french", FrenchLightStemFilter::new);
        ALL.put("minimal_french", FrenchMinimalStemFilter::new);
        ALL.put("galician", GalicianStemFilter::new);
        ALL.put("minimal_galician", GalicianMinimalStemFilter::new);
        snowball("german", GermanStemmer::new);
        snowball("german2", German2Stemmer::new);
        ALL.put("light_german", GermanLightStemFilter::new);
        ALL.put("minimal_german", GermanMinimalStemFilter::new);
        ALL.put("greek", GreekStemFilter::new);
        ALL.put("hindi", HindiStemFilter::new);
        snowball("hungarian", HungarianStemmer::new);
        ALL.put("light_hungarian", HungarianLightStemFilter::new);
        ALL.put("indonesian", IndonesianStemFilter::new);
        snowball("irish", IrishStemmer::new);
        snowball("italian", ItalianStemmer::new);
        ALL.put("light_italian", ItalianLightStemFilter::new);
        ALL.put("latvian", LatvianStemFilter::new);
        snowball("lithuanian", LithuanianStemmer::new);
        snowball("norwegian", NorwegianStemmer::new);
        ALL.put("light_norwegian", NorwegianLightStemFilter::new);
        ALL.put("minimal_norwegian", NorwegianMinimalStemFilter::new);
        ALL.put("light_nynorsk", in -> new NorwegianLightStemFilter(in, NorwegianLightStemmer.NYNORSK));
        ALL.put("minimal_nynorsk", in -> new NorwegianMinimalStemFilter(in, NorwegianLightStemmer.NYNORSK));
        snowball("portuguese", PortugueseStemmer::new);
        ALL.put("light_portuguese", PortugueseLightStemFilter::new);
        ALL.put("minimal_portuguese", PortugueseMinimalStemFilter::new);
        ALL.put("portuguese_rslp", PortugueseStemFilter::new);
        snowball("romanian", RomanianStemmer::new);
        snowball("russian", RussianStemmer::new);
        ALL.put("light_russian", RussianLightStemFilter::new);
        snowball("serbian", SerbianStemmer::new);
        ALL.put("sorani", SoraniStemFilter::new);
        snowball("spanish", SpanishStemmer::new);
        ALL.put("light_spanish", SpanishLightStemFilter::new);
        ALL.put("spanish_plural", SpanishPluralStemFilter::new);
        snowball("swedish", SwedishStemmer::new);
        ALL.put("light_swedish", SwedishLightStemFilter::new);
        snowball("turkish", TurkishStemmer::new);
    }

    private Stemmers() {}

    private static void snowball(String name, Supplier<SnowballStemmer> stemmer) {
        ALL.put(name, in -> new SnowballFilter(in, stemmer.get()));
    }

    /**
     * A stemmer by its name.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    static UnaryOperator<TokenStream> of(String language) {
        UnaryOperator<TokenStream> stemmer = ALL.get(language.toLowerCase(Locale.ROOT));
        if (stemmer == null) {
            throw new IllegalArgumentException(
                    "Invalid stemmer class specified: " + language + "; known are " + ALL.keySet());
        }
        return stemmer;
    }
}
