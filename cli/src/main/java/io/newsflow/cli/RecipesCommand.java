package io.newsflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.search.Recipe;
import io.newsflow.search.SearchRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the recipes: all of them, or one with its parameters, its body or its curl command. */
@Command(
        name = "recipes",
        description = "List the search recipes; show one with its parameters, or the request that it makes.",
        mixinStandardHelpOptions = true)
final class RecipesCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACE = "http://localhost:9200";

    @Mixin
    private StackAddresses addresses;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The recipe to show.")
    private String name;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A value: JSON, or any other text as it stands. Prints the request's body.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--example", description = "Fill in the examples, and print the request's body.")
    private boolean example;

    @Option(names = "--curl", description = "Print a curl command instead of the body.")
    private boolean curl;

    @Option(names = "--markdown", description = "Print the reference of all recipes.")
    private boolean markdown;

    @Override
    public Integer call() {
        if (markdown) {
            System.out.print(markdown());
        } else if (name == null) {
            for (Recipe recipe : Recipe.all()) {
                System.out.printf("%-18s %s%n", recipe.name(), recipe.about());
            }
        } else {
            show(Recipe.named(name));
        }
        return 0;
    }

    private void show(Recipe recipe) {
        if (!values.isEmpty() || example || curl) {
            JsonNode body = values.isEmpty() ? recipe.example() : recipe.fill(parsed());
            System.out.println(
                    curl
                            ? new SearchRequest("POST", address() + "/" + recipe.path(), body).toCurl()
                            : body.toPrettyString());
            return;
        }
        System.out.printf("%s%n%nPOST /%s%n%n", recipe.about(), recipe.path());
        for (Recipe.Parameter parameter : recipe.parameters()) {
            System.out.printf("  %-16s %s%s%n", parameter.name(), parameter.about(), standing(parameter));
        }
    }

    private String address() {
        try {
            return addresses.elasticsearch().split(",")[0];
        } catch (IllegalStateException e) {
            // No stack runs here: the command is to be read, or sent elsewhere.
            return PLACE;
        }
    }

    private Map<String, JsonNode> parsed() {
        Map<String, JsonNode> parsed = new HashMap<>();
        values.forEach((key, value) -> {
            try {
                parsed.put(key, JSON.readTree(value));
            } catch (JsonProcessingException e) {
                parsed.put(key, JSON.getNodeFactory().textNode(value));
            }
        });
        return parsed;
    }

    private static String standing(Recipe.Parameter parameter) {
        if (parameter.required()) {
            return " Required.";
        }
        return parameter.fallback() == null ? "" : " Default: " + parameter.fallback() + ".";
    }

    /** The reference of all recipes: what each is for, its parameters, and an example for curl. */
    static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append(
                "# Search recipes\n\n<!-- Written by `newsflow search recipes --markdown`: change the catalogue of the"
                        + " recipes instead. -->\n\n");
        page.append("""
                A recipe is a request to Elasticsearch kept as a file in
                `indexer-service/src/main/resources/io/newsflow/search/recipes/`: JSON in which a string `"{{name}}"` stands
                for a value, which may be of any type and takes the place of the whole string. Where a value is absent and
                has no default, what needs it goes too: the nearest element of a list around it, or else the field it is in.
                `newsflow search recipes NAME --set words="flood warning"` prints the body, with `--curl` the whole command.

                """);
        for (Recipe recipe : Recipe.all()) {
            page.append("## ")
                    .append(recipe.name())
                    .append("\n\n")
                    .append(recipe.about())
                    .append("\n\n");
            page.append("| parameter | meaning | default |\n|---|---|---|\n");
            for (Recipe.Parameter parameter : recipe.parameters()) {
                page.append("| `").append(parameter.name()).append("` | ").append(parameter.about());
                page.append(" | ");
                if (parameter.required()) {
                    page.append("required");
                } else if (parameter.fallback() != null) {
                    page.append('`').append(parameter.fallback()).append('`');
                }
                page.append(" |\n");
            }
            page.append("\n```sh\n")
                    .append(new SearchRequest("POST", PLACE + "/" + recipe.path(), recipe.example()).toCurl())
                    .append("\n```\n\n");
        }
        page.setLength(page.length() - 1);
        return page.toString();
    }
}
