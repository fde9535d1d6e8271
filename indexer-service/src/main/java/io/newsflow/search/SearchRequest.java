package io.newsflow.search;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request to Elasticsearch.
 *
 * @param method HTTP method
 * @param url whole address
 * @param body JSON body, or null for none
 */
public record SearchRequest(String method, String url, JsonNode body) {
    /** The request as a command line for a POSIX shell. */
    public String toCurl() {
        String start = "curl -sS -X " + method + " " + quote(url);
        return body == null ? start : start + " -H 'Content-Type: application/json' -d " + quote(body.toPrettyString());
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
