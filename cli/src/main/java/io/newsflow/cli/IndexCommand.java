package io.newsflow.cli;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.cat.indices.IndicesRecord;
import io.newsflow.indexer.ElasticsearchClients;
import io.newsflow.indexer.IndexAdmin;
import io.newsflow.indexer.IndexNames;
import io.newsflow.indexer.IndexerConfig;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks after the index. */
@Command(
        name = "index",
        description = "Create the index, or show how it stands.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class IndexCommand {
    @Command(
            name = "create",
            description =
                    "Put the index templates and create the indices that readers expect; changes nothing that is there.",
            mixinStandardHelpOptions = true)
    int create(@Mixin StackAddresses addresses) throws IOException {
        try (ElasticsearchClients clients = open(addresses)) {
            new IndexAdmin(clients.blocking()).create(new IndexNames(1));
            System.out.println("index templates and indices are in place");
            return 0;
        }
    }

    @Command(
            name = "status",
            description = "Show indices, documents and size under each alias.",
            mixinStandardHelpOptions = true)
    int status(@Mixin StackAddresses addresses) throws IOException {
        try (ElasticsearchClients clients = open(addresses)) {
            ElasticsearchClient client = clients.blocking();
            for (String alias : List.of(IndexNames.ARTICLES, IndexNames.STORIES)) {
                System.out.println(alias);
                client.cat().indices(request -> request.index(alias)).valueBody().stream()
                        .sorted(Comparator.comparing(IndicesRecord::index))
                        .forEach(index -> System.out.printf(
                                "  %-28s %-7s %10s documents %10s%n",
                                index.index(), index.health(), index.docsCount(), index.storeSize()));
            }
            return 0;
        }
    }

    private static ElasticsearchClients open(StackAddresses addresses) {
        return ElasticsearchClients.open(IndexerConfig.Elasticsearch.plain(
                List.of(addresses.elasticsearch().split(","))));
    }
}
