import * as z from "zod/mini";

const pushSchema = z.object({
  /** The set's. */
  hash: z.string(),
  /** ISO 8601, in UTC. */
  pushedAt: z.string(),
  /** The hash of the set that was deployed then: the push holds as long as that one is. */
  overDeployed: z.string(),
});

const pointerSchema = z.object({
  version: z.literal(1),
  /** The last push, or the one that was gone back to; `null` after going back to what is deployed. */
  current: z.nullable(pushSchema),
  /** The others, the newest first. */
  earlier: z.array(pushSchema),
});

/** One push of a set of templates. */
export type TemplatePush = z.infer<typeof pushSchema>;

/** Which pushes there were, and which of them holds. */
export type TemplatePointer = z.infer<typeof pointerSchema>;

/** Pushes that are remembered besides the current one. */
const maxEarlier = 20;

/** What the pointer says before the first push. */
export const nothingPushed: TemplatePointer = { version: 1, current: null, earlier: [] };

/** Reads a pointer as it is stored; `undefined` where it is none, or a later release's. */
export function readTemplatePointer(text: string): TemplatePointer | undefined {
  try {
    return pointerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The push that takes the place of the deployed set.
 *
 * @param deployed the deployed set's hash. A deployment of other templates ends what was pushed before.
 */
export function pushInForce(
  { current }: TemplatePointer,
  deployed: string,
): TemplatePush | undefined {
  return current?.overDeployed === deployed ? current : undefined;
}

/** The pointer after a push. Of two pushes of one set the later is remembered. */
export function withPush(pointer: TemplatePointer, push: TemplatePush): TemplatePointer {
  return { version: 1, current: push, earlier: without(pushesOf(pointer), push) };
}

/**
 * The pointer after going back: to the push before the one in force that was made over the same
 * deployment, or else to what is deployed.
 *
 * @returns `undefined` where no push is in force.
 */
export function withRollback(
  pointer: TemplatePointer,
  deployed: string,
): TemplatePointer | undefined {
  const current = pushInForce(pointer, deployed);
  if (current === undefined) {
    return undefined;
  }
  const pushes = pushesOf(pointer);
  const previous = pushes.find(
    ({ overDeployed, pushedAt }) => overDeployed === deployed && pushedAt < current.pushedAt,
  );
  return { version: 1, current: previous ?? null, earlier: without(pushes, previous) };
}

/**
 * The pointer after going back to what is deployed, or to a push whatever was deployed then.
 *
 * @param hash the set's.
 * @returns `undefined` where there is no such push.
 */
export function withRollbackTo(
  pointer: TemplatePointer,
  deployed: string,
  hash: string,
): TemplatePointer | undefined {
  const pushes = pushesOf(pointer);
  if (hash === deployed) {
    return { version: 1, current: null, earlier: without(pushes, undefined) };
  }
  const push = pushes.find((each) => each.hash === hash);
  return (
    push && {
      version: 1,
      current: { ...push, overDeployed: deployed },
      earlier: without(pushes, push),
    }
  );
}

/** All that are remembered, the newest first. */
export function pushesOf({ current, earlier }: TemplatePointer): readonly TemplatePush[] {
  return [...(current === null ? [] : [current]), ...earlier].toSorted((one, other) =>
    other.pushedAt.localeCompare(one.pushedAt),
  );
}

function without(pushes: readonly TemplatePush[], one: TemplatePush | undefined): TemplatePush[] {
  return pushes.filter(({ hash }) => hash !== one?.hash).slice(0, maxEarlier);
}
