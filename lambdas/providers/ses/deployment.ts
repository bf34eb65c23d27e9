import type { DeploymentFault, ProviderDeployment, StageFacts } from "../provider-module.ts";

/** What a stage's deployment configuration means to SES: who sends, and what publishes its events. */
export const deployment: ProviderDeployment = {
  firstSettings: ({ emailFrom, emailIdentity, namePrefix }) => {
    const from = emailFrom ?? emailIdentity;
    return {
      ...(from !== undefined && { from }),
      configurationSet: configurationSetName(namePrefix),
    };
  },
  faults: senderFaults,
};

/** The stage's configuration set in SES, which publishes what becomes of its e-mail. */
export function configurationSetName(namePrefix: string): string {
  return namePrefix;
}

function senderFaults(
  { emailIdentity, emailFrom }: StageFacts,
  channel: string,
): readonly DeploymentFault[] {
  if (emailIdentity === undefined) {
    return [{ field: "emailIdentity", detail: `is missing; channel "${channel}" may use ses` }];
  }
  if (emailFrom === undefined) {
    return emailIdentity.includes("@")
      ? []
      : [{ field: "emailFrom", detail: "is missing; emailIdentity is a domain" }];
  }
  const senderDomain = emailFrom.slice(emailFrom.indexOf("@") + 1);
  const isCovered = emailFrom === emailIdentity || `.${senderDomain}`.endsWith(`.${emailIdentity}`);
  return isCovered ? [] : [{ field: "emailFrom", detail: `must be one of "${emailIdentity}"` }];
}
