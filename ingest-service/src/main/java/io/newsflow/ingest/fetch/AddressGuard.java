package io.newsflow.ingest.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * Refuses to talk to addresses that are not on the public internet, so that a source cannot be used to reach the services
 * beside this one: private, shared, loopback, link-local (cloud metadata among them), multicast, documentation and reserved
 * ranges of IPv4 and IPv6 (RFC 6890), and IPv6 forms that carry such an IPv4 address.
 *
 * <p>Every address that a name resolves to must be good. The addresses that were checked are the ones that are connected to:
 * a name is not looked up a second time, so that it cannot stand for something else by then (DNS rebinding).
 */
public final class AddressGuard {
    private final Predicate<InetAddress> allowed;
    private final Resolver resolver;

    /** Looks up a name. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /**
     * A guard.
     *
     * @param allowPrivate lets everything pass; for tests and closed networks
     */
    public AddressGuard(boolean allowPrivate) {
        this(allowPrivate ? address -> true : AddressGuard::isPublic, InetAddress::getAllByName);
    }

    AddressGuard(Predicate<InetAddress> allowed, Resolver resolver) {
        this.allowed = allowed;
        this.resolver = resolver;
    }

    /**
     * Looks a host up and checks what it stands for.
     *
     * @param host name or literal address
     * @return its addresses, all of them good
     * @throws FetchException when it is unknown, or one of its addresses is not public
     */
    public InetAddress[] resolve(String host) throws FetchException {
        InetAddress[] addresses;
        try {
            addresses = resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new FetchException(FetchException.Reason.UNKNOWN_HOST, "unknown host " + host, e);
        }
        for (InetAddress address : addresses) {
            if (!allowed.test(address)) {
                throw new FetchException(
                        FetchException.Reason.FORBIDDEN_ADDRESS,
                        host + " is at " + address.getHostAddress() + ", which is not a public address",
                        null);
            }
        }
        return addresses;
    }

    /**
     * Whether an address is on the public internet.
     *
     * @param address any address
     * @return false for every special-purpose range
     */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic(b[0] & 0xFF, b[1] & 0xFF, b[2] & 0xFF);
        }
        return !(address instanceof Inet6Address) || isPublicIpv6(b);
    }

    private static boolean isPublic(int a, int b, int c) {
        return !(a == 0
                || a == 10
                || a == 127
                || a >= 224
                || a == 100 && b >= 64 && b <= 127
                || a == 169 && b == 254
                || a == 172 && b >= 16 && b <= 31
                || a == 192 && b == 168
                || a == 192 && b == 0 && (c == 0 || c == 2)
                || a == 192 && b == 88 && c == 99
                || a == 198 && (b == 18 || b == 19)
                || a == 198 && b == 51 && c == 100
                || a == 203 && b == 0 && c == 113);
    }

    private static boolean isPublicIpv6(byte[] b) {
        int first = (b[0] & 0xFF) << 8 | b[1] & 0xFF;
        int second = (b[2] & 0xFF) << 8 | b[3] & 0xFF;
        if (first == 0x64 && second == 0xFF9B) {
            // NAT64: the IPv4 address is in the last four bytes.
            return isPublic(b[12] & 0xFF, b[13] & 0xFF, b[14] & 0xFF);
        }
        if (first == 0x2002) {
            return isPublic(b[2] & 0xFF, b[3] & 0xFF, b[4] & 0xFF);
        }
        // Global unicast is 2000::/3; of it, Teredo (2001::/32), ORCHID and documentation are special.
        if ((first & 0xE000) != 0x2000) {
            return false;
        }
        return !(first == 0x2001 && (second == 0 || second == 0xDB8 || second >= 0x10 && second <= 0x2F))
                && first != 0x3FFF;
    }
}
