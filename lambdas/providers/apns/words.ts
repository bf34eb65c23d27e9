import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const certificate = "Apple does not take the certificate: Herald sends none.";
const environment = "The key of the settings is not for this environment of APNs.";
const header = "Apple does not take a header of the request.";
const key = "Apple does not take the team, the key's id or the key of the settings.";
const later = "Apple could not do it now.";
const topic = "Apple does not take the topic of the settings for this team.";

/** APNs's reasons in words. */
export const words: CodeWords = {
  codes,
  page: "https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns",
  texts: {
    Unregistered: "The device's token is not registered any more.",
    ExpiredToken: "The device's token has expired.",
    BadDeviceToken:
      "It is not a token that APNs gave, or it is of the other environment: production or sandbox.",
    DeviceTokenNotForTopic: "The device's token is of another app than the topic of the settings.",
    BadCollapseId: header,
    BadExpirationDate: header,
    BadMessageId: header,
    BadPriority: header,
    DuplicateHeaders: header,
    InvalidPushType: header,
    PayloadEmpty: "The message has nothing in it.",
    PayloadTooLarge: "The message, with its data, is larger than the 4 KB that APNs takes.",
    BadCertificate: certificate,
    BadCertificateEnvironment: certificate,
    BadEnvironmentKeyIdInToken: environment,
    BadTopic: topic,
    MissingTopic: topic,
    TopicDisallowed: topic,
    Forbidden: "Apple lets this team not do this.",
    ExpiredProviderToken: "Apple takes the token for older than an hour: see the server's clock.",
    InvalidProviderToken: key,
    MissingProviderToken: key,
    UnrelatedKeyIdInToken: key,
    TooManyRequests: "Too many pushes went to this device.",
    TooManyProviderTokenUpdates: "Apple was shown new tokens of this team too often.",
    IdleTimeout: later,
    InternalServerError: later,
    ServiceUnavailable: later,
    Shutdown: later,
  },
};
