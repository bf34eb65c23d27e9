import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const token = "Meta does not take the access token: it expired, or was withdrawn.";
const permission = "The token's user or the app lacks a permission for the number.";
const payment = "The WhatsApp account has a problem with its payment.";
const tooFast = "Meta wants fewer messages for now.";
const unwell = "Meta could not do it now.";
const parameter =
  "Meta does not take a parameter: the recipient, the text, or one of the settings.";

/** WhatsApp's codes in words. */
export const words: CodeWords = {
  codes,
  page: "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes",
  texts: {
    "0": token,
    "1": "Meta failed within the call; it may have taken the message.",
    "2": unwell,
    "3": permission,
    "4": tooFast,
    "10": permission,
    "33": "The number that sends was deleted.",
    "100": parameter,
    "190": token,
    "200": permission,
    "368": "The WhatsApp account is blocked for now, for breaking Meta's rules.",
    "80007": tooFast,
    "130429": tooFast,
    "130472": "Meta withheld it: the user is part of an experiment.",
    "130497": "The account may not write to users in this country.",
    "131000": unwell,
    "131005": permission,
    "131008": "The template needs more than it is given.",
    "131009": parameter,
    "131016": unwell,
    "131021": "The recipient is the number that sends.",
    "131026":
      "The user cannot get it: no WhatsApp account, an old app, terms not accepted, or the sender blocked.",
    "131030": "A test number may write to the numbers on its list only, and this is none.",
    "131031": "The WhatsApp account is locked.",
    "131037": "The display name of the number that sends is not approved.",
    "131042": payment,
    "131045": "The number that sends is not registered.",
    "131047":
      "More than 24 hours have passed since the user's last message: only a template may be sent.",
    "131048": "Meta holds the number back: too many users blocked or reported it.",
    "131049": "Meta withheld it: the user got many marketing messages lately.",
    "131050": "The user stopped the sender's marketing messages.",
    "131056": "Too many messages to this user within a short time.",
    "131057": "The WhatsApp account is in maintenance.",
    "132000": "The template has another number of parameters than the settings say.",
    "132001": "There is no approved template of this name in this language.",
    "132005": "The message is too long for the template.",
    "132007": "The template breaks a rule of WhatsApp's.",
    "132012": "The text is not what the template's parameter takes.",
    "132015": "The template is paused, as its quality is low.",
    "132016": "The template was paused too often, and is disabled.",
    "132018": "The text is not what the template's parameter takes.",
    "133010": "The number that sends is not registered.",
    "134011": payment,
  },
};
