package io.newsflow.ingest.identity;

import crawlercommons.domains.EffectiveTldFinder;
import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical form of an article's address, by the rule {@value #RULE}. It is an identity, not an address to fetch: two
 * addresses of one article are to give the same string on every machine and in every release with that rule name. Changing
 * what it does means a new rule name.
 *
 * <p>url-v1, in this order:
 *
 * <ol>
 *   <li>wrappers are opened: Google and AMP caches, Google's and Facebook's link redirectors, {@code feedproxy}-like
 *       addresses that carry the target as a parameter;
 *   <li>white space and control characters are dropped; the scheme must be http or https and becomes https;
 *   <li>user info is dropped; the host becomes lower case ASCII (IDNA) without trailing dot; the labels {@code www},
 *       {@code www2}, {@code m}, {@code mobile}, {@code amp} in front are dropped as long as the registrable domain
 *       remains; every port that is 80 or 443 is dropped;
 *   <li>the path: percent encodings of unreserved characters are decoded, others upper-cased, other non-ASCII and unsafe
 *       characters encoded as UTF-8; dot segments resolved; empty segments dropped; {@code ;jsessionid} and the like
 *       dropped; AMP variants (first or last segment {@code amp}, {@code .amp}, {@code .amp.html}) taken back; a trailing
 *       {@code index.*} or {@code default.*} dropped; the trailing slash dropped;
 *   <li>the query: tracking parameters ({@link #isTracking}) and parameters of page variants are dropped, the rest
 *       sorted by name, then value;
 *   <li>the fragment is dropped, except one that begins with {@code !} (the old single-page convention).
 * </ol>
 */
public final class CanonicalUrl {
    /** Name and version of the rule. */
    public static final String RULE = "url-v1";

    private static final int MAX_LENGTH = 4096;
    private static final String HEX = "0123456789ABCDEF";
    private static final int MAX_WRAPPERS = 3;

    private static final Set<String> VARIANT_LABELS = Set.of("www", "www2", "m", "mobile", "amp");
    private static final Pattern INDEX = Pattern.compile(
            "(?:index|default)\\.(?:html?|shtml|xhtml|php[0-9]?|aspx?|jsp|cfm)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION =
            Pattern.compile(";(?:jsessionid|phpsessid|sid|sessionid)=[^/;?#]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPLIT = Pattern.compile(
            "^([A-Za-z][A-Za-z0-9+.\\-]*)://([^/?#\\\\]*)([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$", Pattern.DOTALL);
    private static final Pattern AMP_CACHE = Pattern.compile("^/(?:c|v|wp|i)/(?:(s)/)?(.+)$");
    private static final Pattern GOOGLE_AMP = Pattern.compile("^/amp/(?:(s)/)?(.+)$");

    private static final Set<String> TRACKING = Set.of(
            // Click ids of advertising networks and mailers.
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "yclid",
            "ysclid",
            "twclid",
            "ttclid",
            "igshid",
            "igsh",
            "li_fat_id",
            "mc_cid",
            "mc_eid",
            "mkt_tok",
            "_hsenc",
            "_hsmi",
            "vero_id",
            "vero_conv",
            "oly_anon_id",
            "oly_enc_id",
            "s_cid",
            "sc_cid",
            "wickedid",
            "epik",
            "irclickid",
            "rb_clickid",
            "zanpid",
            "srsltid",
            "ml_subscriber",
            "ml_subscriber_hash",
            "_openstat",
            "openstat",
            "_ga",
            "_gl",
            "_ke",
            "ob_click_id",
            "dicbo",
            "tblci",
            // Campaign marks of publishers and analytics.
            "cmp",
            "cmpid",
            "cmpgn",
            "campaign_id",
            "icid",
            "intcid",
            "int_cid",
            "int_source",
            "int_medium",
            "int_campaign",
            "itm_source",
            "itm_medium",
            "itm_campaign",
            "itm_content",
            "ito",
            "ns_mchannel",
            "ns_source",
            "ns_campaign",
            "ns_linkname",
            "ns_fee",
            "at_medium",
            "at_campaign",
            "at_link_id",
            "at_link_type",
            "at_link_origin",
            "at_ptr_name",
            "at_format",
            "at_bbc_team",
            "at_campaign_type",
            "wt_mc",
            "wt_zmc",
            "wtmc",
            "xtor",
            "xtref",
            "xt_at",
            "ncid",
            "sr_share",
            "smid",
            "smtyp",
            "smprod",
            "soc_src",
            "soc_trk",
            "spm",
            "scm",
            "mbid",
            "tpcc",
            "traffic_source",
            "trkcampaign",
            "tracking_source",
            "wprov",
            "guccounter",
            "guce_referrer",
            "guce_referrer_sig",
            "__twitter_impression",
            "__source",
            "ocid",
            "cvid",
            "pcampaignid",
            "ref_src",
            "ref_url",
            "referrer",
            "referer",
            "rssfeed",
            "from_rss",
            "fromrss",
            "feedtype",
            "feedname",
            "ftcamp",
            "ftag",
            "snr",
            "sref",
            "sharetype",
            "share_id",
            "sharetoken",
            "share_from",
            "socialreferer",
            "pk_source",
            "pk_medium",
            "pk_campaign",
            "pk_content",
            "pk_keyword",
            "pk_kwd",
            "piwik_campaign",
            "piwik_kwd",
            "hsctatracking",
            "cx_testid",
            "cx_testvariant",
            "cx_artpos",
            "nsukey",
            "isappinstalled",
            "from_source",
            "echobox",
            "taid",
            // Sessions.
            "phpsessid",
            "jsessionid",
            "sessionid");
    /** Names that some sites use for tracking and others for an id: dropped unless the value is a number. */
    private static final Set<String> TRACKING_UNLESS_NUMBER = Set.of(
            "ref", "ref_", "mod", "xid", "share", "shared", "via", "rss", "feed", "campaign", "camp", "partner", "trk");

    private static final List<String> TRACKING_PREFIXES = List.of("utm_", "utm-", "mtm_", "hsa_", "stm_", "at_custom");
    private static final Set<String> VARIANT =
            Set.of("amp", "outputtype", "amp_js_v", "amp_gsa", "usqp", "print", "printable");

    private CanonicalUrl() {}

    /**
     * The canonical form of an absolute address.
     *
     * @param address absolute http or https address, as found
     * @return the canonical form, or nothing where the text is no such address
     */
    public static Optional<String> of(String address) {
        if (address == null) {
            return Optional.empty();
        }
        String url = clean(address);
        for (int i = 0; i < MAX_WRAPPERS; i++) {
            String inner = unwrap(url);
            if (inner == null) {
                break;
            }
            url = clean(inner);
        }
        if (url.isEmpty() || url.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher m = SPLIT.matcher(url);
        if (!m.matches() || !isHttp(m.group(1))) {
            return Optional.empty();
        }
        String authority = authority(m.group(2));
        if (authority == null) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder("https://").append(authority);
        String path = path(m.group(3));
        String query = query(m.group(4));
        String fragment = m.group(5);
        boolean hashBang = fragment != null && fragment.startsWith("!");
        if (path.isEmpty()) {
            out.append('/');
        }
        out.append(path);
        if (!query.isEmpty()) {
            out.append('?').append(query);
        }
        if (hashBang) {
            out.append('#').append(encode(fragment, "!$&'()*+,;=:@/?"));
        }
        return Optional.of(out.toString());
    }

    /**
     * Resolves a reference against a base address, forgiving what browsers forgive: spaces, unencoded characters, missing
     * scheme in {@code //host/path}.
     *
     * @param base absolute address, or null
     * @param reference address as found
     * @return absolute http or https address, or nothing
     */
    public static Optional<String> resolve(String base, String reference) {
        if (reference == null) {
            return Optional.empty();
        }
        String ref = clean(reference);
        if (ref.isEmpty()) {
            return Optional.empty();
        }
        Matcher absolute = SPLIT.matcher(ref);
        if (absolute.matches()) {
            return isHttp(absolute.group(1)) && hostOf(ref).isPresent()
                    ? Optional.of(escapeUnsafe(ref))
                    : Optional.empty();
        }
        if (base == null || hasOtherScheme(ref)) {
            return Optional.empty();
        }
        try {
            URI against = new URI(escapeUnsafe(clean(base)));
            String resolved;
            if (ref.startsWith("?") || ref.startsWith("#")) {
                // URI follows the older RFC 2396 here, browsers RFC 3986.
                String keep = against.toString().replaceFirst(ref.startsWith("?") ? "[?#].*$" : "#.*$", "");
                resolved = keep + escapeUnsafe(ref);
            } else {
                resolved = against.resolve(new URI(escapeUnsafe(ref))).toString();
            }
            return hostOf(resolved).isPresent() ? Optional.of(resolved) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The host of an address, lower case ASCII.
     *
     * @param address absolute address
     * @return its host, or nothing
     */
    public static Optional<String> hostOf(String address) {
        if (address == null) {
            return Optional.empty();
        }
        Matcher m = SPLIT.matcher(clean(address));
        if (!m.matches() || !isHttp(m.group(1))) {
            return Optional.empty();
        }
        return Optional.ofNullable(host(hostPart(m.group(2))));
    }

    /**
     * Host and port of an address: the host in lower case ASCII, the port where it is not 80 or 443.
     *
     * @param address absolute address
     * @return such as "example.org" or "example.org:8080", or nothing
     */
    public static Optional<String> authorityOf(String address) {
        if (address == null) {
            return Optional.empty();
        }
        Matcher m = SPLIT.matcher(clean(address));
        if (!m.matches() || !isHttp(m.group(1))) {
            return Optional.empty();
        }
        String host = host(hostPart(m.group(2)));
        String port = host == null ? null : port(m.group(2).substring(m.group(2).lastIndexOf('@') + 1));
        return port == null ? Optional.empty() : Optional.of(port.isEmpty() ? host : host + ":" + port);
    }

    /**
     * The registrable domain of an address by the public suffix list, such as "example.co.uk". For a host that has none (an
     * IP address, "localhost") the host itself.
     *
     * @param address absolute address
     * @return its domain, lower case, or nothing
     */
    public static Optional<String> domainOf(String address) {
        return hostOf(address).map(CanonicalUrl::registrable);
    }

    /**
     * Whether a query parameter serves only tracking: its name is in the rule's list or begins with {@code utm_},
     * {@code utm-}, {@code mtm_}, {@code hsa_}, {@code stm_} or {@code at_custom}; or its name is one that some sites use
     * for an id ({@code ref}, {@code mod}, {@code share}, ...) and its value is not a number.
     *
     * @param name parameter name, decoded
     * @param value parameter value, or null
     * @return true where url-v1 drops it
     */
    public static boolean isTracking(String name, String value) {
        String n = name.toLowerCase(Locale.ROOT);
        if (TRACKING.contains(n)
                || n.equals("utm")
                || TRACKING_PREFIXES.stream().anyMatch(n::startsWith)) {
            return true;
        }
        return TRACKING_UNLESS_NUMBER.contains(n) && (value == null || !value.matches("[0-9]+"));
    }

    private static String registrable(String host) {
        if (isIpAddress(host)) {
            return host;
        }
        String domain = EffectiveTldFinder.getAssignedDomain(host, true, false);
        if (domain != null) {
            return domain;
        }
        // The list's own rule for a top-level domain that it does not have.
        int last = host.lastIndexOf('.');
        return last < 0 ? host : host.substring(host.lastIndexOf('.', last - 1) + 1);
    }

    private static boolean isIpAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static boolean isHttp(String scheme) {
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    }

    private static boolean hasOtherScheme(String ref) {
        int colon = ref.indexOf(':');
        if (colon <= 0) {
            return false;
        }
        for (int i = 0; i < colon; i++) {
            char c = ref.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || i > 0 && (c >= '0' && c <= '9' || "+.-".indexOf(c) >= 0))) {
                return false;
            }
        }
        return true;
    }

    private static String clean(String address) {
        StringBuilder out = new StringBuilder(address.length());
        String stripped = address.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c >= ' ' && c != 0x7F && c != 0x200B && c != 0xFEFF && c != 0x85) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String unwrap(String url) {
        Matcher m = SPLIT.matcher(url);
        if (!m.matches() || !isHttp(m.group(1))) {
            return null;
        }
        String host = host(hostPart(m.group(2)));
        if (host == null) {
            return null;
        }
        String path = m.group(3);
        String query = m.group(4);
        if (host.endsWith(".cdn.ampproject.org") || host.equals("cdn.ampproject.org")) {
            Matcher cache = AMP_CACHE.matcher(path);
            return cache.matches() ? "https://" + withQuery(cache.group(2), query) : null;
        }
        if (isGoogle(host)) {
            Matcher amp = GOOGLE_AMP.matcher(path);
            if (amp.matches()) {
                return "https://" + withQuery(amp.group(2), query);
            }
            if (path.equals("/url")) {
                return firstHttp(query, "url", "q");
            }
            return null;
        }
        if ((host.equals("l.facebook.com") || host.equals("lm.facebook.com") || host.equals("l.instagram.com"))) {
            return firstHttp(query, "u");
        }
        if (host.equals("www.bing.com") && path.equals("/news/apiclick.aspx")) {
            return firstHttp(query, "url");
        }
        return null;
    }

    private static boolean isGoogle(String host) {
        return host.matches("(?:www\\.|news\\.)?google\\.[a-z]{2,3}(?:\\.[a-z]{2})?");
    }

    private static String withQuery(String rest, String query) {
        return query == null ? rest : rest + "?" + query;
    }

    private static String firstHttp(String query, String... names) {
        if (query == null) {
            return null;
        }
        for (String name : names) {
            for (String pair : query.split("&")) {
                if (pair.startsWith(name + "=")) {
                    String value = decode(pair.substring(name.length() + 1));
                    if (value.regionMatches(true, 0, "http", 0, 4)) {
                        return value;
                    }
                }
            }
        }
        return null;
    }

    private static String hostPart(String authority) {
        String hostPort = authority.substring(authority.lastIndexOf('@') + 1);
        if (hostPort.startsWith("[")) {
            int close = hostPort.indexOf(']');
            return close < 0 ? hostPort : hostPort.substring(0, close + 1);
        }
        int colon = hostPort.indexOf(':');
        return colon < 0 ? hostPort : hostPort.substring(0, colon);
    }

    private static String host(String raw) {
        if (raw.isEmpty()) {
            return null;
        }
        if (raw.startsWith("[")) {
            return raw.endsWith("]") && raw.length() > 2 ? raw.toLowerCase(Locale.ROOT) : null;
        }
        String host = decode(raw).replace('\u3002', '.');
        try {
            host = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
        while (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.isEmpty() || host.startsWith(".") || host.contains("..")) {
            return null;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_')) {
                return null;
            }
        }
        return host;
    }

    private static String authority(String authority) {
        String host = host(hostPart(authority));
        if (host == null) {
            return null;
        }
        String port = port(authority.substring(authority.lastIndexOf('@') + 1));
        if (port == null) {
            return null;
        }
        String bare = isIpAddress(host) ? host : withoutVariantLabels(host);
        return port.isEmpty() ? bare : bare + ":" + port;
    }

    private static String port(String hostPort) {
        int colon = hostPort.startsWith("[") ? hostPort.indexOf(':', hostPort.indexOf(']')) : hostPort.indexOf(':');
        if (colon < 0 || colon == hostPort.length() - 1) {
            return "";
        }
        String digits = hostPort.substring(colon + 1);
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
            return null;
        }
        int port = Integer.parseInt(digits);
        return port == 80 || port == 443 ? "" : Integer.toString(port);
    }

    private static String withoutVariantLabels(String host) {
        String domain = registrable(host);
        String rest = host;
        while (rest.length() > domain.length()) {
            int dot = rest.indexOf('.');
            if (!VARIANT_LABELS.contains(rest.substring(0, dot))) {
                break;
            }
            rest = rest.substring(dot + 1);
        }
        return rest;
    }

    private static String path(String raw) {
        String noSession = SESSION.matcher(raw.replace('\\', '/')).replaceAll("");
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : noSession.split("/")) {
            String normal = encode(segment, "!$&'()*+,;=:@");
            if (normal.isEmpty() || normal.equals(".")) {
                continue;
            }
            if (normal.equals("..")) {
                segments.pollLast();
            } else {
                segments.addLast(normal);
            }
        }
        List<String> list = new ArrayList<>(segments);
        dropAmp(list);
        if (!list.isEmpty() && INDEX.matcher(list.get(list.size() - 1)).matches()) {
            list.remove(list.size() - 1);
        }
        StringBuilder out = new StringBuilder();
        for (String segment : list) {
            out.append('/').append(segment);
        }
        return out.toString();
    }

    private static void dropAmp(List<String> segments) {
        if (segments.size() > 1 && segments.get(0).equalsIgnoreCase("amp")) {
            segments.remove(0);
        }
        int last = segments.size() - 1;
        if (last > 0
                && (segments.get(last).equalsIgnoreCase("amp")
                        || segments.get(last).equalsIgnoreCase("amp.html"))) {
            segments.remove(last);
            return;
        }
        if (last >= 0) {
            String name = segments.get(last);
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith(".amp") && name.length() > 4) {
                segments.set(last, name.substring(0, name.length() - 4));
            } else if (lower.endsWith(".amp.html") && name.length() > 9) {
                segments.set(last, name.substring(0, name.length() - 9) + ".html");
            }
        }
    }

    private static String query(String raw) {
        if (raw == null || raw.isEmpty()) {
            return "";
        }
        List<String[]> kept = new ArrayList<>();
        for (String pair : raw.replace("&amp;", "&").split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String plain = decode(name);
            String rawValue = equals < 0 ? null : pair.substring(equals + 1);
            if (plain.isEmpty() || isTracking(plain, rawValue) || VARIANT.contains(plain.toLowerCase(Locale.ROOT))) {
                continue;
            }
            String value = rawValue == null ? null : encode(rawValue, "!$'()*,;:@/?+");
            kept.add(new String[] {encode(name, "!$'()*,;:@/?+"), value});
        }
        kept.sort(Comparator.comparing((String[] p) -> p[0]).thenComparing(p -> p[1] == null ? "" : p[1]));
        StringBuilder out = new StringBuilder();
        for (String[] pair : kept) {
            if (out.length() > 0) {
                out.append('&');
            }
            out.append(pair[0]);
            if (pair[1] != null && !pair[1].isEmpty()) {
                out.append('=').append(pair[1]);
            }
        }
        return out.toString();
    }

    /** Decodes what need not be encoded and encodes what must be; {@code allowed} are reserved characters left alone. */
    private static String encode(String raw, String allowed) {
        StringBuilder out = new StringBuilder(raw.length() + 8);
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (c == '%' && i + 2 < raw.length() && hex(raw.charAt(i + 1)) >= 0 && hex(raw.charAt(i + 2)) >= 0) {
                int value = hex(raw.charAt(i + 1)) * 16 + hex(raw.charAt(i + 2));
                if (isUnreserved(value)) {
                    out.append((char) value);
                } else {
                    appendByte(out, value);
                }
                i += 3;
                continue;
            }
            if (isUnreserved(c) || (c < 0x80 && allowed.indexOf(c) >= 0)) {
                out.append((char) c);
            } else {
                for (byte b : new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8)) {
                    appendByte(out, b & 0xFF);
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Encodes only what {@link URI} refuses, so that the address stays as its source gave it otherwise. */
    private static String escapeUnsafe(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 8);
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            boolean goodPercent =
                    c == '%' && i + 2 < raw.length() && hex(raw.charAt(i + 1)) >= 0 && hex(raw.charAt(i + 2)) >= 0;
            if (c > ' ' && c < 0x7F && "\"<>\\^`{|}".indexOf(c) < 0 && (c != '%' || goodPercent)) {
                out.append((char) c);
            } else if (c == '\\') {
                out.append('/');
            } else {
                for (byte b : new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8)) {
                    appendByte(out, b & 0xFF);
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (c == '%' && i + 2 < raw.length() && hex(raw.charAt(i + 1)) >= 0 && hex(raw.charAt(i + 2)) >= 0) {
                bytes.write(hex(raw.charAt(i + 1)) * 16 + hex(raw.charAt(i + 2)));
                i += 3;
            } else {
                bytes.writeBytes(new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void appendByte(StringBuilder out, int value) {
        out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
    }

    private static int hex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
