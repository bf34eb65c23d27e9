import type { RenderedTemplate } from "../../../lambdas/core/ports/content.ts";

/** What the one template of the model says. */
export const template = {
  name: "order-ready",
  rendered: {
    content: { sms: { message: "ready, by SMS" }, email: { message: "ready, by mail" } },
    locale: "default",
    hash: "hash",
  } satisfies RenderedTemplate,
};

/** A file of a mail, of these bytes. */
export function fileOf(text: string) {
  return {
    filename: "order.txt",
    contentType: "text/plain",
    content: Buffer.from(text).toString("base64"),
  };
}

/** A caller's request, and what became of it. */
export interface CallerRequest {
  readonly body: {
    readonly userId: string;
    /** Left out where a template says it. */
    readonly message?: string;
    readonly template?: { readonly name: string };
    readonly attachments?: readonly ReturnType<typeof fileOf>[];
    readonly expectsResponse: boolean;
    readonly phoneNumber: string;
    readonly email: string;
    readonly channels?: readonly string[];
    readonly expiresAt?: string;
    readonly category?: string;
  };
  readonly key: string | undefined;
  /** Whether it had a response that is final: not silence, and not "repeat it". */
  isAnswered: boolean;
}
