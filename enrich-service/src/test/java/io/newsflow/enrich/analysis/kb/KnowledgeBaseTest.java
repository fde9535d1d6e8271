package io.newsflow.enrich.analysis.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.newsflow.enrich.analysis.FieldText;
import io.newsflow.enrich.analysis.link.NewsEntityFinder;
import io.newsflow.model.Entity;
import io.newsflow.model.EntityType;
import io.newsflow.model.TextField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeBaseTest {
    private static final Path DATA = Path.of("../../shared/data/kb");

    @TempDir
    private Path folder;

    @Test
    void itHoldsTensOfThousandsOfEntitiesEachUnderAnIdOfItsOwn() {
        KnowledgeBase kb = KnowledgeBase.standard();

        assertThat(kb.size()).isGreaterThan(50_000);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < kb.size(); i++) {
            KbEntity e = kb.entity(i);
            assertThat(ids.add(e.id())).as(e.id()).isTrue();
            assertThat(e.id()).matches("Q[1-9][0-9]*|nf:(per|org|loc|misc):.+");
            assertThat(e.name()).isNotBlank();
            assertThat(kb.indexOf(e.id())).isEqualTo(i);
        }
    }

    @Test
    void everyNameLeadsToItsEntity() {
        KnowledgeBase kb = KnowledgeBase.standard();
        for (int i = 0; i < kb.size(); i += 7) {
            for (String name : kb.namesOf(i)) {
                int found = kb.findName(name);
                assertThat(found).as(name).isNotNegative();
                int entity = i;
                boolean leads = java.util.stream.IntStream.range(kb.candidatesFrom(found), kb.candidatesTo(found))
                        .anyMatch(c -> kb.candidateEntity(c) == entity);
                assertThat(leads).as(name).isTrue();
            }
        }
    }

    @Test
    void theSameDataGiveTheSameBytesAndTheShippedFile() throws IOException {
        assumeTrue(Files.isDirectory(DATA), "the data sets are not there");
        // When
        KnowledgeBaseBuilder.build(DATA, folder.resolve("first.bin"));
        KnowledgeBaseBuilder.build(DATA, folder.resolve("second.bin"));

        // Then
        byte[] first = Files.readAllBytes(folder.resolve("first.bin"));
        assertThat(Arrays.equals(first, Files.readAllBytes(folder.resolve("second.bin"))))
                .isTrue();
        assertThat(KnowledgeBase.read(new ByteArrayInputStream(first)).version())
                .as("knowledge-base.bin was made from other facts: run newsflow kb build")
                .isEqualTo(KnowledgeBase.standard().version());
    }

    @Test
    void anOperatorAddsAndCorrectsEntitiesWithAFile() throws IOException {
        // Given
        Path file = folder.resolve("corrections.tsv");
        Files.writeString(file, """
                # what our desk covers
                add\tnf:org:borvan-institute\torganisation\tBorvan Institute\tNO\t70\t\t\tBI|Borvan
                names\tQ1899\tKyjiwstadt
                forget\tQ90\tParis
                set\tQ84\tname\tLondon town
                remove\tQ64
                """);

        // When
        KnowledgeBase kb = KnowledgeBase.standardWith(file);

        // Then
        assertThat(kb.version()).startsWith(KnowledgeBase.standard().version() + "+");
        NewsEntityFinder finder = new NewsEntityFinder(kb);
        List<Entity> entities = finder.find(
                List.of(FieldText.of(
                        TextField.BODY, "The Borvan Institute in Kyjiwstadt and London wrote to Berlin, Borvan said.")),
                "en");
        assertThat(entities).extracting(Entity::getId).contains("nf:org:borvan-institute", "Q1899", "Q84");
        assertThat(entities).extracting(Entity::getName).contains("London town");
        assertThat(entities).extracting(Entity::getId).doesNotContain("Q64");
        assertThat(entities)
                .filteredOn(e -> e.getId().equals("nf:org:borvan-institute"))
                .allSatisfy(e -> {
                    assertThat(e.getType()).isEqualTo(EntityType.ORG);
                    assertThat(e.getMentionCount()).isEqualTo(2);
                });
        int paris = kb.findName("Paris");
        for (int c = kb.candidatesFrom(paris); c < kb.candidatesTo(paris); c++) {
            assertThat(kb.entity(kb.candidateEntity(c)).id()).isNotEqualTo("Q90");
        }
    }

    @Test
    void aWrongLineIsNamed() throws IOException {
        for (String line : List.of(
                "add\tKyiv\tcity\tKyiv",
                "add\tQ1\tplanet\tMars",
                "set\tQ1899\tprior\t1000",
                "names\tQ99999999999\tX",
                "rename\tQ1899\tX",
                "names")) {
            Path file = folder.resolve("wrong.tsv");
            Files.writeString(file, "# comment\n" + line + "\n");

            assertThatThrownBy(() -> KnowledgeBase.standardWith(file))
                    .as(line)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("wrong.tsv:2");
        }
    }

    @Test
    void aFileThatIsNoneIsRefused() throws IOException {
        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(cut)) {
            gzip.write(new byte[] {0x4E, 0x46, 0x4B, 0x42, 3, 0});
        }

        assertThatThrownBy(() -> KnowledgeBase.read(new ByteArrayInputStream(cut.toByteArray())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> KnowledgeBase.read(new ByteArrayInputStream("no".getBytes())))
                .isInstanceOf(IOException.class);
    }
}
