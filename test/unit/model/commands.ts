import fc from "fast-check";
import type { BehaviorName } from "./behaviors.ts";
import { behaviorNames } from "./behaviors.ts";
import type { CallerRequest } from "./caller-request.ts";
import { fileOf, template } from "./caller-request.ts";
import type { ChannelName, Configuration } from "./configuration.ts";
import { channelNames, functionTimeoutMs, providerLists } from "./configuration.ts";
import type { Outage, Service } from "./outages.ts";
import { services } from "./outages.ts";
import type { World } from "./world.ts";

/** Something that happens in the world; prints as a sentence. */
export class Command {
  readonly #sentence: string;
  readonly run: (world: World) => void | Promise<void>;

  constructor(sentence: string, run: (world: World) => void | Promise<void>) {
    this.#sentence = sentence;
    this.run = run;
  }

  toString(): string {
    return this.#sentence;
  }
}

/** How many turns the world takes before the next command, and in which order. */
type Pace = "to the end" | readonly number[];

const order = fc.array(fc.nat(7), { maxLength: 12 });
const pace: fc.Arbitrary<Pace> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Pace>("to the end") },
  { weight: 2, arbitrary: order },
);

function describe(pace: Pace): string {
  return pace === "to the end" ? "" : `, then turns [${pace.join(",")}]`;
}

async function take({ turns }: World, pace: Pace): Promise<void> {
  if (pace === "to the end") {
    return turns.takeAll();
  }
  for (const pick of pace) {
    await turns.take(pick);
  }
}

