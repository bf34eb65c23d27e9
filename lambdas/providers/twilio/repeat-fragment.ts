/**
 * Asks Twilio to repeat a callback up to five times, for whatever reason it was not taken. It stands at
 * the end of the callback's URL; without it Twilio makes one try.
 *
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const repeatFragment = "#rc=5&rp=all";
