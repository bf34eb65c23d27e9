/** What Herald uses of https://www.npmjs.com/package/split-sms, which has no types. */
declare module "split-sms" {
  interface SplitSms {
    split(
      text: string,
      options: { readonly summary: true },
    ): { readonly characterSet: "GSM" | "Unicode"; readonly parts: readonly unknown[] };
  }
  const splitSms: SplitSms;
  export = splitSms;
}
