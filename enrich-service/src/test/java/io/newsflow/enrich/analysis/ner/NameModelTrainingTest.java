package io.newsflow.enrich.analysis.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.kb.KnowledgeBase;
import io.newsflow.enrich.analysis.text.Tokenizer;
import io.newsflow.enrich.analysis.text.Tokens;
import io.newsflow.model.EntityType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameModelTrainingTest {
    private static final NameModelTraining.Settings SMALL = new NameModelTraining.Settings(25, 3, 1, 0.5f, 0.2f);

    private static final String COLUMNS = """
            Anna I-PER
            Berg I-PER
            lives O
            in O
            Oslo I-LOC
            . O

            Peter I-PER
            Lund I-PER
            works O
            for O
            Nortek I-ORG
            in O
            Bergen I-LOC
            . O
            """;

    @TempDir
    Path folder;

    @Test
    void trainingTwiceGivesTheSameBytes() throws IOException {
        // Given
        Path data = data();

        // When
        NameModelTraining.Summary first = new NameModelTraining().run(data, folder.resolve("a.bin"), SMALL);
        NameModelTraining.Summary second = new NameModelTraining().run(data, folder.resolve("b.bin"), SMALL);

        // Then
        assertThat(Files.readAllBytes(folder.resolve("b.bin"))).isEqualTo(Files.readAllBytes(folder.resolve("a.bin")));
        assertThat(second).isEqualTo(first);
        assertThat(first.bytes()).isEqualTo(Files.size(folder.resolve("a.bin")));
        assertThat(first.features()).isPositive();
    }

    @Test
    void theModelKnowsWhatItLearnt() throws IOException {
        // Given
        new NameModelTraining().run(data(), folder.resolve("a.bin"), SMALL);
        NameModel model;
        try (InputStream in = Files.newInputStream(folder.resolve("a.bin"))) {
            model = NameModel.read(in);
        }
        NameTagger tagger = new NameTagger(model, Lexicon.standard());
        Gazetteer gazetteer = new Gazetteer(KnowledgeBase.standard());
        Tokens text = Tokenizer.tokenize("Anna Berg lives in Oslo.");

        // When
        List<Span> names = new ArrayList<>();
        tagger.begin();
        tagger.read(text);
        gazetteer.scan(text, "en");
        tagger.tag(text, gazetteer, names);

        // Then
        assertThat(names).extracting(Span::type).containsExactly(EntityType.PER, EntityType.LOC);
        assertThat(names).extracting(Span::first).containsExactly(0, 4);
        assertThat(names).allMatch(name -> name.confidence() > 0 && name.confidence() <= 1.0001f);
    }

    @Test
    void whatIsLeftOutIsNotRead() throws IOException {
        // Given
        Path data = data();
        Files.delete(data.resolve("wnut17train.conll"));

        // When
        NameModelTraining.Summary summary = new NameModelTraining()
                .run(data, folder.resolve("a.bin"), SMALL, Set.of(NameModelTraining.Source.WNUT17));

        // Then
        assertThat(summary.tokens()).isPositive();
        assertThatThrownBy(() -> new NameModelTraining().run(data, folder.resolve("b.bin"), SMALL))
                .isInstanceOf(IOException.class);
    }

    @Test
    void crossValidationMeasuresEachDocumentOnce() throws IOException {
        // Given
        Path data = data();

        // When
        Map<NameModelTraining.Source, NerEvaluation> results =
                new NameModelTraining().crossValidate(data, SMALL, 2, model -> (text, language) -> List.of());

        // Then
        NerEvaluation wikigold = results.get(NameModelTraining.Source.WIKIGOLD);
        assertThat(wikigold.texts()).isEqualTo(2);
        assertThat(wikigold.micro()).isEqualTo(new NerEvaluation.Score(5, 0, 0));
    }

    @Test
    void dataThatIsNotUnderstoodIsNamed() throws IOException {
        Path data = data();
        Files.writeString(data.resolve("wikigold.conll"), "Oslo I-FRUIT\n");

        assertThatThrownBy(() -> new NameModelTraining().run(data, folder.resolve("a.bin"), SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wikigold.conll")
                .hasMessageContaining("FRUIT");
    }

    private Path data() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("wikigold.conll"), COLUMNS);
        Files.writeString(data.resolve("wnut17train.conll"), "I\tO\nlove\tO\nLisbon\tB-location\n");
        Files.createDirectories(data.resolve("gum"));
        Files.writeString(data.resolve("gum").resolve("a.conllu"), GumReaderTest.DOCUMENT);
        return data;
    }
}
