package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.search.NewsSearch;
import io.newsflow.search.Recipe;
import io.newsflow.search.SavedSearches;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps saved searches, and says which of them an article answers. */
@Command(
        name = "alerts",
        description = "Keep saved searches, and tell which an article answers. Needs the percolator module.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AlertsCommand {
    @Command(name = "save", description = "Save a search under a name.", mixinStandardHelpOptions = true)
    int save(
            @Mixin ClientOptions clients,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.") String name,
            @Parameters(paramLabel = "WORDS", arity = "1..*", description = "What to look for.") List<String> words)
            throws IOException, InterruptedException {
        new SavedSearches(new NewsSearch(clients.elasticsearch())).save(name, String.join(" ", words));
        System.out.println("saved " + name);
        return 0;
    }

    @Command(
            name = "match",
            description = "Print the names of the saved searches that an article answers.",
            mixinStandardHelpOptions = true)
    int match(
            @Mixin ClientOptions clients,
            @Parameters(paramLabel = "ID", description = "Id of the article.") String article)
            throws IOException, InterruptedException {
        NewsSearch search = new NewsSearch(clients.elasticsearch());
        JsonNode hit = search.search(Recipe.named("article"), Map.of("articles", List.of(article)))
                .at("/hits/hits/0/_source");
        if (hit.isMissingNode()) {
            throw new IllegalArgumentException("no article of the index has the id '" + article + "'");
        }
        new SavedSearches(search).matching(hit).forEach(System.out::println);
        return 0;
    }
}