const isHeard = fc.oneof(
  { weight: 3, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

function rarely<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** Files that no other notification has. */
function filesOf(number: number, count: number) {
  return Array.from({ length: count }, (_, index) => fileOf(`file ${index} of ${number}`));
}

const submit = fc
  .record({
    userId: fc.constantFrom("ann", "bob"),
    isKeyed: fc.boolean(),
    expectsResponse: fc.boolean(),
    named: fc.constantFrom<readonly ChannelName[] | undefined>(undefined, ["sms"], ["email"]),
    expiresInSeconds: rarely(fc.constantFrom(4, 30, 600)),
    category: rarely(fc.constant("marketing")),
    content: rarely(fc.constantFrom("a file", "two files", "a template", "a template and a file")),
    isHeard,
    pace,
  })
  .map(({ isKeyed, named, isHeard, pace, ...fields }) => {
    const { userId, expectsResponse, expiresInSeconds, category, content = "" } = fields;
    const files = content.includes("two files") ? 2 : Number(content.includes("a file"));
    const isOfTemplate = content.includes("a template");
    const words = [
      `${userId} is sent a notification`,
      category && `of ${category}`,
      content && `with ${content}`,
      isKeyed && "with a key",
      expectsResponse && "that expects a response",
      named && `on ${named}`,
      expiresInSeconds && `expiring in ${expiresInSeconds} s`,
      !isHeard && "(response not heard)",
    ];
    return new Command(`${words.filter(Boolean).join(" ")}${describe(pace)}`, (world) => {
      const number = world.requests.length + 1;
      const expiresAt = world.time.now().getTime() + (expiresInSeconds ?? 0) * 1000;
      const request: CallerRequest = {
        body: {
          userId,
          ...(isOfTemplate ? { template: { name: template.name } } : { message: `text ${number}` }),
          ...(files > 0 && { attachments: filesOf(number, files) }),
          expectsResponse,
          phoneNumber: userId === "ann" ? "+48600100200" : "+48600100300",
          email: `${userId}@example.com`,
          ...(named && { channels: named }),
          ...(category && { category }),
          ...(expiresInSeconds && { expiresAt: new Date(expiresAt).toISOString() }),
        },
        key: isKeyed ? `key-${number}` : undefined,
        isAnswered: false,
      };
      world.requests.push(request);
      world.call(request, isHeard);
      return take(world, pace);
    });
  });

const repeat = fc
  .record({
    pick: fc.nat(5),
    isChanged: fc.boolean(),
    isLater: fc.boolean(),
    times: fc.constantFrom(1, 2),
    isHeard,
    pace,
  })
  .map(({ pick, isChanged, isLater, times, isHeard, pace }) => {
    const words = [
      isLater && "in a while,",
      `keyed request ${pick} is repeated`,
      isChanged ? "with another body" : "as it was",
      times > 1 && "twice at once",
      !isHeard && "(response not heard)",
    ];
    return new Command(`${words.filter(Boolean).join(" ")}${describe(pace)}`, (world) => {
      const keyed = world.requests.filter(({ key }) => key !== undefined);
      const request = keyed[pick % Math.max(1, keyed.length)];
      if (request === undefined) {
        return;
      }
      const changed = { ...request, body: { ...request.body, message: "another text" } };
      if (isChanged) {
        world.requests.push(changed);
      }
      if (isLater) {
        world.time.advance(functionTimeoutMs);
      }
      for (let time = 0; time < times; time += 1) {
        world.call(isChanged ? changed : request, isHeard);
      }
      return take(world, pace);
    });
  });

const receive = fc
  .record({
    channel: fc.constantFrom(...channelNames),
    size: fc.integer({ min: 1, max: 3 }),
    from: fc.nat(3),
    copy: rarely(fc.nat(5)),
    waits: fc.boolean(),
    pace,
  })
  .map(({ channel, size, from, copy, waits, pace }) => {
    const when = waits ? "in a while, " : "";
    const copied = copy === undefined ? "" : ` and a copy of message ${copy}`;
    const sentence = `${when}${channel} receives ${size} from ${from}${copied}${describe(pace)}`;
    return new Command(sentence, (world) => {
      const queue = world.queues[channel];
      if (waits && !queue.isEmpty) {
        world.advanceTo(queue.nextVisibleAt());
      }
      const copies = copy === undefined ? [] : queue.copy(copy);
      world.deliver(channel, [...queue.receive(size, from), ...copies]);
      return take(world, pace);
    });
  });

const lambdaThrottled = fc
  .record({
    channel: fc.constantFrom(...channelNames),
    size: fc.integer({ min: 1, max: 3 }),
    from: fc.nat(3),
  })
  .map(
    ({ channel, size, from }) =>
      new Command(`Lambda is too busy for ${size} of ${channel} from ${from}`, ({ queues }) => {
        queues[channel].receive(size, from);
      }),
  );

const goOn = order.map(
  (picks) => new Command(`turns [${picks.join(",")}]`, (world) => take(world, picks)),
);

const crash = fc
  .nat(3)
  .map((pick) => new Command(`function ${pick} dies`, (world) => world.crash(pick)));

const behave = fc
  .record({
    providers: fc.constantFrom(...providerLists, ...providerLists.flat().map((id) => [id])),
    behavior: fc.constantFrom<BehaviorName>(...behaviorNames),
  })
  .map(
    ({ providers, behavior }) =>
      new Command(`${providers} behave: ${behavior}`, ({ behaviors }) => {
        for (const id of providers) {
          behaviors.set(id, behavior);
        }
      }),
  );

const timePasses = fc
  .constantFrom(1, 5, 20, 31, 121, 900, 3_600, 86_400)
  .map((seconds) => new Command(`${seconds} s pass`, ({ time }) => time.advance(seconds * 1000)));

const outage = fc
  .record({
    service: fc.constantFrom<Service>(...services),
    kind: fc.constantFrom<Outage["kind"]>("unreachable", "responses-lost"),
    lasts: fc.boolean(),
    after: fc.nat(6),
  })
  .map(({ service, ...outage }) => {
    const times = outage.lasts ? "always" : "once";
    const sentence = `after ${outage.after} calls, ${service} is ${times} ${outage.kind}`;
    return new Command(sentence, ({ outages }) => {
      outages.set(service, { ...outage });
    });
  });

const repair = fc.constantFrom<Service>(...services).map(
  (service) =>
    new Command(`${service} works again`, ({ outages }) => {
      outages.delete(service);
    }),
);

const configure = fc
  .oneof(
    fc.record({ enabled: fc.subarray(channelNames) }),
    fc.record({ responsesPerHour: fc.nat(3) }),
    fc.constantFrom<Partial<Configuration>>(
      { providers: { sms: ["sns", "twilio"], email: ["ses"] } },
      { providers: { sms: ["sns"], email: ["ses", "sendgrid"] } },
    ),
  )
  .map((changes) => {
    const sentence = `the configuration changes: ${JSON.stringify(changes)}`;
    return new Command(sentence, (world) => world.configure(changes));
  });

const redrive = fc
  .constantFrom(...channelNames)
  .map(
    (channel) =>
      new Command(`${channel}'s dead letters are redriven`, ({ queues }) =>
        queues[channel].redrive(),
      ),
  );

const erase = fc
  .constantFrom("ann", "bob")
  .map((userId) => new Command(`${userId} is erased`, (world) => world.erase(userId)));

const prefer = fc
  .record({
    userId: fc.constantFrom("ann", "bob"),
    of: fc.constantFrom<["categories" | "channels", string]>(
      ["categories", "marketing"],
      ["channels", "sms"],
    ),
    isOn: fc.boolean(),
  })
  .map(
    ({ userId, of: [kind, name], isOn }) =>
      new Command(`${userId} turns ${name} ${isOn ? "on" : "off"}`, (world) =>
        world.prefer(userId, kind, name, isOn),
      ),
  );

/** Everything that can happen, in any order. */
export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: submit },
    { weight: 4, arbitrary: repeat },
    { weight: 12, arbitrary: receive },
    { weight: 2, arbitrary: lambdaThrottled },
    { weight: 3, arbitrary: goOn },
    { weight: 3, arbitrary: crash },
    { weight: 9, arbitrary: behave },
    { weight: 4, arbitrary: timePasses },
    { weight: 4, arbitrary: outage },
    { weight: 2, arbitrary: repair },
    { weight: 1, arbitrary: configure },
    { weight: 3, arbitrary: redrive },
    { weight: 3, arbitrary: erase },
    { weight: 3, arbitrary: prefer },
  ),
  { minLength: 1, maxLength: 40, size: "max" },
);
