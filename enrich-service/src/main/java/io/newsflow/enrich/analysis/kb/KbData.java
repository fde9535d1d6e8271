package io.newsflow.enrich.analysis.kb;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Entities and their names as lists: what the builder makes, the file holds and an operator's corrections change, before
 * {@link KnowledgeBase} indexes it. Not thread-safe.
 */
final class KbData {
    static final int MAGIC = 0x4E464B42;
    static final int FORMAT = 1;

    /** A name that must be written in capitals, as it stands: US, WHO. */
    static final int ACRONYM = 1;
    /** An adjective or the name of a people made from a place: Russian. */
    static final int DEMONYM = 2;
    /** A surname or other short form that many may share. */
    static final int SHORT = 4;
    /** A name that begins with a small letter: al-Qaeda, eBay. */
    static final int LOWERCASE = 8;

    final String version;
    final List<KbEntity> entities = new ArrayList<>();
    final List<List<Name>> names = new ArrayList<>();

    KbData(String version) {
        this.version = version;
    }

    /**
     * A name of an entity.
     *
     * @param text the name as written
     * @param flags bits of the constants here
     * @param weight 1 to 100: how likely the name means the entity, before priors
     * @param languages bit set by {@link Languages}; 0 for any language
     */
    record Name(String text, int flags, int weight, long languages) {}

    int add(KbEntity entity) {
        entities.add(entity);
        names.add(new ArrayList<>());
        return entities.size() - 1;
    }

    void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(MAGIC);
        data.writeByte(FORMAT);
        data.writeUTF(version);
        data.writeInt(entities.size());
        for (int i = 0; i < entities.size(); i++) {
            KbEntity e = entities.get(i);
            data.writeUTF(e.id());
            data.writeUTF(e.name());
            data.writeByte(e.kind().ordinal());
            data.writeUTF(e.country() == null ? "" : e.country());
            data.writeByte(e.prior());
            data.writeBoolean(e.located());
            if (e.located()) {
                data.writeShort(Math.round(e.lat() * 100));
                data.writeShort(Math.round(e.lon() * 100));
            }
            data.writeUTF(e.context());
            List<Name> list = names.get(i);
            data.writeShort(list.size());
            for (Name n : list) {
                data.writeUTF(n.text());
                data.writeByte(n.flags());
                data.writeByte(n.weight());
                data.writeBoolean(n.languages() != 0);
                if (n.languages() != 0) {
                    data.writeLong(n.languages());
                }
            }
        }
        data.flush();
    }

    static KbData read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16));
        if (data.readInt() != MAGIC) {
            throw new IOException("not a knowledge base");
        }
        int format = data.readByte();
        if (format != FORMAT) {
            throw new IOException("knowledge base of format " + format + ", expected " + FORMAT);
        }
        KbData kb = new KbData(data.readUTF());
        int n = data.readInt();
        EntityKind[] kinds = EntityKind.values();
        Map<String, String> countries = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            String id = data.readUTF();
            String name = data.readUTF();
            EntityKind kind = kinds[data.readByte()];
            String country = data.readUTF();
            country = country.isEmpty() ? null : countries.computeIfAbsent(country, c -> c);
            int prior = data.readByte();
            float lat = Float.NaN;
            float lon = Float.NaN;
            if (data.readBoolean()) {
                lat = data.readShort() / 100f;
                lon = data.readShort() / 100f;
            }
            kb.add(new KbEntity(id, name, kind, country, prior, lat, lon, data.readUTF()));
            int count = data.readShort();
            List<Name> list = kb.names.get(i);
            for (int k = 0; k < count; k++) {
                String text = data.readUTF();
                int flags = data.readByte();
                int weight = data.readByte();
                list.add(new Name(text, flags, weight, data.readBoolean() ? data.readLong() : 0));
            }
        }
        return kb;
    }
}
