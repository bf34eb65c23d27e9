import type { SESClient } from "@aws-sdk/client-ses";
import { GetTemplateCommand, ListTemplatesCommand } from "@aws-sdk/client-ses";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { ForeignTemplate } from "./foreign-template.ts";
import { ofSes, sesTemplateSchema } from "./foreign-template.ts";

/**
 * Reads all templates that SES keeps for an account in a region, one after another: SES allows one call
 * a second, and the client waits where it is told to.
 *
 * @throws DependencyUnavailable
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ListTemplates.html
 */
export async function readSesTemplates(
  client: Pick<SESClient, "send">,
): Promise<readonly ForeignTemplate[]> {
  const templates: ForeignTemplate[] = [];
  let NextToken: string | undefined;
  do {
    const list = new ListTemplatesCommand({ MaxItems: 100, ...(NextToken && { NextToken }) });
    const page = await awsCall("SES", () => client.send(list));
    for (const { Name: TemplateName } of page.TemplatesMetadata ?? []) {
      const get = new GetTemplateCommand({ TemplateName });
      const { Template } = await awsCall("SES", () => client.send(get));
      const { data } = sesTemplateSchema.safeParse(Template);
      templates.push(...(data === undefined ? [] : [ofSes(data)]));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return templates;
}
