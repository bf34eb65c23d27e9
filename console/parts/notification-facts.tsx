import type { ComponentChildren } from "preact";
import type { TrackedNotification } from "../../client/herald-client.ts";
import { textFieldNames, textFields } from "../notification-fields.ts";
import { smsText } from "../sms-text.ts";
import { FoldedText } from "./folded-text.tsx";
import { MailFrame } from "./mail-frame.tsx";
import { Time } from "./time.tsx";

/** What a notification says, to whom, and at which addresses. */
export function NotificationFacts({ notification }: { notification: TrackedNotification }) {
  const { id, userId, message, html, registeredAt, caller, expiresAt, expectsResponse, sms, push } =
    notification;
  const { attachments = [], headers, template } = notification;
  return (
    <section class="card" aria-label="The notification">
      <FoldedText text={message} />
      {html !== undefined && <MailFrame html={html} title="The mail's HTML" />}
      <dl class="facts">
        <Fact name="User">
          <bdi>{userId}</bdi>
        </Fact>
        <Fact name="Registered">
          <Time at={registeredAt} />
        </Fact>
        {caller !== undefined && <Fact name="Sent by">{caller}</Fact>}
        {expiresAt !== undefined && (
          <Fact name="Expires">
            <Time at={expiresAt} />
          </Fact>
        )}
        {textFieldNames.map((name) => {
          const { fact } = textFields[name];
          const value = shownValue(notification, name);
          return (
            fact !== undefined &&
            value !== undefined && (
              <Fact key={name} name={fact}>
                <bdi>{value}</bdi>
              </Fact>
            )
          );
        })}
        {push !== undefined && (
          <Fact name="Push content">
            <bdi>{JSON.stringify(push)}</bdi>
          </Fact>
        )}
        {headers !== undefined && (
          <Fact name="Headers">
            <bdi>{JSON.stringify(headers)}</bdi>
          </Fact>
        )}
        {attachments.map(({ filename, contentType, size, sha256 }) => (
          <Fact key={filename} name="Attachment">
            <bdi>{filename}</bdi> ({contentType}, {size} bytes, <code>{sha256.slice(0, 12)}</code>)
          </Fact>
        ))}
        {template !== undefined && (
          <Fact name="Template">
            {template.name}, {template.locale} (<code>{template.hash.slice(0, 12)}</code>)
          </Fact>
        )}
        {sms !== undefined && <Fact name="As SMS">{smsText(sms)}</Fact>}
        {expectsResponse && <Fact name="Expects a response">yes</Fact>}
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
      </dl>
    </section>
  );
}

/** All addresses of a kind stand together. */
function shownValue(
  notification: TrackedNotification,
  name: (typeof textFieldNames)[number],
): string | undefined {
  const more: Readonly<Partial<Record<string, readonly string[]>>> =
    notification.moreAddresses ?? {};
  const first = notification[name];
  return first === undefined ? undefined : [first, ...(more[name] ?? [])].join(", ");
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
