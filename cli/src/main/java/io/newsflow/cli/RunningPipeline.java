package io.newsflow.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * The pipeline that {@code newsflow up} left running, as its file in the run folder tells.
 *
 * @param process the process that holds it
 * @param services base address of health and metrics by service
 */
record RunningPipeline(ProcessHandle process, Map<String, String> services) {
    private static final String FILE = "pipeline.properties";
    private static final String PID = "pid";

    /** Name of the search page among the services. */
    static final String SEARCH_PAGE = "search-page";

    /** Writes the file for this process. */
    static void save(Path folder, Pipeline pipeline, SearchSite site) {
        Properties properties = new Properties();
        properties.setProperty(PID, String.valueOf(ProcessHandle.current().pid()));
        pipeline.services().forEach(service -> properties.setProperty(service.name(), service.url()));
        properties.setProperty(SEARCH_PAGE, site.url());
        try (Writer out = Files.newBufferedWriter(folder.resolve(FILE))) {
            properties.store(out, "The running pipeline");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(FILE), e);
        }
    }

    /** Removes the file. */
    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder.resolve(FILE), e);
        }
    }

    /** The running pipeline, if there is one. */
    static Optional<RunningPipeline> find(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        Map<String, String> services = new LinkedHashMap<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!name.equals(PID)) {
                services.put(name, properties.getProperty(name));
            }
        }
        return ProcessHandle.of(Long.parseLong(properties.getProperty(PID)))
                .filter(ProcessHandle::isAlive)
                .map(process -> new RunningPipeline(process, services));
    }
}
