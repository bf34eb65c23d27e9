import * as z from "zod";

/** A template as SES or Pinpoint keeps it, in Handlebars. */
export interface ForeignTemplate {
  readonly name: string;
  readonly kind: "email" | "sms" | "push";
  readonly subject?: string;
  readonly title?: string;
  readonly text?: string;
  readonly html?: string;
  /** What stands in the place of what is missing, by path: `User.UserAttributes.FirstName`. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What it has that is not carried over. */
  readonly left: readonly string[];
}

const text = z.string().nullish();

/** @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Template.html */
export const sesTemplateSchema = z.object({
  TemplateName: z.string(),
  SubjectPart: text,
  TextPart: text,
  HtmlPart: text,
});

const pushPart = z.looseObject({ Title: text, Body: text }).nullish();

/** What the AWS CLI prints of one template, and how it is read. */
const sources = [
  /** `aws ses get-template` */
  z.object({ Template: sesTemplateSchema }).transform(({ Template }) => ofSes(Template)),
  /** `aws sesv2 get-email-template` */
  z
    .object({
      TemplateName: z.string(),
      TemplateContent: z.object({ Subject: text, Text: text, Html: text }),
    })
    .transform(({ TemplateName, TemplateContent: { Subject, Text, Html } }) =>
      mail(TemplateName, { subject: Subject, text: Text, html: Html }),
    ),
  /** `aws pinpoint get-email-template` */
  z
    .object({
      EmailTemplateResponse: z.object({
        TemplateName: z.string(),
        Subject: text,
        TextPart: text,
        HtmlPart: text,
        DefaultSubstitutions: text,
      }),
    })
    .transform(({ EmailTemplateResponse: each }) =>
      mail(
        each.TemplateName,
        { subject: each.Subject, text: each.TextPart, html: each.HtmlPart },
        readDefaults(each.DefaultSubstitutions),
      ),
    ),
  /** `aws pinpoint get-sms-template` */
  z
    .object({
      SMSTemplateResponse: z.object({
        TemplateName: z.string(),
        Body: text,
        DefaultSubstitutions: text,
      }),
    })
    .transform(({ SMSTemplateResponse: { TemplateName, Body, DefaultSubstitutions } }) => ({
      name: TemplateName,
      kind: "sms" as const,
      ...parts({ text: Body }),
      defaults: readDefaults(DefaultSubstitutions),
      left: [],
    })),
  /** `aws pinpoint get-push-template` */
  z
    .object({
      PushNotificationTemplateResponse: z.object({
        TemplateName: z.string(),
        Default: pushPart,
        GCM: pushPart,
        APNS: pushPart,
        ADM: pushPart,
        Baidu: pushPart,
        DefaultSubstitutions: text,
      }),
    })
    .transform(({ PushNotificationTemplateResponse: each }) => ofPush(each)),
] as const;

/**
 * Reads what the AWS CLI prints of one template of SES or Pinpoint.
 *
 * @returns `undefined` where it is none.
 */
export function readForeignTemplate(json: string): ForeignTemplate | undefined {
  const value = parseJson(json);
  return sources.map((source) => source.safeParse(value)).find(({ success }) => success)?.data;
}

/** A template of SES. */
export function ofSes({
  TemplateName,
  SubjectPart,
  TextPart,
  HtmlPart,
}: z.infer<typeof sesTemplateSchema>): ForeignTemplate {
  return mail(TemplateName, { subject: SubjectPart, text: TextPart, html: HtmlPart });
}

type Part = string | null | undefined;

function mail(
  name: string,
  { text: plain, ...others }: Readonly<Record<"subject" | "text" | "html", Part>>,
  defaults: ForeignTemplate["defaults"] = {},
): ForeignTemplate {
  const hasBoth = isFilled(plain) && isFilled(others.html);
  return {
    name,
    kind: "email",
    ...parts({ ...others, ...(!hasBoth && { text: plain }) }),
    defaults,
    left: hasBoth ? ["its plain text, which Herald makes of the HTML"] : [],
  };
}

interface PushTemplate {
  readonly TemplateName: string;
  readonly DefaultSubstitutions?: Part;
  readonly [service: string]: unknown;
}

/** All services say the same in Herald: what `Default` says, or else the first that says anything. */
function ofPush({
  TemplateName,
  DefaultSubstitutions,
  ...services
}: PushTemplate): ForeignTemplate {
  const filled = ["Default", "GCM", "APNS", "ADM", "Baidu"].flatMap((service) => {
    const { Title, Body, ...more } = Object(services[service]);
    return isFilled(Body) ? [{ service, Title, Body, more: Object.keys(more) }] : [];
  });
  const [first, ...others] = filled;
  return {
    name: TemplateName,
    kind: "push",
    ...parts({ title: first?.Title, text: first?.Body }),
    defaults: readDefaults(DefaultSubstitutions),
    left: [
      ...(first?.more ?? []).map((field) => `${first?.service}.${field}`),
      ...others.map(({ service }) => `what it says to ${service}`),
    ],
  };
}

function parts(all: Readonly<Partial<Record<"subject" | "title" | "text" | "html", Part>>>) {
  const filled = Object.entries(all).filter(([, part]) => isFilled(part));
  return Object.fromEntries(filled) as Partial<Record<keyof typeof all, string>>;
}

function isFilled(part: unknown): part is string {
  return typeof part === "string" && part.trim() !== "";
}

/** JSON in JSON: paths, or objects within one another. */
function readDefaults(json: Part): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (value: unknown, path: string) => {
    if (typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        walk(each, path === "" ? name : `${path}.${name}`);
      }
    } else if (path !== "") {
      found[path] = String(value);
    }
  };
  walk(parseJson(json ?? "{}"), "");
  return found;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
