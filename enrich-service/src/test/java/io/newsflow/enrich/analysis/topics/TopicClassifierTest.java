package io.newsflow.enrich.analysis.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.eval.TopicEvaluation;
import io.newsflow.model.MediaTopic;
import io.newsflow.model.TextField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicClassifierTest {
    private static final TopicClassifier CLASSIFIER = TopicClassifier.standard();
    private static final MediaTopics TOPICS = MediaTopics.standard();
    private static final Path TRAINING = Path.of("src/training/topics");
    private static final String MODEL = "topics.bin";

    private static List<MediaTopic> topics(String text, String language) {
        return CLASSIFIER.classify(List.of(FieldText.of(TextField.BODY, text)), language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|15000000|The midfielder limped off before half-time and the visitors held on for a draw.",
                "en|04000000|The insurer's shares fell 4% after its quarterly profit missed forecasts.",
                "en|13000000|The update closes a hole in the browser through which hackers could run software.",
                "en|11000000|The opposition leader told parliament that the minister must resign.",
                "en|01000000|The actress, nominated for an Oscar, will star in a film about a jazz singer.",
                "en|16000000|Rebels fired mortar shells at the garrison and three soldiers were killed.",
                "en|02000000|The jury found him guilty of robbery and the judge sentenced him to six years in prison.",
                "en|03000000|Rescuers dug for survivors after an earthquake flattened the village.",
                "en|07000000|Doctors at the hospital gave the vaccine to patients with diabetes.",
                "de|15000000|Der Stürmer traf in der Nachspielzeit zum Sieg im Halbfinale des Pokals.",
                "fr|11000000|Les députés de l'Assemblée nationale ont rejeté la motion de censure du gouvernement.",
                "es|03000000|Los bomberos rescatan a las víctimas del terremoto entre los escombros.",
                "uk|16000000|Військові відбили атаку на фронті, ппо збила ракети та дрони.",
            })
    void tellsTheTopicOfATypicalText(String language, String code, String text) {
        assertThat(topics(text, language).get(0).getCode()).isEqualTo("medtop:" + code);
    }

    @Test
    void finerTopicsStandWithTheirParentsAndNeverAboveThem() {
        // When
        List<MediaTopic> found =
                topics("The goalkeeper saved a penalty as Arsenal beat Chelsea 2-1 in the Premier League.", "de");

        // Then
        assertThat(found).extracting(MediaTopic::getCode).contains("medtop:15000000", "medtop:20001065");
        MediaTopic soccer = found.stream()
                .filter(topic -> topic.getCode().equals("medtop:20001065"))
                .findFirst()
                .orElseThrow();
        assertThat(soccer.getAncestors()).containsExactly("medtop:15000000", "medtop:20000822");
        assertThat(soccer.getLabelEn()).isEqualTo("soccer");
        assertThat(soccer.getLabel()).isEqualTo("Fußball");
        assertThat(found).isSortedAccordingTo((a, b) -> Float.compare(b.getScore(), a.getScore()));
        assertThat(found).allMatch(topic -> topic.getScore() <= found.get(0).getScore() && topic.getScore() > 0);
    }

    @Test
    void aTextWithoutWordsHasNoTopic() {
        assertThat(topics("", "en")).isEmpty();
        assertThat(topics("!!! 12 % 😀", "en")).isEmpty();
    }

    @Test
    void theShippedModelIsWhatTrainingGives(@TempDir Path folder) throws IOException {
        // When
        TopicTrainer.train(TRAINING, folder.resolve(MODEL));

        // Then
        try (InputStream shipped = TopicClassifier.class.getResourceAsStream(MODEL)) {
            assertThat(Files.readAllBytes(folder.resolve(MODEL)))
                    .as("./newsflow train topics has been run since its data changed")
                    .isEqualTo(shipped.readAllBytes());
        }
    }

    private static TopicEvaluation evaluation(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(TopicClassifierTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            return TopicEvaluation.run(
                    lines,
                    example -> topics(
                            example.path("text").asText(),
                            example.path("language").asText()),
                    TOPICS::firstLevel);
        }
    }

    @Test
    void labelledTextsAreMostlyRight() throws IOException {
        // When
        TopicEvaluation result = evaluation("topics.jsonl");

        // Then
        assertThat(result.texts()).isGreaterThanOrEqualTo(500);
        assertThat(result.accuracy()).as("%s", result.errors()).isGreaterThan(0.7);
        assertThat(result.micro().f1()).isGreaterThan(0.65);
        assertThat(result.macroF1()).isGreaterThan(0.58);
    }

    @ParameterizedTest
    @CsvSource({"four-classes.jsonl,150", "five-classes.jsonl,60"})
    void plainNewsOfFewClassesIsNearlyAlwaysRight(String file, int texts) throws IOException {
        // When
        TopicEvaluation result = evaluation(file);

        // Then
        assertThat(result.texts()).isGreaterThanOrEqualTo(texts);
        assertThat(result.accuracy()).as("%s", result.errors()).isGreaterThan(0.9);
    }

    @Test
    void theScoreDoesNotSinkWithTheLengthOfTheText() {
        // Given
        String lead = "The midfielder scored twice as the club beat its rivals in the cup. ";
        String rest = "The coach praised his players and said the defence had been strong all season. "
                + "A crowd of 40,000 saw the goalkeeper save a penalty before the break. "
                + "The visitors had won their last three matches and stay second in the league. ";

        // When
        float alone = topics(lead, "en").get(0).getScore();
        float within = topics(lead + rest.repeat(3), "en").get(0).getScore();

        // Then
        assertThat(within).isGreaterThan(alone - 0.1f);
    }
}
