package io.newsflow.stack.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestRequest.Method;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** {@code GET /} and {@code HEAD /}: name and version of the server, in the form of a full distribution's answer. */
final class RootHandler extends BaseRestHandler {
    private final Supplier<ClusterState> state;

    RootHandler(Supplier<ClusterState> state) {
        this.state = state;
    }

    @Override
    public String getName() {
        return "newsflow_root";
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(Method.GET, "/"), new Route(Method.HEAD, "/"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
        return channel -> {
            // Like the real answer, indented for the person who asks with curl.
            XContentBuilder json = channel.newBuilder().prettyPrint().lfAtEnd();
            write(json, state.get());
            channel.sendResponse(new RestResponse(RestStatus.OK, json));
        };
    }

    private static void write(XContentBuilder json, ClusterState state) throws IOException {
        Build build = Build.current();
        json.startObject();
        json.field("name", state.nodes().getLocalNode().getName());
        json.field("cluster_name", state.getClusterName().value());
        json.field("cluster_uuid", state.metadata().clusterUUID());
        json.startObject("version");
        json.field("number", build.qualifiedVersion());
        json.field("build_flavor", build.flavor());
        json.field("build_type", build.type().displayName());
        json.field("build_hash", build.hash());
        json.field("build_date", build.date());
        json.field("build_snapshot", build.isSnapshot());
        json.field("lucene_version", IndexVersion.current().luceneVersion().toString());
        json.field("minimum_wire_compatibility_version", build.minWireCompatVersion());
        json.field("minimum_index_compatibility_version", build.minIndexCompatVersion());
        json.endObject();
        json.field("tagline", "You Know, for Search");
        json.endObject();
    }
}
