import { relative } from "node:path";
import { functionsLogFile } from "./functions-log.ts";
import type { LocalDetails } from "./local-details.ts";
import { localDetailsFile } from "./local-details.ts";
import { projectFolder } from "./paths.ts";

/** Shows how to reach a running local Herald, with commands ready to paste. */
export function connectionSummary(details: LocalDetails): string {
  const { apiUrl, apiKey, consoleUrl, simulatorUrl, awsEndpoint, tables, queues } = details;
  const submission = {
    userId: "u-42",
    message: "Hello",
    phoneNumber: "+48600100200",
    channels: ["sms"],
  };
  const queueLines = Object.entries(queues).map(
    ([channel, { url, deadLetterUrl }]) =>
      `  ${`queues of ${channel}`.padEnd(20)}${nameOf(url)}, ${nameOf(deadLetterUrl)}`,
  );
  return `Send a notification:

  curl -i ${apiUrl}/v1/notifications \\
    -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\
    -d '${JSON.stringify(submission)}'

See what became of it, and what the providers took:

  curl -H 'x-api-key: ${apiKey}' ${apiUrl}/v1/users/${submission.userId}/notifications
  curl ${simulatorUrl}/_received

Look at it in a browser, with the API key ${apiKey}:

  ${consoleUrl}

Read what else can be asked of it:

  ${apiUrl}/docs

Take a provider down:

  curl -X PUT ${simulatorUrl}/_control/twilio \\
    -H 'content-type: application/json' -d '{"behavior":"server-error"}'

Where things are:

  AWS endpoint        ${awsEndpoint}
  tables              ${tables.notifications}, ${tables.providerHealth}
${queueLines.join("\n")}
  functions' logs     ${relative(projectFolder, functionsLogFile)}
  all of it           ${relative(projectFolder, localDetailsFile)}
`;
}

function nameOf(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
}
