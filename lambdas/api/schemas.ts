import * as z from "zod/mini";
import { preferenceChangesSchema } from "../core/change-preferences.ts";
import { channelContentSchema, contentSchema } from "../core/channel-content.ts";
import { attachmentSchema, headersSchema } from "../core/mail-fields.ts";
import { pushContentSchema, pushDataSchema } from "../core/push-content.ts";
import { submissionSchema } from "../core/submission.ts";
import { templateChoiceSchema, templateDataSchema } from "../core/template-choice.ts";
import { addressKind, deliveryStatus, failureReason, scope } from "./fields.ts";
import type { JsonSchema } from "./metadata.ts";
import { readable, referenceTo } from "./metadata.ts";
import { responseParts, responses } from "./responses.ts";
import { codeExplanation } from "./shown-explanation.ts";
import { smsSize } from "./shown-sms.ts";
import * as tracked from "./tracked.ts";

/** The bodies of requests and responses by their names in the document. */
export const schemas = {
  Submission: submissionSchema,
  PreferenceChanges: preferenceChangesSchema,
  Notification: tracked.notification,
  Delivery: tracked.delivery,
  NotificationPage: tracked.notificationPage,
  UserExport: tracked.userExport,
  ...responses,
} as const satisfies Readonly<Record<string, z.ZodMiniObject>>;

/** The name of a body in the document. */
export type SchemaName = keyof typeof schemas;

/** What a submission is made of. */
const submittedParts = {
  PushContent: pushContentSchema,
  PushData: pushDataSchema,
  Attachment: attachmentSchema,
  MailHeaders: headersSchema,
  ChannelContent: channelContentSchema,
  ContentByChannel: contentSchema,
  TemplateChoice: templateChoiceSchema,
  TemplateData: templateDataSchema,
} as const;

/** What bodies are made of: a generated client names a type after each. */
const parts = {
  ...tracked.trackedParts,
  ...responseParts,
  CodeExplanation: codeExplanation,
  ...submittedParts,
  SmsSize: smsSize,
  AddressKind: addressKind,
  DeliveryStatus: deliveryStatus,
  FailureReason: failureReason,
  Scope: scope,
} as const satisfies Readonly<Record<string, z.ZodMiniType>>;

/** The name of a schema in the document. */
type ComponentName = SchemaName | keyof typeof parts;

/** The document's schemas by their names, made from those that the code goes by. */
export function componentSchemas(): Record<ComponentName, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries({ ...schemas, ...parts })) {
    registry.add(schema, { id });
  }
  const { schemas: made } = z.toJSONSchema(registry, {
    io: "input",
    uri: (id) => referenceTo(id).$ref,
    override: readable,
  });
  const plain = Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [
    id,
    isSubmitted(id) ? submitted(schema, isOptional(id)) : schema,
  ]);
  return withoutClasses(Object.fromEntries(plain));
}

/** A request's body, and what is part of one. */
function isSubmitted(id: string): boolean {
  return id === "Submission" || id === "PreferenceChanges" || Object.hasOwn(submittedParts, id);
}

/** What is optional wherever it stands. */
function isOptional(id: string): boolean {
  return Object.hasOwn(submittedParts, id) && id !== ("Attachment" satisfies ComponentName);
}

/**
 * In a request, a field that there is not is refused, and an optional one that is `null` is left out.
 * Clients generated for TypeScript take a field with a default for one that is always given.
 */
function submitted(
  { properties = {}, required = [], ...schema }: JsonSchema,
  isOptional: boolean,
): JsonSchema {
  const fields = Object.entries(properties as Record<string, JsonSchema>);
  const nullable = fields.map(([field, { default: _, ...property }]) => [
    field,
    required.includes(field) || property.type === undefined ? property : orNull(property),
  ]);
  return {
    ...(isOptional ? orNull(schema) : schema),
    ...(fields.length > 0 && {
      properties: Object.fromEntries(nullable),
      required,
      additionalProperties: false,
    }),
  };
}

function orNull({ type, ...schema }: JsonSchema): JsonSchema {
  return { type: [type, "null"].flat(), ...schema } as JsonSchema;
}

/** Not every language's patterns know the class of control characters; its ranges they all do. */
function withoutClasses<Schemas>(made: Schemas): Schemas {
  const text = JSON.stringify(made).replaceAll("\\\\p{Cc}", "\\\\x00-\\\\x1f\\\\x7f-\\\\x9f");
  return JSON.parse(text);
}
