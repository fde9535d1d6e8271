package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the module gives must be what a full server gives: the expected tokens of filters and tokenizers are those of
 * its reference documentation where that has an example, those of analyzers are what Lucene's stemmers make of a word.
 */
@ExtendWith(NewsStackExtension.class)
class ElasticsearchModuleIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String elasticsearch;

    ElasticsearchModuleIT(NewsStack stack) {
        elasticsearch = stack.elasticsearchUrl();
    }

    @Test
    void theRootTellsNameAndVersionAsAFullServerDoes() throws Exception {
        // When
        HttpResponse<String> answer = send("GET", "/", null);

        // Then
        assertThat(answer.headers().firstValue("X-Elastic-Product")).hasValue("Elasticsearch");
        JsonNode root = JSON.readTree(answer.body());
        assertThat(root.fieldNames())
                .toIterable()
                .containsExactly("name", "cluster_name", "cluster_uuid", "version", "tagline");
        assertThat(root.at("/version/number").asText()).startsWith("8.19.");
        assertThat(root.path("version").fieldNames())
                .toIterable()
                .containsExactly(
                        "number",
                        "build_flavor",
                        "build_type",
                        "build_hash",
                        "build_date",
                        "build_snapshot",
                        "lucene_version",
                        "minimum_wire_compatibility_version",
                        "minimum_index_compatibility_version");
        assertThat(send("HEAD", "/", null).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "arabic, الوزراء يجتمعون, وزراء يجتمع",
        "armenian, նախարարները, նախար",
        "basque, ministroak, minist",
        "bengali, মন্ত্রীরা, মন্ত্রি",
        "brazilian, ministros, ministr",
        "bulgarian, министрите, министр",
        "catalan, els ministres, ministr",
        "chinese, 部长, 部 长",
        "cjk, 部长会议, 部长 长会 会议",
        "czech, ministři, ministř",
        "danish, ministrene, ministr",
        "dutch, de ministers, minister",
        "english, The ministers were meeting, minist were meet",
        "estonian, ministrid, ministri",
        "finnish, ministerit, minister",
        "french, les ministres, ministr",
        "galician, os ministros, ministr",
        "german, die Häuser, haus",
        "greek, υπουργοι, υπουργ",
        "hindi, मंत्रियों, मंतर",
        "hungarian, a miniszterek, miniszter",
        "indonesian, menteri-menteri, teri teri",
        "irish, na hairí, hairí",
        "italian, i ministri, ministr",
        "latvian, ministriem, ministr",
        "lithuanian, ministrai, ministr",
        "norwegian, ministrene, ministr",
        "persian, وزیران, وزيران",
        "portuguese, os ministros, ministr",
        "romanian, miniștrii, miniștr",
        "russian, министры, министр",
        "serbian, министри, ministr",
        "sorani, وەزیران, وەزیر",
        "spanish, los ministros, ministr",
        "swedish, ministrarna, ministr",
        "thai, ประเทศไทย, ประเทศ ไทย",
        "turkish, bakanların, baka",
        "simple, Kyiv-2 talks, kyiv talks",
        "whitespace, Kyiv-2 talks, Kyiv-2 talks",
        "keyword, Kyiv-2 talks, Kyiv-2 talks",
        "stop, the Kyiv talks, kyiv talks"
    })
    void everyLanguageHasItsAnalyzer(String analyzer, String text, String tokens) throws Exception {
        // When
        List<String> found = analyze("{\"analyzer\":\"%s\",\"text\":%s}".formatted(analyzer, quote(text)));

        // Then
        assertThat(String.join(" ", found)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'standard'; 'asciifolding'; açaí à la carte; acai a la carte",
                "'standard'; {'type':'asciifolding','preserve_original':true}; açaí; acai açaí",
                "'standard'; 'apostrophe'; Istanbul'a veya Istanbul'dan; Istanbul veya Istanbul",
                "'standard'; 'cjk_bigram'; 東京都は、日本の首都であり; 東京 京都 都は 日本 本の の首 首都 都で であ あり",
                "'standard'; {'type':'cjk_bigram','ignored_scripts':['hiragana'],'output_unigrams':true}; 東京は; 東 東京 京 は",
                "'standard'; 'cjk_width'; ｼｰｻｲﾄﾞﾗｲﾅｰ; シーサイドライナー",
                "'classic'; 'classic'; The 2 Q.U.I.C.K. dog's; The 2 QUICK dog",
                "'whitespace'; {'type':'common_grams','common_words':['is','the']}; the quick fox is brown; the the_quick quick fox fox_is is is_brown brown",
                "'whitespace'; 'decimal_digit'; १-one २-two; 1-one 2-two",
                "'standard'; 'edge_ngram'; the quick; t th q qu",
                "'standard'; {'type':'edge_ngram','min_gram':2,'max_gram':3,'side':'back'}; quick; ck ick",
                "'standard'; 'elision'; j'examine près du wharf; examine près du wharf",
                "'standard'; {'type':'elision','articles':['l'],'articles_case':true}; L'avion d'ici; avion d'ici",
                "'whitespace'; 'fingerprint'; zebra jumps over resting resting dog; dog jumps over resting zebra",
                "'standard'; 'german_normalization'; Straße schön; Strasse schon",
                "'standard'; 'indic_normalization'; ত্‍; ৎ",
                "'standard'; {'type':'keep','keep_words':['dog','elephant']}; the quick dog; dog",
                "'whitespace'; {'type':'keyword_marker','keywords':['jumping']},'stemmer'; fox running and jumping; fox run and jumping",
                "'whitespace'; {'type':'keyword_marker','keywords_pattern':'j.*'},'stemmer'; running jumping; run jumping",
                "'whitespace'; 'keyword_repeat','stemmer','remove_duplicates'; fox running; fox running run",
                "'standard'; 'kstem'; the foxes jumping quickly; the fox jump quick",
                "'whitespace'; {'type':'length','min':0,'max':4}; the quick brown fox jumps; the fox",
                "'standard'; 'limit'; quick fox jumps; quick",
                "'standard'; 'lowercase'; THE Quick; the quick",
                "'standard'; {'type':'lowercase','language':'turkish'}; IĞDIR; ığdır",
                "'standard'; 'ngram'; Quick; Q Qu u ui i ic c ck k",
                "'standard'; {'type':'pattern_capture','patterns':['(\\\\p{Ll}+|\\\\p{Lu}\\\\p{Ll}+)']}; abcDef; abcDef abc Def",
                "'whitespace'; {'type':'pattern_replace','pattern':'(dog)','replacement':'watch$1'}; foxes jump lazy dogs; foxes jump lazy watchdogs",
                "'standard'; 'persian_normalization'; ہاے; هاي",
                "'standard'; 'porter_stem'; the foxes jumping quickly; the fox jump quickli",
                "'standard'; 'reverse'; quick fox; kciuq xof",
                "'standard'; 'scandinavian_folding'; blåbærsyltetøj; blabarsyltetoj",
                "'standard'; 'scandinavian_normalization'; räksmörgås; ræksmørgås",
                "'standard'; 'serbian_normalization'; ђорђе; djordje",
                "'standard'; 'shingle'; quick brown fox; quick quick brown brown brown fox fox",
                "'standard'; 'snowball'; ministers running; minist run",
                "'standard'; {'type':'snowball','language':'German2'}; Häuser; Haus",
                "'standard'; {'type':'stemmer','language':'light_german'}; häuser; haus",
                "'standard'; {'type':'stemmer','language':'minimal_english'}; foxes dogs; foxe dog",
                "'standard'; {'type':'stemmer','language':'russian'}; министры; министр",
                "'standard'; {'type':'stemmer_override','rules':['running, runs => run','stemmer => stemmer']},'porter_stem'; runs stemmer; run stemmer",
                "'standard'; 'stop'; a quick fox jumps over the lazy dog; quick fox jumps over lazy dog",
                "'standard'; 'trim'; fox; fox",
                "'whitespace'; {'type':'truncate','length':3}; quinquennial extravaganza; qui ext",
                "'standard'; 'unique'; the quick fox jumps the lazy fox; the quick fox jumps lazy",
                "'standard'; 'uppercase'; the Quick; THE QUICK",
                "'keyword'; 'word_delimiter_graph'; Neil's-Super-Duper-XL500--42+AutoCoder; Neil Super Duper XL 500 42 Auto Coder",
                "'keyword'; {'type':'word_delimiter_graph','catenate_all':true,'type_table':['+ => ALPHA']}; wi-fi+; wifi+ wi fi+",
                "'keyword'; 'word_delimiter'; Wi-Fi; Wi Fi",
                "'standard'; {'type':'delimited_payload','encoding':'int'}; quick; quick",
                "'standard'; {'type':'min_hash','hash_count':1,'bucket_count':1,'hash_set_size':1},{'type':'length','max':0}; quick fox; ",
            })
    void filtersWorkAsInAFullServer(String tokenizer, String filters, String text, String tokens) throws Exception {
        // When
        List<String> found = analyze("{\"tokenizer\":%s,\"filter\":[%s],\"text\":%s}"
                .formatted(tokenizer.replace('\'', '"'), filters.replace('\'', '"'), quote(text)));

        // Then
        assertThat(String.join(" ", found)).isEqualTo(tokens == null ? "" : tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'letter'; The 2 QUICK dog's bone; The QUICK dog s bone",
                "'ngram'; Quick; Q Qu u ui i ic c ck k",
                "{'type':'ngram','min_gram':3,'max_gram':3,'token_chars':['letter','digit']}; 2 Quick; Qui uic ick",
                "'edge_ngram'; Quick Fox; Q Qu",
                "{'type':'edge_ngram','min_gram':2,'max_gram':10,'token_chars':['letter','custom'],'custom_token_chars':'+'}; Q+ a; Q+",
                "'path_hierarchy'; /one/two/three; /one /one/two /one/two/three",
                "{'type':'path_hierarchy','delimiter':'-','replacement':'/','skip':2}; one-two-three-four-five; /three /three/four /three/four/five",
                "{'type':'path_hierarchy','delimiter':'.','reverse':true}; news.example.org; news.example.org example.org org",
                "'pattern'; The foo_bar_size's default is 5.; The foo_bar_size s default is 5",
                "{'type':'pattern','pattern':','}; comma,separated,values; comma separated values",
                "{'type':'simple_pattern','pattern':'[0123456789]{3}'}; fd-786-335-514-x; 786 335 514",
                "{'type':'simple_pattern_split','pattern':'_'}; an_underscored_phrase; an underscored phrase",
                "{'type':'char_group','tokenize_on_chars':['whitespace','-','\\n']}; The QUICK-brown fox; The QUICK brown fox",
                "'uax_url_email'; Email me at john.smith@global-international.com; Email me at john.smith@global-international.com",
                "'classic'; dog's bone; dog's bone",
                "'thai'; ประเทศไทย; ประเทศ ไทย",
                "{'type':'whitespace','max_token_length':3}; abcd ef; abc d ef",
            })
    void tokenizersWorkAsInAFullServer(String tokenizer, String text, String tokens) throws Exception {
        // When
        List<String> found =
                analyze("{\"tokenizer\":%s,\"text\":%s}".formatted(tokenizer.replace('\'', '"'), quote(text)));

        // Then
        assertThat(String.join(" ", found)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'html_strip'; <p>I'm so <b>happy</b>!</p>; |I'm so happy!|",
                "{'type':'html_strip','escaped_tags':['b']}; <i>so</i> <b>happy</b>; so <b>happy</b>",
                "{'type':'mapping','mappings':['٠ => 0','١ => 1','\\u003a) => _happy_']}; ١٠ :); 10 _happy_",
                "{'type':'pattern_replace','pattern':'(\\\\d+)-(?=\\\\d)','replacement':'$1_'}; card is 123-456-789; card is 123_456_789",
            })
    void characterFiltersWorkAsInAFullServer(String filter, String text, String result) throws Exception {
        // When
        List<String> found = analyze("{\"tokenizer\":\"keyword\",\"char_filter\":[%s],\"text\":%s}"
                .formatted(filter.replace('\'', '"'), quote(text)));

        // Then
        assertThat(found).containsExactly(result.replace('|', '\n'));
    }

    @Test
    void anIndexMayDefineItsOwnAnalysis() throws Exception {
        // Given
        HttpResponse<String> created = send("PUT", "/own-analysis", """
                {"settings": {"analysis": {
                   "filter": {
                     "places": {"type": "synonym_graph", "synonyms": ["kiev => kyiv", "uk, united kingdom"]},
                     "english_stop": {"type": "stop", "stopwords": "_english_"}},
                   "analyzer": {
                     "plain": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
                     "query": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding", "places"]},
                     "own_english": {"type": "english", "stopwords": ["minister"], "stem_exclusion": ["meeting"]}},
                   "normalizer": {
                     "folded": {"type": "custom", "filter": ["lowercase", "asciifolding", "trim"]}}}},
                 "mappings": {"properties": {
                   "title": {"type": "text", "analyzer": "plain", "search_analyzer": "query"},
                   "name": {"type": "keyword", "normalizer": "folded"}}}}
                """);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        send("PUT", "/own-analysis/_doc/1?refresh=true", "{\"title\":\"Talks in Kyiv\",\"name\":\"Zoë \"}");

        // When
        String synonym = send("GET", "/own-analysis/_search?q=title:Kiev", null).body();
        String normalized = send("POST", "/own-analysis/_search", "{\"query\":{\"term\":{\"name\":\"ZOE\"}}}")
                .body();
        HttpResponse<String> own = send(
                "POST",
                "/own-analysis/_analyze",
                "{\"analyzer\":\"own_english\",\"text\":\"minister meeting ministers\"}");

        // Then
        assertThat(JSON.readTree(synonym).at("/hits/total/value").asInt())
                .as(synonym)
                .isEqualTo(1);
        assertThat(JSON.readTree(normalized).at("/hits/total/value").asInt())
                .as(normalized)
                .isEqualTo(1);
        assertThat(JSON.readTree(own.body()).findValuesAsText("token")).containsExactly("meeting", "minist");
    }

    private static String quote(String text) throws Exception {
        return JSON.writeValueAsString(text);
    }

    private List<String> analyze(String body) throws Exception {
        HttpResponse<String> answer = send("POST", "/_analyze", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> tokens = new ArrayList<>();
        JSON.readTree(answer.body())
                .path("tokens")
                .forEach(token -> tokens.add(token.path("token").asText()));
        return tokens;
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(elasticsearch + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
