package io.newsflow.enrich.analysis.kb;

import io.newsflow.model.EntityType;

/** What sort of thing an entity of the knowledge base is; finer than the four types of the recogniser. */
public enum EntityKind {
    /** Anything else. */
    OTHER(EntityType.MISC),
    /** State or dependent territory. */
    COUNTRY(EntityType.LOC),
    /** City, town or village. */
    CITY(EntityType.LOC),
    /** State of a federation, province, historical state. */
    REGION(EntityType.LOC),
    /** Continent, sea, river, building, square. */
    PLACE(EntityType.LOC),
    /** Human being. */
    PERSON(EntityType.PER),
    /** State body, agency, court, parliament. */
    GOVERNMENT(EntityType.ORG),
    /** Armed forces and their units. */
    MILITARY(EntityType.ORG),
    /** Political party. */
    PARTY(EntityType.ORG),
    /** International organisation and its bodies. */
    INTERNATIONAL(EntityType.ORG),
    /** Newspaper, broadcaster, news agency. */
    MEDIA(EntityType.ORG),
    /** Company or brand. */
    COMPANY(EntityType.ORG),
    /** Sports club, national team, league, sports body. */
    TEAM(EntityType.ORG),
    /** Any other organisation. */
    ORGANISATION(EntityType.ORG),
    /** Championship, war, feast. */
    EVENT(EntityType.MISC),
    /** Product, weapon, index. */
    PRODUCT(EntityType.MISC),
    /** Treaty, book, film. */
    WORK(EntityType.MISC),
    /** People, creed, political current; demonyms without a state. */
    GROUP(EntityType.MISC);

    private static final EntityKind[] VALUES = values();

    private final EntityType type;

    EntityKind(EntityType type) {
        this.type = type;
    }

    /** The kind of a number by {@link #ordinal()}. */
    static EntityKind of(int ordinal) {
        return VALUES[ordinal];
    }

    /** Type in the record. */
    public EntityType type() {
        return type;
    }
}
