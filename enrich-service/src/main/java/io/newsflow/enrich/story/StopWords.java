package io.newsflow.enrich.story;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Function words and words that every report has. Inverse document frequency would find them in time; the lists serve
 * the first articles of a language, when there is nothing yet to count.
 */
final class StopWords {
    private static final StopWords NONE = new StopWords(Set.of());
    private static final Map<String, StopWords> BY_LANGUAGE = new HashMap<>();

    static {
        put(
                "en",
                "the a an and or but of to in on at by for with from as is are was were be been being it its this that "
                        + "these those he she they them his her their we you our your not no so if than then there here "
                        + "have has had will would can could may might should do does did about into over after before "
                        + "more most some such who what which when where why how up out also said says say saying told "
                        + "according new news year years day days week two one first last many much other all any "
                        + "between during under against while just still us mr mrs ms report reports reported");
        put(
                "de",
                "der die das den dem des ein eine einer eines einem einen und oder aber von zu im in am an auf bei mit "
                        + "für aus als ist sind war waren sein wird werden wurde wurden er sie es ihr ihre sein seine "
                        + "wir nicht kein keine so wenn dass daß wie was wer wo nach vor über unter gegen durch um bis "
                        + "hat haben hatte auch noch nur mehr sich man zum zur beim vom sagte laut nun schon jahr jahre "
                        + "jahren tag soll sollen kann können");
        put(
                "fr",
                "le la les un une des du de d l et ou mais à au aux en dans sur par pour avec sans est sont était "
                        + "étaient être a ont avait il elle ils elles on nous vous se sa son ses leur leurs ce cette "
                        + "ces qui que quoi dont où ne pas plus moins comme si selon après avant entre contre sous dit "
                        + "aussi été deux an ans jour jours");
        put(
                "es",
                "el la los las un una unos unas de del y o pero a al en con por para sin sobre es son era eran ser ha "
                        + "han había se su sus lo le les que quien como más menos no si según tras antes después entre "
                        + "contra desde hasta este esta estos estas ese esa dijo también dos año años día días");
        put(
                "it",
                "il lo la i gli le un uno una di del della dei degli delle e o ma a al alla ai agli alle in nel nella "
                        + "nei nelle con per su sul sulla da dal dalla tra fra è sono era erano essere ha hanno aveva si "
                        + "suo sua suoi sue che chi come più meno non se secondo dopo prima contro anche detto due anno "
                        + "anni giorno giorni");
        put(
                "pt",
                "o a os as um uma uns umas de do da dos das e ou mas em no na nos nas ao à aos às com por para sem "
                        + "sobre é são era eram ser foi há tem se seu sua seus suas que quem como mais menos não "
                        + "segundo após antes entre contra até este esta disse também dois ano anos dia dias");
        put(
                "nl",
                "de het een en of maar van te in op aan bij met voor uit als is zijn was waren wordt worden werd hij "
                        + "zij ze hun haar wij niet geen zo als dat die wie wat waar na over onder tegen door om tot "
                        + "heeft hebben had ook nog meer zich zegt zei volgens jaar jaren dag dagen");
        put(
                "pl",
                "i w we z ze na do od po o u za przez przy dla jest są był była było były być ma mają nie tak jak co "
                        + "kto który która które że się jego jej ich to ta ten te tym oraz lub ale już także według roku "
                        + "lat dni");
        put(
                "ru",
                "и в во на с со к ко от до из за по о об у не но а же бы ли то это этот эта эти что как так он она они "
                        + "его ее её их мы вы был была было были быть есть для при над под через после также уже еще ещё "
                        + "который которая которые году года лет сообщил сообщила сообщает заявил заявила");
        put(
                "uk",
                "і й та в у на з із зі до від по за про о не але а же б чи то це цей ця ці що як так він вона вони "
                        + "його її їх ми ви був була було були бути є для при над під через після також вже ще який яка "
                        + "які року років повідомив повідомила заявив заявила");
    }

    private final Set<String> words;

    private StopWords(Set<String> words) {
        this.words = words;
    }

    static StopWords of(String languageTag) {
        return BY_LANGUAGE.getOrDefault(StoryRouting.primary(languageTag), NONE);
    }

    boolean contains(String word) {
        return words.contains(word);
    }

    private static void put(String language, String words) {
        BY_LANGUAGE.put(language, new StopWords(Set.copyOf(Arrays.asList(words.split(" ")))));
    }
}
