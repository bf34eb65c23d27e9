import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import * as z from "zod/mini";
import { localStage } from "../runtime/environment.ts";
import { Connections } from "./connections.ts";

/** A host's name, or `*.` and a name for every host below it. */
export const allowedHost = z.string().check(
  z.regex(/^(?:\*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]+$/, {
    error: "must be a host such as hooks.example.com or *.example.com, in lower case",
  }),
);

/** Why a URL is not called: codes of outcomes. */
export type UrlFault = "insecure-url" | "host-not-allowed" | "private-address";

/** What may be called, and over which connections. */
export interface PublicHosts {
  /**
   * What is wrong with a URL, as far as its text tells. Where its host's name leads is seen to by
   * `connections`.
   */
  findUrlFault(url: string): UrlFault | undefined;
  /** They open to vetted addresses only; any other fails with the code `private-address`. */
  readonly connections: Connections;
}

/**
 * The hosts that may be called at URLs which others make up: https only, those that are allowed, and none
 * at an address of a private network, of this machine, or of the cloud's own services. The local stage
 * may call http, and this machine.
 */
export function publicHosts(allowedHosts: readonly string[], stage: string): PublicHosts {
  const isLocal = stage === localStage;
  const isAllowedAddress = (address: string) =>
    isPublicAddress(address) || (isLocal && isLoopback(address));
  return {
    findUrlFault(text) {
      const { protocol, hostname } = new URL(text);
      if (protocol !== "https:" && !isLocal) {
        return "insecure-url";
      }
      const literal = hostname.replace(/^\[(.*)\]$/, "$1");
      if (ipaddr.isValid(literal) && !isAllowedAddress(literal)) {
        return "private-address";
      }
      return allowedHosts.some((allowed) => isHostOf(allowed, hostname))
        ? undefined
        : "host-not-allowed";
    },
    connections: new Connections(vettedLookup(isAllowedAddress)),
  };
}

function isHostOf(allowed: string, hostname: string): boolean {
  return allowed.startsWith("*.") ? hostname.endsWith(allowed.slice(1)) : hostname === allowed;
}

/**
 * Resolves a name once, for the connection itself: what was vetted is what is connected to. One bad
 * address among several is enough to refuse them all.
 */
function vettedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
        callback(Object.assign(new Error("not public"), { code: "HERALD_PRIVATE_ADDRESS" }), "", 0);
        return;
      }
      if (options.all) {
        callback(null, addresses);
        return;
      }
      callback(null, first.address, first.family);
    });
  };
}

/** The only IPv6 addresses that are given out to the public: https://www.iana.org/assignments/ipv6-address-space */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the public Internet: in no range that IANA keeps for something else, nor
 * in one that leads to IPv4 addresses.
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
function isPublicAddress(text: string): boolean {
  const address = ipaddr.parse(text);
  const isGiven = address.kind() === "ipv4" || address.match(globalUnicast);
  return isGiven && address.range() === "unicast";
}

/** This machine; an IPv4 address that is written as an IPv6 one is what it stands for. */
function isLoopback(text: string): boolean {
  return ipaddr.process(text).range() === "loopback";
}
