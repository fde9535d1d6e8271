package io.newsflow.ingest.push;

import io.newsflow.runtime.ConfigException;
import io.newsflow.runtime.Setting;
import io.newsflow.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the drop folder.
 *
 * @param folder the folder; null where none is watched
 * @param interval time between looks
 * @param settle how long a file must be unchanged before it is read
 * @param source source id of the articles
 * @param publisher publisher of articles that name none, or null
 * @param archive whether they are an archive load
 */
public record DropConfig(
        Path folder, Duration interval, Duration settle, String source, String publisher, boolean archive) {

    static final Setting<String> FOLDER =
            Setting.text("drop.folder", "", "Folder whose files are taken in; empty for none. See ingest.md.");
    static final Setting<Duration> INTERVAL =
            Setting.duration("drop.interval", "2s", "Time between looks into the drop folder.");
    static final Setting<Duration> SETTLE = Setting.duration(
            "drop.settle",
            "5s",
            "How long a file in the drop folder must keep its size and time before it is read. Better still, write"
                    + " under a name that begins with a dot, and rename.");
    static final Setting<String> SOURCE =
            Setting.text("drop.source", "drop", "Source id in the provenance of articles from the drop folder.");
    static final Setting<String> PUBLISHER =
            Setting.text("drop.publisher", "", "Publisher of articles from the drop folder that name none.");
    static final Setting<Boolean> ARCHIVE =
            Setting.flag("drop.archive", false, "Mark articles from the drop folder as an archive load.");

    /** The settings. */
    public static final List<Setting<?>> SETTINGS = List.of(FOLDER, INTERVAL, SETTLE, SOURCE, PUBLISHER, ARCHIVE);

    /**
     * Reads the settings.
     *
     * @param settings loaded settings
     * @return the configuration
     * @throws ConfigException naming the key that is wrong
     */
    public static DropConfig of(Settings settings) {
        String folder = settings.get(FOLDER);
        String source = settings.get(SOURCE);
        if (!source.matches("[^/\\p{Cntrl}]{1,200}")) {
            throw new ConfigException(SOURCE.key(), "is empty, has a '/' or is too long");
        }
        Duration interval = settings.get(INTERVAL);
        if (interval.isNegative() || interval.isZero()) {
            throw new ConfigException(INTERVAL.key(), "expected more than nothing");
        }
        String publisher = settings.get(PUBLISHER);
        return new DropConfig(
                folder.isBlank() ? null : Path.of(folder),
                interval,
                settings.get(SETTLE),
                source,
                publisher.isBlank() ? null : publisher,
                settings.get(ARCHIVE));
    }
}
