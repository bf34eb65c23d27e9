import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import { formatMarkdownTable } from "../../terminal/table.ts";
import type { AwsCost, AwsCosts } from "../aws-calls.ts";
import type { CountedTemplate } from "./idle-cost.ts";
import { idleCost, pollingOf } from "./idle-cost.ts";
import { dollarsOf, listPrices, sumOf } from "./list-prices.ts";
import { assumed, millionCost } from "./million-cost.ts";

/** A shipped stage. */
export interface CountedStage {
  readonly config: DeploymentConfig;
  readonly template: CountedTemplate;
}

/** Writes the page `docs/cost.md`. */
export function formatCostPage(stages: readonly CountedStage[], costs: AwsCosts): string {
  const production = stages.find(({ config }) => config.production);
  if (production === undefined) {
    throw new Error("no stage is for production");
  }
  return `${[
    introduction,
    idleSection(stages),
    millionSection(production, costs),
    notCounted,
    priceSection(),
  ].join("\n\n")}\n`;
}

const introduction = `# Cost

What Herald costs in AWS by the list prices below: counted from the templates of the shipped stages and from the calls that \`npm run bench\` counts, which writes this page. Free tiers, which are for the account as a whole, are not taken off: of these lines they cover 10 alarms, three dashboards, 1,000,000 SQS requests and 1,000,000 invocations a month, at the time of writing.`;

/** What each stage costs while nothing happens; made of the templates alone. */
export function idleSection(stages: readonly CountedStage[]): string {
  const rows = stages.map(({ config, template }) => {
    const lines = idleCost(template);
    const cells = lines.flatMap((line) => [format(line.units), dollars(dollarsOf(line))]);
    return [config.stage, ...cells, dollars(sumOf(lines))];
  });
  return `## Idle, a month

Alarms are charged by the metric, and a dashboard (\`dashboard\`) by itself: the first three of an account are free. Lambda polls each queue, at all times, with five pollers that wait for 20 s. \`local\` runs on the emulator; its row is what it would cost. Nothing else in the templates costs anything while nothing happens, and a test fails when something is added that might. A KMS key of your own (\`kmsKeyArn\`) costs 1.00 a month, and 0.03 for 10,000 requests; it is none of the stack's.

${formatMarkdownTable(["stage", "alarm metrics", "dollars", "polls", "dollars", "dashboards", "dollars", "together"], rows)}

The sandbox has the \`essential\` alarms ([decision 0024](decisions/0024-alarms-of-a-sandbox.md)). Polling goes with the number of channels: each costs ${dollars(dollarsOf(pollingOf(1)))} a month, and its alarms.`;
}

function millionSection({ config, template }: CountedStage, costs: AwsCosts): string {
  const of = (intake: AwsCost, channels: number) =>
    millionCost({
      intake,
      delivery: costs.delivery,
      channels,
      retentionDays: config.retentionDays,
      template,
    });
  const one = of(costs.intakeOneChannel, 1);
  const three = of(costs.intakeThreeChannels, 3);
  const rows = one.map((line, index) => [
    line.what,
    format(line.units),
    dollars(dollarsOf(line)),
    format(three[index]?.units ?? 0),
    dollars(three[index] ? dollarsOf(three[index]) : 0),
  ]);
  return `## A million notifications

On one channel and on three, in dollars, as \`${config.stage}\` has them: records kept for ${config.retentionDays} days, each delivery accepted at its first attempt and taken by an invocation of its own. When there is more to do, an invocation takes ten, and Lambda and SQS cost less.

${formatMarkdownTable(
  ["what", "units, 1 channel", "dollars", "units, 3 channels", "dollars"],
  [...rows, ["together", "–", dollars(sumOf(one)), "–", dollars(sumOf(three))]],
)}

Calls, write and read units are counted. Not counted but assumed are ${assumed.awsCallMs} ms for an AWS call, ${assumed.providerCallMs} ms for a provider's, ${assumed.ownMs} ms for a function's own work, ${assumed.logBytes.toLocaleString("en")} bytes of log for an invocation and ${assumed.recordBytes.toLocaleString("en")} bytes for a record. The notification carries three addresses, and a delivery reads for each whether it is suppressed. An \`Idempotency-Key\`, \`expectsResponse\`, each address that \`limits\` counts and each channel whose day it limits add a write unit each: ${dollars(listPrices.writeUnit.dollars)}.`;
}

const notCounted = `## Not counted

- What providers take, SES and SNS included: nearly always more than all of the above.
- Herald's own metrics, in the hours in which they are counted: ${dollars(listPrices.customMetric.dollars)} a month for each that is counted all the time. A stage that sends has two, \`Accepted\` and \`DeliverySent\`; the others are counted when something is out of the ordinary.
- Attachments: each costs 5.00 for a million puts and 0.40 for a million reads, one for each attempt to send its mail, and 0.023 a month for a GB (https://aws.amazon.com/s3/pricing/). A mail of more than 1 KB takes a write unit more for each KB of its record, and half a read unit for each. A function that renders templates reads one object in 30 s.
- A web ACL, where \`webAclArn\` names one: 5.00 a month, 1.00 for each of its rules, and 0.60 for a million requests (https://aws.amazon.com/waf/pricing/).
- X-Ray, where \`tracing\` is on: 5.00 for a million traces that it keeps, which are one request a second and 5 % of the others (https://aws.amazon.com/xray/pricing/).
- Queries of the logs, \`npm run herald -- logs\` included: 0.005 for a GB that they look through.
- Receipts, retries, look-ups, and cold starts.
- Data to the internet, logs kept for a month, decrypting parameters: cents for a million.`;

function priceSection(): string {
  return `## List prices

Of us-east-1; the table is [\`bench/cost/list-prices.ts\`](../bench/cost/list-prices.ts).

${formatMarkdownTable(
  ["what", "dollars", "for", "from"],
  Object.values(listPrices).map(({ unit, dollars: price, per, page }) => [
    unit,
    String(price),
    per.toLocaleString("en"),
    page,
  ]),
)}`;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

function format(units: number): string {
  return units.toLocaleString("en", { maximumFractionDigits: 1 });
}
