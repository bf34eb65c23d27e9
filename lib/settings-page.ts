import type { Setting } from "../lambdas/settings/setting.ts";
import { settingsOf } from "../lambdas/settings/settings.ts";

const introduction = `# Settings

These SSM parameters are below \`/herald/<stage>/\`. Change them with \`aws ssm put-parameter\`: the change
is in force within 30 s, without a deployment. A bad value takes nothing down: the last good one stays in
force, and the alarm InvalidConfiguration says so. What is only not known, a field of JSON or a name in a
list, is passed over, and the rest is in force. \`npm run herald -- doctor\` checks them all.

A deployment writes a first value again only where it differs from that of the deployment before. Words
in code type, such as \`responsesPerHour\`, are fields of the deployment configuration,
\`config/<stage>.json\`.`;

const footer =
  "This page is made from `lambdas/settings/settings.ts` by `npm run docs`; a unit test holds it to that.";

/** A deployment whose names are placeholders. */
const anyDeployment = {
  stage: "<stage>",
  enabledChannels: [],
  responsesPerHour: 0,
  limits: {},
  channels: { "<channel>": { allowedProviders: ["the channel's `allowedProviders`"] } },
};

/** The page `docs/settings.md`: every SSM parameter, as the table of settings has it. */
export function settingsPage(): string {
  const entries = settingsOf(anyDeployment, [{ id: "<provider>" }]).map(describe);
  return `${[introduction, ...entries, footer].join("\n\n")}\n`;
}

function describe({ name, type, description, isOptional, readBy, page }: Setting<unknown>): string {
  return `## \`${name}\`

${[withoutTags(description), page.note ?? []].flat().join("\n\n")}

- Type: ${type}
- First value: ${page.firstValue}
- Without a good value: ${page.fallback}
- If it is missing: ${isOptional ? "nothing is reported" : "a fault"}
- Read by: ${readBy.join(", ")}`;
}

/** Placeholders as code: Markdown would take `<provider>` for a tag. */
function withoutTags(text: string): string {
  return text.replace(/<\w+>/g, (placeholder) => `\`${placeholder}\``);
}
