import type { Outcome } from "../core/outcome.ts";
import { failureOutcome, statusOutcome, unreadableResponse } from "./classify.ts";
import type { CodeTable, FailureKind } from "./code-table.ts";
import type { HttpCallResponse } from "./http-call.ts";
import { httpCall } from "./http-call.ts";
import { withTransportOutcome } from "./rest-call.ts";
import { withRetryAfter } from "./retry-after.ts";

/** The settings that AWS providers share. */
export interface AwsSettings {
  readonly region?: string | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * The configuration of an AWS client that makes each call once, over `httpCall`.
 *
 * The SDK's own handler cannot tell a time-out while connecting from one while waiting, and keeps
 * connections for as long as they last; `httpCall` does what every other provider's call does.
 */
export function awsClientConfig({ region, baseUrl }: AwsSettings) {
  return {
    ...(region !== undefined && { region }),
    ...(baseUrl !== undefined && { endpoint: baseUrl }),
    maxAttempts: 1,
    requestHandler: singleCallHandler,
  };
}

/**
 * The options of an SDK's `send` that hand a call's signal to `httpCall`.
 *
 * Given as `abortSignal`, the SDK would put an error of its own in place of the one that knows
 * whether the connection had opened.
 */
export interface AwsCallOptions {
  readonly abortSignal?: never;
  readonly callSignal: AbortSignal;
  /** Told when the SDK has made the request and hands it on. */
  readonly onRequest: () => void;
  /** Told of the response before the SDK reads it. */
  readonly onResponse: (response: HttpCallResponse) => void;
}

/** An AWS error answer, as the tables of a provider read it. */
export interface AwsError {
  /** The code on the wire, e.g. `InvalidParameter`; of a JSON service the reason, if it gives one. */
  readonly code: string;
  /** AWS's text; to be matched, never passed on. */
  readonly text: string;
  /** The names of the request's fields that a JSON service finds fault with. */
  readonly fields: readonly string[];
}

/** What an SDK's `send` comes to. */
export type AwsResponse = Promise<{ readonly MessageId?: string | undefined }>;

/**
 * The calls of one AWS client. A client whose serializer threw is not used again: the Query protocol's
 * keeps what it had written, and the next request would start with this one's fields.
 */
export class AwsCalls<Client> {
  readonly #make: () => Client;
  readonly #codes: CodeTable;
  readonly #kindByError: KindByError;
  #client: Client;

  /**
   * @param make makes the client.
   * @param kindByError what an error's text or fields say beyond `codes`; `undefined` leaves it to them.
   */
  constructor(make: () => Client, codes: CodeTable, kindByError: KindByError) {
    this.#make = make;
    this.#codes = codes;
    this.#kindByError = kindByError;
    this.#client = make();
  }

  /**
   * Makes one call.
   *
   * @param call the SDK's `send` with these options; its response holds the message's id.
   */
  async make(
    callSignal: AbortSignal,
    call: (client: Client, options: AwsCallOptions) => AwsResponse,
  ): Promise<Outcome> {
    let isRequested = false;
    let response: HttpCallResponse | undefined;
    const options: AwsCallOptions = {
      callSignal,
      onRequest: () => {
        isRequested = true;
      },
      onResponse: (received) => {
        response = received;
      },
    };
    return withTransportOutcome(async () => {
      try {
        const { MessageId: providerMessageId } = await call(this.#client, options);
        return providerMessageId
          ? { kind: "accepted", providerMessageId }
          : unreadableResponse("no-message-id");
      } catch (error) {
        if (!isRequested) {
          return this.#notMade(error);
        }
        if (response === undefined) {
          throw error;
        }
        const outcome = errorOutcome(error, response.status, this.#codes, this.#kindByError);
        return withRetryAfter(outcome, response);
      }
    });
  }

  /** Nothing left the function. */
  #notMade(error: unknown): Outcome {
    if (error instanceof Error && error.name === "CredentialsProviderError") {
      return { kind: "misconfigured", code: "no-credentials" };
    }
    this.#client = this.#make();
    return { kind: "misconfigured", code: "request-not-made" };
  }
}

type KindByError = (error: AwsError) => FailureKind | undefined;

function errorOutcome(
  thrown: unknown,
  status: number,
  codes: CodeTable,
  kindByError: KindByError,
): Outcome {
  const error = thrown as SdkError;
  const code = codeIn(error);
  if (code === undefined) {
    return withoutCode(error, status);
  }
  const kind = kindByError({ code, text: error.message, fields: fieldsIn(error) });
  return failureOutcome(codes, { code, status, kind });
}

/**
 * The Query protocol's `Code`; of a JSON service, which the SDK has put into the error's name, the reason
 * where there is one. The SDK has a name of its own for an answer without a code.
 */
function codeIn({ Code, Reason, $fault, name }: SdkError): string | undefined {
  return Code ?? Reason ?? ($fault !== undefined && name !== "Unknown" ? name : undefined);
}

function fieldsIn({ Fields }: SdkError): readonly string[] {
  return Array.isArray(Fields) ? Fields.flatMap((field) => field?.Name ?? []) : [];
}

function withoutCode({ name }: SdkError, status: number): Outcome {
  return status === 200
    ? unreadableResponse(name === "SyntaxError" ? "non-json-answer" : "non-xml-answer")
    : statusOutcome(status);
}

interface SdkError extends Error {
  /** Of the Query protocol; absent where the answer was not AWS's XML. */
  readonly Code?: string;
  /** Of a JSON service; absent where the answer was not AWS's JSON. */
  readonly $fault?: string;
  readonly Reason?: string;
  /** As it came: AWS's are `[{ "Name", "Message" }]`. */
  readonly Fields?: unknown;
}

interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

/** An SDK request handler, as far as the Query and the JSON protocols (POST, no query string) need one. */
const singleCallHandler = {
  metadata: { handlerProtocol: "http/1.1" },
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
  async handle(request: SdkRequest, { callSignal, onRequest, onResponse }: AwsCallOptions) {
    onRequest();
    const { protocol, hostname, port, path, headers, body } = request;
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    const url = `${protocol}//${host}${path}`;
    const response = await httpCall({ method: "POST", url, headers, body }, callSignal);
    onResponse(response);
    return {
      response: {
        statusCode: response.status,
        headers: response.headers,
        body: new TextEncoder().encode(response.body),
      },
    };
  },
};
